"""Which arguments of an object have to be said: those that it would not have by itself."""

from __future__ import annotations

from typing import Any

from nn_core.layers.calling import dry_run
from nn_core.spec.naming import names_from_start
from nn_core.spec.params import Param
from nn_core.spec.serialization import MODULES


def needed(cls: Any, config: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a configuration (JSON data) from which `cls` makes an equal object."""
    parameters = getattr(cls, "parameters", {})
    found = {
        name: value for name, value in config.items() if name != "name" and not _is_default(parameters, name, value)
    }
    for name in list(found):
        rest = {other: value for other, value in found.items() if other != name}
        if not _is_required(parameters, name) and _same(cls, rest, config):
            found = rest
    return {name: _within(cls, name, value, found, config) for name, value in found.items()}


def saved_arguments(cls: Any, config: dict[str, Any]) -> dict[str, Any]:
    """Return what has to be said of a layer, given its saved configuration; that it is frozen is said elsewhere."""
    found = needed(cls, config)
    found.pop("trainable", None)
    if isinstance(found.get("dtype"), dict):
        found["dtype"] = found["dtype"]["config"]["name"]
    return found


def _within(cls: Any, name: str, value: Any, part: dict[str, Any], whole: dict[str, Any]) -> Any:
    """Return a layer in an argument without what the layer around it sets by itself."""
    if not isinstance(value, dict) or value.get("module") != MODULES["layer"]:
        return value
    inner = dict(value["config"])
    for key in [key for key in inner if key not in ("name", "trainable", "dtype")]:
        rest = {other: each for other, each in inner.items() if other != key}
        if _same(cls, {**part, name: {**value, "config": rest}}, whole):
            inner = rest
    return {**value, "config": inner}


def default_of(each: Param) -> Any:
    """Return the default of a parameter as JSON data; None if it has none, or if it is decided elsewhere."""
    if each.is_required:
        return None
    try:
        return each.kind.to_json(each.kind.check(each.default))
    except (TypeError, ValueError):
        return None


def _is_default(parameters: dict[str, Param], name: str, value: Any) -> bool:
    return name in parameters and not parameters[name].is_required and bool(value == default_of(parameters[name]))


def _is_required(parameters: dict[str, Param], name: str) -> bool:
    return name in parameters and parameters[name].is_required


def _same(cls: Any, part: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Say whether an object made of a part of the configuration has all of it."""
    name = {"name": whole["name"]} if whole.get("name") else {}
    try:
        with names_from_start(), dry_run():
            made = cls.from_config({**part, **name}).get_config()
    except (TypeError, ValueError, KeyError, AttributeError):
        return False
    return all(made.get(key) == value for key, value in whole.items())
