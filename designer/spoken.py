"""Spoken: what a screen reader says of a node; everything the canvas shows of it, in words."""

from __future__ import annotations

import functools

from PySide6.QtCore import QCoreApplication

from designer.model.document import Document
from designer.model.freezing import frozen_around, frozen_text
from designer.model.report import Facts
from designer.translation import translated

_tr = functools.partial(QCoreApplication.translate, "Spoken")


def spoken(document: Document, node_id: str) -> str:
    """Return name, class, output, size, wires and problems of a node."""
    graph, layer = document.graph, document.graph.layer_of(node_id)
    facts = document.report.facts.get(node_id, Facts())
    shape = facts.output_shapes[0] if facts.output_shapes else None
    parts = [f"{layer.name}, {layer.class_name}"]
    parts.append(_tr("output unknown") if shape is None else _tr("output {0}").format(shape))
    if facts.num_params:
        parts.append(_tr("{0} parameters").format(f"{facts.num_params:,}"))
    if frozen := frozen_text(layer, facts, frozen_around(document)):
        parts.append(translated(frozen).rstrip("."))
    for text, ends in (
        (_tr("from {0}"), [edge.source for edge in graph.in_edges(node_id)]),
        (_tr("to {0}"), [edge.target for edge in graph.out_edges(node_id)]),
    ):
        if ends:
            parts.append(text.format(_tr(" and ").join(graph.layer_of(id).name for id in ends)))
    found = [each for each in (*document.report.problems, *document.review) if node_id in each.node_ids]
    parts += [f"{translated(problem.severity)}: {translated(problem.text)}" for problem in found]
    return ", ".join(parts)
