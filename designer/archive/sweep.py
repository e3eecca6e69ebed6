"""Sweeps: the same training again and again with other values, all combinations of them or some drawn by chance."""

from __future__ import annotations

import math
import random
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from designer.model import catalog
from designer.model.command import Command, Compound
from designer.model.commands import SetParameter, SetSettings
from designer.model.document import Document
from designer.model.graph import LayerSpec
from designer.model.settings import KINDS, TrainingSettings
from designer.training.choices import optimizers
from nn_core.spec.kinds import Integer, Kind, Optional, Real, Text

Value = int | float | str
Assignment = Mapping[str, Value]  # a value for each target
MOST_RUNS = 200  # more than anybody wants to look at, or to wait for


@dataclass(frozen=True)
class Axis:
    """What is varied, and its values: a setting (`learning_rate`), or an argument of a layer (`hidden.units`)."""

    target: str
    values: tuple[Value, ...]


def targets(document: Document) -> list[str]:
    """Return what can be varied: the settings that are numbers or names, then the numbers of the layers."""
    settings = [name for name, kind in KINDS.items() if _is_one_of(kind, (Integer, Real, Text))]
    return settings + [
        f"{layer.name}.{each.name}"
        for layer in document.graph.layers.values()
        if (cls := catalog.find_layer_class(layer.class_name)) is not None
        for each in cls.parameters.values()
        if _is_one_of(each.kind, (Integer, Real)) and not each.is_advanced
    ]


def _is_one_of(kind: Kind, kinds: tuple[type[Kind], ...]) -> bool:
    return type(kind.kind if isinstance(kind, Optional) else kind) in kinds


# ---- combinations -----------------------------------------------------------------------------------------


def grid(axes: Sequence[Axis]) -> list[dict[str, Value]]:
    """Return all combinations of the values, the last axis changing fastest; ValueError if there are too many."""
    num_runs = _num_combinations(axes)
    if num_runs > MOST_RUNS:
        raise ValueError(
            f"These values have {num_runs:,} combinations; a sweep has at most {MOST_RUNS} runs. "
            "Take fewer values, or draw some of the combinations by chance."
        )
    return [_combination(axes, number) for number in range(num_runs)]


def sample(axes: Sequence[Axis], count: int, seed: int) -> list[dict[str, Value]]:
    """Return so many different combinations drawn by chance, all of them where there are no more."""
    if not 1 <= count <= MOST_RUNS:
        raise ValueError(f"A sweep has 1 to {MOST_RUNS} runs, not {count}.")
    num_runs = _num_combinations(axes)
    numbers = random.Random(seed).sample(range(num_runs), min(count, num_runs))
    return [_combination(axes, number) for number in numbers]


def _num_combinations(axes: Sequence[Axis]) -> int:
    names = [axis.target for axis in axes]
    if not axes:
        raise ValueError("There is nothing to vary: choose a parameter.")
    if twice := [name for name in names if names.count(name) > 1]:
        raise ValueError(f"{twice[0]} is chosen twice; write all its values in one place.")
    if empty := [axis.target for axis in axes if not axis.values]:
        raise ValueError(f"{empty[0]} has no values: write some, such as 0.1, 0.01 or 16..64 step 16.")
    return math.prod(len(axis.values) for axis in axes)


def _combination(axes: Sequence[Axis], number: int) -> dict[str, Value]:
    """Return the combination with this number, as if all were counted."""
    found: dict[str, Value] = {}
    for axis in reversed(axes):
        number, place = divmod(number, len(axis.values))
        found[axis.target] = axis.values[place]
    return {axis.target: found[axis.target] for axis in axes}


# ---- documents --------------------------------------------------------------------------------------------


def variants(document: Document, assignments: Iterable[Assignment]) -> list[tuple[Assignment, Document]]:
    """Return a copy for each of the assignments. All have one seed: what differs then comes from the values."""
    made = [(assignment, variant(document, assignment)) for assignment in assignments]
    seed = secrets.randbits(31)
    for _, each in made:
        if each.settings.seed is None:
            each.settings = replace(each.settings, seed=seed)
    return made


def variant(document: Document, assignment: Assignment) -> Document:
    """Return a copy of the document, without weights, that has these values; ValueError in a sentence."""
    settings = {name: value for name, value in assignment.items() if name in KINDS}
    commands: list[Command] = [_layer_command(document, *each) for each in assignment.items() if each[0] not in KINDS]
    try:
        if settings:
            commands.append(SetSettings(_changed(document.settings, settings)))
        made = document.tried(Compound("Vary", commands))
    except ValueError as error:
        raise ValueError(f"{text_of(assignment)} cannot be tried: {error}") from None
    if errors := made.report.errors:
        raise ValueError(f"With {text_of(assignment)} the model cannot be trained: {errors[0].text}")
    made.title = document.title
    return made


def _changed(settings: TrainingSettings, values: dict[str, Any]) -> TrainingSettings:
    optimizer = values.get("optimizer", settings.optimizer)
    if "optimizer" in values and optimizer not in optimizers():
        raise ValueError(f"There is no optimizer {optimizer!r}; there are {', '.join(optimizers())}.")
    if "learning_rate" in values and settings.schedule is not None:
        raise ValueError("The learning rate follows a schedule; take the schedule away to vary the rate.")
    return replace(settings, **values)


def _layer_command(document: Document, target: str, value: Value) -> SetParameter:
    name, _, argument = target.rpartition(".")
    return SetParameter(_layer_named(document, name, target).key, argument, value)


def _layer_named(document: Document, name: str, target: str) -> LayerSpec:
    for layer in document.graph.layers.values():
        if layer.name == name:
            return layer
    raise ValueError(f"{target} is neither a training setting nor an argument of a layer of this model.")


def text_of(assignment: Assignment) -> str:
    """Return the values as one reads them: learning_rate=0.1, hidden.units=16."""
    return ", ".join(f"{target}={value}" for target, value in assignment.items())
