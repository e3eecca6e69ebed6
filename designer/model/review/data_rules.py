"""Rules about a model and the data chosen for it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from designer.model.candidates import Candidate, set_parameter
from designer.model.data_facts import InputFacts
from designer.model.report import Problem
from designer.model.review.design import Design
from designer.model.review.ideas import layer_after, training_with
from designer.model.review.rule import Finding, rule

if TYPE_CHECKING:
    from designer.model.document import Document

LARGE = 20.0  # numbers beyond this slow training down; standardised ones seldom get there
IMBALANCE = 5
PARAMETERS_PER_SAMPLE = 100
SCALE_RATIO = 100.0


def fed(design: Design) -> Iterator[tuple[str, InputFacts]]:
    """Yield every input with what is fed into it: by name, else by place."""
    if design.data is None:
        return
    by_name = {each.name: each for each in design.data.inputs}
    for place, id in enumerate(design.graph.inputs()):
        name = design.graph.layer_of(id).name
        if name in by_name or place < len(design.data.inputs):
            yield id, by_name.get(name) or design.data.inputs[place]


def _first_users(design: Design, node_id: str) -> set[str]:
    """Return the first layers that do something with an input: what only moves numbers about is passed over."""
    found, waiting, seen = set(), design.after(node_id), {node_id}
    while waiting:
        id = waiting.pop()
        if id in seen:
            continue
        seen.add(id)
        is_moving = design.is_linear(id) and not design.has(id, "weighted") and not design.has(id, "rescaling")
        if is_moving:
            waiting += design.after(id)
        else:
            found.add(id)
    return found


def _scale(document: Document, problem: Problem) -> dict[str, Any]:
    inputs = dict(fed(Design(document)))
    given = inputs[problem.node_ids[0]]
    largest = max(abs(given.minimum), abs(given.maximum))
    return {"scale": 1 / 255 if largest <= 255 and given.is_image else 1 / 10 ** math.ceil(math.log10(largest))}


@rule(
    "warning",
    "Weights start small, for numbers around 1. Large inputs give large sums: activations saturate, steps become too "
    "large or too small, and training is slow or fails.",
    layer_after("rescaling", _scale),
)
def unscaled_input(design: Design) -> Iterator[Finding]:
    """Pixels from 0 to 255, or other large numbers, straight into weights."""
    for id, given in fed(design):
        users = [each for each in _first_users(design, id) if not _takes_large(design, each)]
        if max(abs(given.minimum), abs(given.maximum)) > LARGE and users and not _is_index(given):
            what = "pixels" if given.is_image else "numbers"
            text = f"{design.name(id)} brings {what} from {given.minimum:g} to {given.maximum:g}."
            yield (id,), text, "Rescale them to about 0 … 1 inside the model."


def _takes_large(design: Design, node_id: str) -> bool:
    return design.has(node_id, "rescaling") or design.has(node_id, "lookup")


def _is_index(given: InputFacts) -> bool:
    return given.is_whole and not given.is_image and given.minimum >= 0 and len(given.shape) == 1 and given.maximum > 20


@rule(
    "warning",
    "The number of a word is a name, no amount: word 200 is not twice word 100. An embedding learns a vector for each, "
    "in which words that are used alike lie close together.",
    layer_after("lookup", lambda document, problem: _vocabulary(document, problem)),
)
def numbers_of_words(design: Design) -> Iterator[Finding]:
    """Whole numbers that stand for something, taken for amounts."""
    for id, given in fed(design):
        users = _first_users(design, id)
        if _is_index(given) and users and not any(design.has(each, "lookup") for each in users):
            text = (
                f"{design.name(id)} brings whole numbers up to {given.maximum:g}, which look like words or categories."
            )
            yield (id,), text, "Put an embedding behind it."


def _vocabulary(document: Document, problem: Problem) -> dict[str, Any]:
    return {"input_dim": int(dict(fed(Design(document)))[problem.node_ids[0]].maximum) + 1}


def _large_enough(document: Document, problem: Problem) -> Iterator[Candidate]:
    design = Design(document)
    largest = max((int(given.maximum) for _, given in fed(design)), default=0)
    yield set_parameter(document.graph.layer_of(problem.node_ids[0]), "input_dim", largest + 1)


@rule(
    "warning",
    "There is no vector for such a number, and training stops at the first sample that has one.",
    _large_enough,
)
def small_vocabulary(design: Design) -> Iterator[Finding]:
    """A table with fewer rows than there are words."""
    for id, given in fed(design):
        for user in sorted(_first_users(design, id)):
            rows = design.value(user, "input_dim")
            if design.has(user, "lookup") and isinstance(rows, int) and given.maximum >= rows:
                text = f"{design.name(user)} has {rows:,} vectors, but the data goes up to {given.maximum:,.0f}."
                yield (user,), text, f"Set input_dim to at least {given.maximum + 1:,.0f}."


@rule(
    "hint",
    "A model that always names the most frequent class is right most of the time, and that is what training finds "
    "first. Look at the confusion matrix, not at the accuracy alone; weigh or repeat the rare classes.",
    training_with("Weigh the classes so that each counts alike", class_weight="balanced"),
)
def class_imbalance(design: Design) -> Iterator[Finding]:
    """Some classes are much rarer than others."""
    counts = design.data.class_counts if design.data is not None else ()
    if counts and design.settings.class_weight is None and max(counts) >= IMBALANCE * max(1, min(counts)):
        text = f"The most frequent class has {max(counts):,} samples, the rarest {min(counts):,}."
        yield (), text, "Judge the model by class, or balance the data."


@rule(
    "hint",
    "With so many numbers to adjust the model can learn every sample by heart, and then knows nothing about new ones. "
    "Watch whether the validation loss rises while the loss falls.",
)
def many_parameters(design: Design) -> Iterator[Finding]:
    """More parameters than so few samples can teach."""
    data, params = design.data, design.report.total_trainable
    if data is not None and params > PARAMETERS_PER_SAMPLE * data.num_samples:
        text = f"{params:,} parameters are to be learned from {data.num_samples:,} samples."
        yield (), text, "Use smaller layers, dropout, or a model that was trained before."


@rule(
    "warning",
    "The branch with the large numbers decides what the next layer gives; the others are hardly heard.",
)
def different_scales(design: Design) -> Iterator[Finding]:
    """Branches of very different size, joined."""
    largest = {id: max(abs(given.minimum), abs(given.maximum)) for id, given in fed(design)}
    size: dict[str, float] = {}
    for id in design.nodes:
        sizes = [size[edge.source] for edge in design.graph.in_edges(id) if edge.source in size]
        if id in largest:
            size[id] = largest[id]
        elif sizes and design.is_linear(id) and not design.has(id, "weighted") and not design.has(id, "rescaling"):
            size[id] = max(sizes)
        if len(sizes) > 1 and min(sizes) > 0 and max(sizes) / min(sizes) > SCALE_RATIO:
            text = f"{design.name(id)} joins numbers up to {max(sizes):,.4g} with numbers up to {min(sizes):,.4g}."
            yield (id,), text, "Normalise the branches before joining them."
