"""Rule: a function that finds weak spots, with the reason why they are weak and ideas of what would help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from designer.model.candidates import Idea
from designer.model.report import Problem, Severity
from designer.model.review.design import Design

Finding = tuple[tuple[str, ...], str, str]  # the nodes, what is weak, what then
Find = Callable[[Design], Iterator[Finding]]


@dataclass(frozen=True)
class Rule:
    """One rule of the review."""

    name: str
    severity: Severity
    why: str
    find: Find
    ideas: tuple[Idea, ...]

    def problems(self, design: Design) -> Iterator[Problem]:
        """Yield what it finds, as problems of the design."""
        for node_ids, text, remedy in self.find(design):
            yield Problem(self.severity, node_ids, text, remedy, "design", self.name, self.why)


RULES: dict[str, Rule] = {}


def rule(severity: Severity, why: str, *ideas: Idea) -> Callable[[Find], Find]:
    """Make a rule of a function."""

    def enter(find: Find) -> Find:
        RULES[find.__name__] = Rule(find.__name__, severity, why, find, ideas)
        return find

    return enter
