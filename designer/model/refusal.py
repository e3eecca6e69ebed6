"""Refusals: why a wire cannot be made, in a sentence, while it is still being dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.model.graph import Edge, Graph
from designer.model.inference import check_axes
from designer.model.making import make_layer

if TYPE_CHECKING:
    from designer.model.document import Document


def connect_refusal(document: Document, edge: Edge, instead_of: Edge | None = None) -> str | None:
    """Return why this wire cannot be made, or None if it can; `instead_of` is a wire that would go.

    What a parameter could still mend, such as a number of units, is no reason to refuse; a wrong number of axes is.
    """
    return structural_refusal(document.graph, edge, instead_of) or _axes_refusal(document, edge)


def structural_refusal(graph: Graph, edge: Edge, instead_of: Edge | None = None) -> str | None:
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
        return f"'{target.name}' takes {'one input only' if most == 1 else f'{most} inputs at most'}."
    taken = next((wire for wire in graph.in_edges(edge.target) if wire.target_port == edge.target_port), None)
    if taken is not None and taken != instead_of:
        return (
            f"This port of '{target.name}' is taken by '{graph.layer_of(taken.source).name}'. Remove that wire first."
        )
    if graph.would_close_cycle(edge.source, edge.target):
        return f"This would close a cycle: '{target.name}' already leads to '{source.name}'."
    return None


def _axes_refusal(document: Document, edge: Edge) -> str | None:
    facts, target = document.report.facts, document.graph.layer_of(edge.target)
    source = facts[edge.source]
    if edge.source_port >= len(source.output_shapes):
        return f"'{document.graph.layer_of(edge.source).name}' has no output {edge.source_port + 1}."
    shape = source.output_shapes[edge.source_port]
    if shape is None or target.inner is not None:
        return None
    others = [each for each in facts[edge.target].input_shapes if each is not None]
    try:
        layer = make_layer(target)
        check_axes(layer, [*others, shape])
        if any(len(each) != len(shape) for each in others):
            layer.compute_output_shape(*layer.arguments_for([*others, shape]))
    except (ValueError, TypeError) as error:
        return None if facts[edge.target].error_stage == "make" else str(error)
    return None
