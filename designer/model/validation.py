"""Validation: what keeps a graph from being a model, or will surprise; one function per rule."""

from __future__ import annotations

from collections.abc import Mapping

from designer.model.graph import Graph
from designer.model.report import Facts, Problem


def find_problems(graph: Graph, facts: Mapping[str, Facts]) -> tuple[Problem, ...]:
    """Return all problems, errors first."""
    return tuple(Problem("error", (id,), each.error) for id, each in facts.items() if each.error)
