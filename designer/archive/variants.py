"""Variants: the documents of a sweep, each with other values of what is varied."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from designer.archive.sweep import Assignment, Value, text_of
from designer.model import catalog
from designer.model.command import Command, Compound
from designer.model.commands import SetParameter, SetSettings
from designer.model.document import Document
from designer.model.graph import Graph, LayerSpec
from designer.model.inside import Inside
from designer.model.settings import KINDS, TrainingSettings
from designer.training.choices import optimizers
from nn_core.spec.kinds import Integer, Kind, Optional, Real, Text

Refusal = tuple[Assignment, str]  # values that cannot be tried, and why


def targets(document: Document) -> list[str]:
    """Return what can be varied: the settings that are numbers or names, then the numbers of the layers."""
    settings = [name for name, kind in KINDS.items() if _is_one_of(kind, (Integer, Real, Text))]
    return [*settings, *dict.fromkeys(_of_layers(document.graph))]


def _of_layers(graph: Graph, way: str = "") -> Iterator[str]:
    """Yield the numbers of the layers, those inside nested models with the way that leads to them."""
    for layer in graph.layers.values():
        cls = catalog.find_layer_class(layer.class_name)
        if layer.inner is not None:
            yield from _of_layers(layer.inner, f"{way}{layer.name}/")
        elif cls is not None:
            wanted = (each for each in cls.parameters.values() if _is_one_of(each.kind, (Integer, Real)))
            yield from (f"{way}{layer.name}.{each.name}" for each in wanted if not each.is_advanced)


def _is_one_of(kind: Kind, kinds: tuple[type[Kind], ...]) -> bool:
    return type(kind.kind if isinstance(kind, Optional) else kind) in kinds


def variants(
    document: Document, assignments: Iterable[Assignment]
) -> tuple[list[tuple[Assignment, Document]], list[Refusal]]:
    """Return a copy for each of the assignments, and those that cannot be; ValueError if none can.

    All have one seed: what differs then comes from the values.
    """
    made: list[tuple[Assignment, Document]] = []
    refused: list[Refusal] = []
    for assignment in assignments:
        try:
            made.append((assignment, variant(document, assignment)))
        except ValueError as error:
            refused.append((assignment, str(error)))
    if refused and not made:
        raise ValueError(refused[0][1])
    seed = secrets.randbits(31)
    for _, each in made:
        if each.settings.seed is None:
            each.settings = replace(each.settings, seed=seed)
    return made, refused


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


def _layer_command(document: Document, target: str, value: Value) -> Command:
    way, _, argument = target.rpartition(".")
    keys, graph = [], document.graph
    for name in way.split("/"):
        layer = _layer_named(graph, name, target)
        keys.append(layer.key)
        graph = graph if layer.inner is None else layer.inner
    command: Command = SetParameter(keys.pop(), argument, value)
    for key in reversed(keys):
        command = Inside(key, command)
    return command


def _layer_named(graph: Graph, name: str, target: str) -> LayerSpec:
    for layer in graph.layers.values():
        if layer.name == name:
            return layer
    raise ValueError(f"{target} is neither a training setting nor an argument of a layer of this model.")
