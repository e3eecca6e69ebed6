"""Repeating: the same block several times in a row, each with weights of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from designer.model.border import Border, Tensor, border_of, is_model_output
from designer.model.change import Edit, Replacement
from designer.model.graph import Edge, Graph, LayerSpec, Node, unique_name
from designer.model.planning import need_nodes
from designer.model.regrouping import Regrouping

MOST = 200  # more in a row is a slip of the finger


class RepeatNodes(Regrouping):
    """Put copies of a block behind it until it stands there `times` times; what it fed is fed by the last of them.

    A block with several inputs hands on the first; all copies get the others. `step` is the way from one to the next.
    """

    def __init__(self, node_ids: Iterable[str], times: int, step: tuple[float, float] = (0.0, 128.0)) -> None:
        super().__init__()
        self.node_ids, self.times, self.step = frozenset(node_ids), times, step
        self.new_ids: tuple[str, ...] = ()  # of all copies, after `do`
        self.text = f"Repeat {times} times"

    def plan(self, graph: Graph) -> Edit:
        need_nodes(graph, self.node_ids)
        if not 2 <= self.times <= MOST:
            raise ValueError(f"A block can stand 2 to {MOST} times in a row, not {self.times}.")
        ids = {id for id in self.node_ids if not graph.layer_of(id).is_input}
        entering, leaving = _ends(graph, ids, border_of(graph, ids, self.inference.facts(graph)))
        row = _Row(graph, ids, entering, leaving, self.step)
        for number in range(1, self.times):
            row.add_copy(number)
        row.hand_over(self.times)
        self.new_ids = tuple(id for id in row.nodes if id not in graph.nodes)
        self.new_outputs = row.new_outputs()
        return Edit(row.nodes, row.layers, frozenset(row.edges_removed), frozenset(row.edges_added))


def _ends(graph: Graph, ids: set[str], border: Border) -> tuple[Tensor, Tensor]:
    """Return the tensor a block takes and the one it gives; ValueError if that is not clear."""
    if not ids:
        raise ValueError("Select the layers to repeat; inputs cannot be repeated.")
    if not border.inputs:
        raise ValueError("Nothing feeds these layers, so they cannot feed each other in a row. Wire them first.")
    if len(border.outputs) != 1:
        names = ", ".join(f"'{graph.layer_of(id).name}'" for id, _ in border.outputs[:4])
        raise ValueError(
            f"A block that is repeated gives one tensor; this one gives {len(border.outputs)}: {names or 'none'}."
        )
    return border.inputs[0], border.outputs[0]


class _Row:
    """The difference that a row of copies makes, as it grows."""

    def __init__(
        self, graph: Graph, ids: set[str], entering: Tensor, leaving: Tensor, step: tuple[float, float]
    ) -> None:
        self.graph, self.ids, self.entering, self.first, self.step = graph, ids, entering, leaving, step
        self.last = leaving  # what the last copy gives
        self.taken = {layer.name for layer in graph.layers.values()}
        self.nodes: dict[str, Replacement[Node]] = {}
        self.layers: dict[str, Replacement[LayerSpec]] = {}
        self.edges_added: set[Edge] = set()
        self.edges_removed: set[Edge] = set()

    def add_copy(self, number: int) -> None:
        """Put one more copy behind the last."""
        ids = {id: self.graph.new_node_id() for id in self.graph.topological_order() if id in self.ids}
        keys = {key: self._copied(key) for key in {self.graph.nodes[id].layer_key: None for id in ids}}
        for id, new_id in ids.items():
            node = self.graph.nodes[id]
            x, y = node.x + number * self.step[0], node.y + number * self.step[1]
            self.nodes[new_id] = None, Node(new_id, keys[node.layer_key], x, y)
            for edge in self.graph.in_edges(id):
                source = self._source(edge, ids)
                self.edges_added.add(Edge(*source, new_id, edge.target_port))
        self.last = ids[self.first[0]], self.first[1]

    def _copied(self, key: str) -> str:
        layer = self.graph.layers[key]
        name = unique_name(layer.name, self.taken)
        self.taken.add(name)
        copy = replace(layer, key=self.graph.new_layer_key(), name=name)
        self.layers[copy.key] = None, copy
        return copy.key

    def _source(self, edge: Edge, ids: dict[str, str]) -> Tensor:
        if edge.source in ids:
            return ids[edge.source], edge.source_port
        tensor = edge.source, edge.source_port
        return self.last if tensor == self.entering else tensor

    def hand_over(self, times: int) -> None:
        """Let the last copy feed what the block fed, be the output it was, and make room."""
        source, port = self.first
        for edge in self.graph.out_edges(source):
            if edge.target not in self.ids and edge.source_port == port:
                self.edges_removed.add(edge)
                self.edges_added.add(replace(edge, source=self.last[0], source_port=self.last[1]))
        node, (_, last) = self.graph.nodes[source], self.nodes[self.last[0]]
        assert last is not None
        self.nodes[source] = node, replace(node, output_ports=())
        self.nodes[last.id] = None, replace(last, output_ports=node.output_ports)
        way = (times - 1) * self.step[0], (times - 1) * self.step[1]
        for id in {id for each in self.ids for id in self.graph.downstream(each)} - self.ids:
            node = self.graph.nodes[id]
            self.nodes[id] = node, replace(node, x=node.x + way[0], y=node.y + way[1])

    def new_outputs(self) -> list[tuple[str, str]]:
        """Return the old and the new name of the output, if the block gives one of the model."""
        _, last = self.nodes[self.last[0]]
        if not is_model_output(self.graph, self.first) or last is None:
            return []
        _, layer = self.layers[last.layer_key]
        return [] if layer is None else [(self.graph.layer_of(self.first[0]).name, layer.name)]
