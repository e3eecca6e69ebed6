"""The review: all rules asked about a document, without what its user does not want to hear again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from designer.model.graph import Graph
from designer.model.report import Problem
from designer.model.review import data_rules, layer_rules, output_rules, shape_rules, training_rules  # noqa: F401 - their rules
from designer.model.review.design import Design
from designer.model.review.rule import RULES

if TYPE_CHECKING:
    from designer.model.document import Document


def review(document: Document) -> tuple[Problem, ...]:
    """Return the weak spots, warnings before hints, without those dismissed."""
    return in_order(document, [problem for found in review_steps(document) for problem in found])


def review_steps(document: Document) -> Iterator[list[Problem]]:
    """Yield what each rule finds, so that a large model can be reviewed a little at a time."""
    design = Design(document)
    for rule in RULES.values() if document.graph.nodes else ():
        yield list(rule.problems(design))


def in_order(document: Document, found: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return what was found as it is to be shown."""
    kept = [problem for problem in found if dismissal_key(document, problem) not in document.root.dismissed]
    return tuple(sorted(kept, key=lambda problem: problem.severity != "warning"))


def review_by(document: Document, name: str) -> tuple[Problem, ...]:
    """Return what one rule finds."""
    return tuple(RULES[name].problems(Design(document)))


def dismissal_key(document: Document, problem: Problem) -> str:
    """Return what identifies a weak spot as long as the rule and the layers are the same."""
    return ":".join([*document.path_of_keys, *_keys(document.graph, problem)])


def _keys(graph: Graph, problem: Problem) -> list[str]:
    """Return the keys of the layers, those of the nested models they are in first."""
    keys = sorted({graph.nodes[id].layer_key for id in problem.node_ids if id in graph.nodes})
    inner = graph.layers[keys[0]].inner if problem.inside is not None and keys else None
    if problem.inside is not None and inner is not None:
        return [keys[0], *_keys(inner, problem.inside)]
    return [problem.rule, *keys]
