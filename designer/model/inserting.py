"""InsertLayer: put a new layer behind a port, into some of the wires that leave it, and make room for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from designer.model import catalog
from designer.model.arrange import DEFAULT_SIZE, GAPS_ALONG, GRID
from designer.model.change import Edit, Replacement
from designer.model.command import GraphCommand
from designer.model.graph import Edge, Graph, LayerSpec, Node
from designer.model.planning import need_nodes
from nn_core.spec.naming import to_snake_case


class InsertLayer(GraphCommand):
    """Add a layer fed by a port; the given wires, all from that port, leave the new layer instead."""

    def __init__(
        self,
        class_name: str,
        source: str,
        source_port: int = 0,
        edges: Iterable[Edge] = (),
        arguments: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__()
        self.class_name, self.source, self.source_port = class_name, source, source_port
        self.edges, self.arguments = tuple(edges), dict(arguments or {})
        self.text = f"Insert {class_name}"

    def plan(self, graph: Graph) -> Edit:
        need_nodes(graph, [self.source])
        if not all(graph.has_edge(edge) and edge.source == self.source for edge in self.edges):
            raise ValueError(f"'{graph.layer_of(self.source).name}' is wired otherwise by now.")
        cls = catalog.layer_class(self.class_name)
        given = {name: catalog.argument_to_json(cls, name, value) for name, value in self.arguments.items()}
        arguments = {**catalog.starting_arguments(self.class_name), **given}
        name = graph.unique_layer_name(to_snake_case(catalog.palette_name(cls)))
        layer = LayerSpec(graph.new_layer_key(), cls.__name__, name, arguments)
        x, y, moved = self._place(graph)
        node = Node(graph.new_node_id(), layer.key, x, y)
        self.text = f"Insert {catalog.palette_name(cls)} after {graph.layer_of(self.source).name}"
        new: dict[str, Replacement[Node]] = {node.id: (None, node)}
        out = {replace(edge, source=node.id, source_port=0) for edge in self.edges}
        return Edit(
            nodes={**moved, **new},
            layers={layer.key: (None, layer)},
            edges_removed=frozenset(self.edges),
            edges_added=frozenset({Edge(self.source, self.source_port, node.id, 0), *out}),
        )

    def _place(self, graph: Graph) -> tuple[float, float, dict[str, Replacement[Node]]]:
        """Return the place halfway to what follows, and how the nodes behind it move so that there is room."""
        source = graph.nodes[self.source]
        targets = [graph.nodes[edge.target] for edge in self.edges]
        if not targets:
            return source.x, source.y + DEFAULT_SIZE[1] + GAPS_ALONG[1], {}
        next_one = min(targets, key=lambda node: abs(node.y - source.y) + abs(node.x - source.x))
        flows_down = abs(next_one.y - source.y) >= abs(next_one.x - source.x) / 2
        axis = 1 if flows_down else 0
        step = DEFAULT_SIZE[axis] + GAPS_ALONG[axis]
        gap = next_one.y - source.y if flows_down else next_one.x - source.x
        missing = max(0.0, 2 * step - gap)
        shift = (0.0, missing) if flows_down else (missing, 0.0)
        behind = {each.id for each in targets}.union(*(graph.downstream(each.id) for each in targets))
        moved: dict[str, Replacement[Node]] = {}
        if missing:
            for id in behind - {self.source}:
                node = graph.nodes[id]
                moved[id] = (node, replace(node, x=node.x + shift[0], y=node.y + shift[1]))
        if flows_down:
            return _on_grid((source.x + next_one.x) / 2), _on_grid(source.y + (gap + missing) / 2), moved
        return _on_grid(source.x + (gap + missing) / 2), _on_grid((source.y + next_one.y) / 2), moved


def _on_grid(place: float) -> float:
    return round(place / GRID) * GRID
