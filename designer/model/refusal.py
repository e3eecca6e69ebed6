"""Refusals: why a wire cannot be made, in a sentence, while it is still being dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.model.graph import Edge, Graph

if TYPE_CHECKING:
    from designer.model.document import Document


def connect_refusal(document: Document, edge: Edge) -> str | None:
    """Return why this wire cannot be made, or None if it can."""
    return structural_refusal(document.graph, edge)


def structural_refusal(graph: Graph, edge: Edge) -> str | None:
    """Return why the graph itself rules this wire out, whatever the shapes."""
    if edge.source not in graph.nodes or edge.target not in graph.nodes:
        return "A wire needs a node at both ends."
    source, target = graph.layer_of(edge.source), graph.layer_of(edge.target)
    if edge.source == edge.target:
        return f"'{target.name}' cannot feed itself."
    if target.is_input:
        return f"'{target.name}' is an input: data enters there, it takes no wire."
    if graph.has_edge(edge):
        return f"'{source.name}' and '{target.name}' are connected already."
    most = target.input_range[1]
    if edge.target_port < 0 or edge.source_port < 0 or (most is not None and edge.target_port >= most):
        return f"'{target.name}' takes {_inputs(most)}."
    taken = next((wire for wire in graph.in_edges(edge.target) if wire.target_port == edge.target_port), None)
    if taken is not None:
        feeder = graph.layer_of(taken.source).name
        return f"This port of '{target.name}' is taken by '{feeder}'. Remove that wire first."
    if graph.would_close_cycle(edge.source, edge.target):
        return f"This would close a cycle: '{target.name}' already leads to '{source.name}'."
    return None


def _inputs(count: int | None) -> str:
    return "one input only" if count == 1 else f"{count} inputs at most"
