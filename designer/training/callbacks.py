"""Callbacks: the cards of the settings made into listeners of a training."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nn_core.training.callbacks  # noqa: F401  (importing it registers what it defines)
from designer.model.card import Card
from designer.model.settings import TrainingSettings
from nn_core.spec import registry
from nn_core.spec.kinds import File
from nn_core.spec.params import Param
from nn_core.training.callbacks.callback import Callback

FAMILY = "callback"
_VALIDATION = "val_"


def offered() -> list[str]:
    """Return the names of the classes for which there can be a card."""
    return [name for name, _ in registry.entries(FAMILY)]


def new_card(class_name: str) -> Card:
    """Return a card with the values to begin with."""
    return Card(class_name, dict(registry.get(FAMILY, class_name).suggested))


def parameters_of(class_name: str) -> list[Param]:
    """Return what can be set on a card; what has no effect or only prints is left out."""
    cls = registry.find(FAMILY, class_name)
    hidden = ("verbose", *getattr(cls, "without_effect", ()))
    return [each for each in getattr(cls, "parameters", {}).values() if each.name not in hidden]


def summary_of(class_name: str) -> str:
    """Return the first sentence about a class."""
    cls = registry.find(FAMILY, class_name)
    return (cls.__doc__ or "").strip().partition("\n")[0].replace("`", "") if cls is not None else ""


def title_of(class_name: str) -> str:
    """Return the name of a class in words."""
    return getattr(registry.find(FAMILY, class_name), "title", "") or class_name


def refusal(card: Card, has_schedule: bool = False) -> str:
    """Say in a sentence what is wrong with a card; nothing if it can be used."""
    if has_schedule and getattr(registry.find(FAMILY, card.class_name), "lowers_learning_rate", False):
        return (
            f"{title_of(card.class_name)} cannot lower a learning rate that follows a schedule: choose the schedule "
            "'constant', or switch this callback off."
        )
    try:
        made_alone(card)
    except ValueError as error:
        return str(error)
    return ""


def steerable(class_name: str) -> tuple[str, ...]:
    """Return the names of the parameters that may change while the callback listens."""
    return tuple(getattr(registry.find(FAMILY, class_name), "steerable", ()))


def listen_alike(one: Sequence[Card], other: Sequence[Card]) -> bool:
    """Say whether a training that goes on with other cards can keep what its callbacks remember."""
    return [_lasting(each) for each in one] == [_lasting(each) for each in other]


def _lasting(card: Card) -> tuple[str, bool, dict[str, Any]]:
    """Return what of a card does not change in the middle of a training."""
    free = steerable(card.class_name)
    return card.class_name, card.is_on, {name: value for name, value in card.config.items() if name not in free}


def made_alone(card: Card) -> Callback:
    """Return the callback of a card; ValueError in a sentence where a setting does not fit."""
    return _made(card.to_json(), Path())


def card_configs(settings: TrainingSettings, is_validated: bool) -> Iterator[dict[str, Any]]:
    """Yield what the cards say that are switched on; without a validation they watch the training instead."""
    for card in settings.callbacks:
        if card.is_on:
            config = dict(card.config)
            parameters = registry.get(FAMILY, card.class_name).parameters
            watched = config.get("monitor", parameters["monitor"].default if "monitor" in parameters else "")
            if not is_validated and str(watched).startswith(_VALIDATION):
                config["monitor"] = str(watched).removeprefix(_VALIDATION)
            yield {"class_name": card.class_name, "config": config}


def callbacks_of(settings: TrainingSettings, is_validated: bool, folder: Path) -> list[Callback]:
    """Return the callbacks that are switched on; ValueError in a sentence where a setting does not fit."""
    for card in settings.callbacks:
        if card.is_on and settings.schedule is not None and (sentence := refusal(card, has_schedule=True)):
            raise ValueError(sentence)
    return [_made(each, folder) for each in card_configs(settings, is_validated)]


def _made(entry: dict[str, Any], folder: Path) -> Callback:
    cls = registry.get(FAMILY, entry["class_name"])
    given = {name: value for name, value in entry["config"].items() if name in cls.parameters}
    for name, each in cls.parameters.items():
        if isinstance(each.kind, File):
            value = given.get(name, None if each.is_required else each.default)
            given[name] = str(folder / str(value)) if value else value
    try:
        made: Callback = cls(**given)
    except TypeError as error:
        raise ValueError(str(error)) from None
    return made
