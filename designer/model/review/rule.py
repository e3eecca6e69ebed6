"""Rule: a function that finds weak spots, with the reason why they are weak and ideas of what would help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

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
    is_local: bool = False  # it looks at layers and their neighbours only, so that it holds inside nested models, too

    def problems(self, design: Design) -> Iterator[Problem]:
        """Yield what it finds, as problems of the design."""
        for node_ids, text, remedy in self.find(design):
            yield Problem(self.severity, node_ids, text, remedy, "design", self.name, self.why)
        if self.is_local:
            yield from self._inside(design)

    def _inside(self, design: Design) -> Iterator[Problem]:
        """Yield what it finds in nested models, once for all nodes that use one."""
        found: dict[tuple[str, Problem], list[str]] = {}
        for node_id, inner in design.nested.items():
            for each in self.problems(inner):
                found.setdefault((design.graph.layer_of(node_id).name, each), []).append(node_id)
        for (name, each), ids in found.items():
            text = f"Inside '{name}': {each.text}"
            yield Problem(self.severity, tuple(ids), text, each.remedy, "design", self.name, self.why, each)


RULES: dict[str, Rule] = {}


def rule(severity: Severity, why: str, *ideas: Idea, is_local: bool = False) -> Callable[[Find], Find]:
    """Make a rule of a function."""

    def enter(find: Find) -> Find:
        RULES[find.__name__] = Rule(find.__name__, severity, why, find, ideas, is_local)
        return find

    return enter


local_rule = partial(rule, is_local=True)  # a rule that holds inside nested models, too
