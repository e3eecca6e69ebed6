"""Connecting: wire the selected nodes without a mouse, one after the other or all to a node that is searched."""

from __future__ import annotations

from itertools import count, islice, pairwise
from typing import TYPE_CHECKING

from designer import icons
from designer.canvas.look import headline, port_name
from designer.canvas.search_box import Entry
from designer.model.commands import Compound, Connect
from designer.model.finding import find_nodes
from designer.model.graph import Edge
from designer.model.refusal import connect_refusal, structural_refusal

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView


class Connecting:
    """Wires the nodes of one canvas by menu and key."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._document = view.document

    def in_order(self) -> None:
        """Wire the selected nodes one after the other, in the order in which they were selected."""
        graph, commands = self._document.graph, []
        for source, target in pairwise(self._document.selection.nodes_in_order):
            port = graph.free_input_port(target)
            edge = Edge(source, 0, target, 0 if port is None else port)
            if any(wire.target == target for wire in graph.out_edges(source)):
                continue
            if refusal := structural_refusal(graph, edge):
                self._view.refused.emit(refusal)
                return
            commands.append(Connect(edge))
        if commands:
            self._view.execute(Compound(self._view.tr("Connect in order"), commands))

    def search_target(self) -> None:
        """Let the user search what the selected nodes shall lead to."""
        sources = self._document.selection.nodes_in_order
        if sources:
            place = self._view.mapFromScene(self._view.canvas_scene.extent_of(sources[-1:])).boundingRect()
            hint = self._view.tr("Connect to: type a few letters")
            self._view.quick_add.open(place.bottomLeft(), self._targets, self._connect_to, hint)

    def _targets(self, text: str) -> list[Entry]:
        """Return the ends a wire from the selected nodes can have; nearest in the graph first."""
        graph, sources = self._document.graph, self._document.selection.nodes_in_order
        wanted = find_nodes(graph, text) if text.strip() else graph.topological_order()
        num_outputs = len(self._document.report.facts[sources[-1]].output_shapes) if len(sources) == 1 else 1
        return [
            self._entry(id, port, num_outputs)
            for id in wanted
            if id not in sources
            for port in range(max(num_outputs, 1))
            if connect_refusal(self._document, self._edges(id, port)[0]) is None
        ]

    def _entry(self, node_id: str, port: int, num_outputs: int) -> Entry:
        layer = self._document.graph.layer_of(node_id)
        item = self._view.canvas_scene.node_items[node_id]
        source = self._view.canvas_scene.node_items[self._document.selection.nodes_in_order[-1]]
        prefix = f"{port_name(source.look.output_names, port)} → " if num_outputs > 1 else ""
        return Entry(
            f"{port} {node_id}", f"{prefix}{layer.name}", icons.category_icon(item.look.category), headline(layer)
        )

    def _connect_to(self, key: str) -> None:
        port, _, node_id = key.partition(" ")
        edges = self._edges(node_id, int(port))
        name = self._document.graph.layer_of(node_id).name
        text = f"Connect to {name}"
        if self._view.execute(Compound(text, map(Connect, edges)) if len(edges) > 1 else Connect(edges[0])):
            self._document.selection.set([node_id])

    def _edges(self, node_id: str, port: int) -> list[Edge]:
        """Return the wires from the selected nodes to the free ports of a node."""
        used = {edge.target_port for edge in self._document.graph.in_edges(node_id)}
        sources = self._document.selection.nodes_in_order
        free = islice((number for number in count() if number not in used), len(sources))
        return [Edge(source, port, node_id, number) for source, number in zip(sources, free, strict=True)]
