"""Repairs: changes that solve a problem, each tried on a copy of the document before it is offered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from designer.model.candidates import Candidate, candidates
from designer.model.command import Command, Compound
from designer.model.graph import Graph
from designer.model.report import Facts, Problem, Report, ShownShape

if TYPE_CHECKING:
    from designer.model.document import Document

MAX_OFFERED = 6
MAX_TRIED = 60
MAX_ALIKE = 2  # values of one parameter


@dataclass(frozen=True)
class Effect:
    """What a repair does to one node: its shape before and after. `before` is None where there was no node."""

    node_id: str
    name: str
    before: ShownShape
    after: ShownShape
    is_new: bool = False


@dataclass(frozen=True)
class Repair:
    """A change that solves a problem, and what the model is like afterwards."""

    text: str
    command: Compound
    effects: tuple[Effect, ...]
    params_before: int
    params_after: int
    num_errors_left: int
    graph: Graph = field(compare=False, repr=False)  # after the repair, to be drawn


def repairs_of(document: Document, problem: Problem) -> tuple[Repair, ...]:
    """Return the changes that really solve a problem, the best first; the document stays as it is."""
    found = [repair for repair in tries(document, problem) if repair is not None]
    return tuple(sorted(found, key=lambda each: each.num_errors_left))  # stable: else in the order of the ideas


def seen_from(repair: Repair, level: Document) -> Repair | None:
    """Return a repair of the whole document as it looks from a nested model; None if that is no longer there."""
    graph = repair.graph
    for node_id in level.way:
        inner = graph.layer_of(node_id).inner if node_id in graph.nodes else None
        if inner is None:
            return None
        graph = inner
    if graph is repair.graph:
        return repair
    changed = [id for id in graph.nodes if id in level.graph.nodes and graph.layer_of(id) != level.graph.layer_of(id)]
    effects = _effects(level.graph, level.report.facts, graph, level.inference.facts(graph), changed)
    return replace(repair, effects=tuple(effects), graph=graph)


def tries(document: Document, problem: Problem) -> Iterator[Repair | None]:
    """Try one candidate after another; None where it is no repair. Each takes about as long as one edit."""
    if problem.inside is not None:
        yield from _tries_inside(document, problem, problem.inside)
        return
    groups: Counter[str] = Counter()
    seen: set[str] = set()
    for candidate in islice(candidates(document, problem), MAX_TRIED):
        if candidate.text in seen or groups[candidate.group] >= MAX_ALIKE:
            continue
        seen.add(candidate.text)
        repair = tried(document, problem, candidate)
        groups[candidate.group] += repair is not None
        yield repair
        if sum(groups.values()) >= MAX_OFFERED:
            return


def _tries_inside(document: Document, problem: Problem, inside: Problem) -> Iterator[Repair | None]:
    """Look for repairs in a nested model, and try them on the whole."""
    from designer.model.document import Document
    from designer.model.inside import Inside

    layer = document.graph.layer_of(problem.node_ids[0])
    if layer.inner is None:
        return
    inner = Document(layer.inner)
    for candidate in islice(candidates(inner, inside), MAX_TRIED):
        make = partial(_inside, Inside, layer.key, candidate)
        yield tried(document, problem, Candidate(f"{candidate.text}, inside '{layer.name}'", make))


def _inside(wrap: Callable[..., Command], layer_key: str, candidate: Candidate) -> list[Command]:
    return [wrap(layer_key, command) for command in candidate.make()]


def tried(document: Document, problem: Problem, candidate: Candidate) -> Repair | None:
    """Return the repair if this candidate is one: the problem is gone, and no sound node suffers."""
    try:
        after = document.tried(Compound(candidate.text, candidate.make()))
    except ValueError:
        return None
    if any(_is_same(problem, each) for each in problems_like(after, problem)):
        return None
    if _breaks_something(document.report, after.report):
        return None
    return Repair(
        candidate.text,
        Compound(candidate.text, candidate.make()),
        tuple(_effects(document.graph, document.report.facts, after.graph, after.report.facts, problem.node_ids)),
        document.report.total_params,
        after.report.total_params,
        sum(each.about == "model" for each in after.report.errors),
        after.graph,
    )


def problems_like(document: Document, problem: Problem) -> tuple[Problem, ...]:
    """Return the problems of a document of the same sort as this one."""
    if problem.about == "design":
        from designer.model.review.reviewing import review_by

        return review_by(document, problem.rule)
    return document.report.problems


def _is_same(problem: Problem, other: Problem) -> bool:
    if problem.about == "model" and other.about == "model" and other.severity == "error":
        return bool(set(problem.node_ids) & set(other.node_ids)) or (
            problem.rule == other.rule and not problem.node_ids
        )
    if (problem.rule, problem.about) != (other.rule, other.about):
        return False
    is_here = not problem.node_ids or bool(set(problem.node_ids) & set(other.node_ids))
    if is_here and problem.inside is not None and other.inside is not None:
        return _is_same(problem.inside, other.inside)
    return is_here


def _breaks_something(before: Report, after: Report) -> bool:
    """Say whether a node whose shape was known has an error now, or there are problems with the data that were not."""
    sound = {id for id, facts in before.facts.items() if facts.is_known and not facts.error}
    if any(facts.error and (id in sound or id not in before.facts) for id, facts in after.facts.items()):
        return True
    was_valid = before.is_valid
    return was_valid and len(after.errors) > len(before.errors)


def _effects(
    before: Graph, known: Mapping[str, Facts], after: Graph, facts: Mapping[str, Facts], about: Iterable[str]
) -> Iterator[Effect]:
    """Return what is new, what the problem was about, and the outputs, as far as their shapes differ."""
    new = [id for id in after.topological_order() if id not in before.nodes]
    about = [id for id in about if id in after.nodes]
    for id in dict.fromkeys([*new, *about, *after.outputs()]):
        was = known.get(id, Facts())
        if id in new or id in about or was.output_shape != facts[id].output_shape:
            yield Effect(id, after.layer_of(id).name, was.shown_shape, facts[id].shown_shape, id in new)
