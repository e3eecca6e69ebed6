"""Healing: join what a removed node held together."""

from __future__ import annotations

from collections.abc import Collection

from designer.model.graph import Edge, Graph


def healed_edges(graph: Graph, removed: Collection[str], cut: Collection[Edge] = ()) -> frozenset[Edge]:
    """Return the wires that lead around removed nodes: from what fed them to what they fed.

    A node with several wires in, or none, cannot be led around.
    """
    healed = set()
    for id in removed:
        for edge in graph.out_edges(id):
            if edge.target not in removed and edge not in cut:
                origin = _origin(graph, id, removed, cut)
                if origin is not None:
                    healed.add(Edge(origin.source, origin.source_port, edge.target, edge.target_port))
    return frozenset(edge for edge in healed if not graph.has_edge(edge))


def _origin(graph: Graph, node_id: str, removed: Collection[str], cut: Collection[Edge]) -> Edge | None:
    """Follow the only wire back until it comes from a node that stays."""
    seen = set()
    while node_id not in seen:
        seen.add(node_id)
        wires = graph.in_edges(node_id)
        if len(wires) != 1 or wires[0] in cut:
            return None
        if wires[0].source not in removed:
            return wires[0]
        node_id = wires[0].source
    return None
