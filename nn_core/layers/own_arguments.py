"""The arguments of a layer or model class of one's own, where no get_config() says what they are."""

from __future__ import annotations

import inspect
from typing import Any

_WRITABLE = (bool, int, float, str, type(None))


def own_arguments(layer: Any) -> dict[str, Any]:
    """Return what the layer's own constructor was given, apart from declared parameters, as Keras 3 does.

    Raises:
        NotImplementedError: an argument is no plain number, text, list or dict.
    """
    if not is_own_constructor(type(layer)) or not _is_ours(type(layer).get_config):
        return {}
    args, kwargs = layer._given
    signature = inspect.signature(type(layer).__init__)
    found: dict[str, Any] = {}
    for name, value in signature.bind_partial(layer, *args, **kwargs).arguments.items():
        kind = signature.parameters[name].kind
        found |= value if kind is inspect.Parameter.VAR_KEYWORD else {name: value}
    found = {name: value for name, value in list(found.items())[1:] if name not in layer.parameters}
    for name, value in found.items():
        if not _is_writable(value):
            raise NotImplementedError(
                f"{type(layer).__name__} cannot be saved: its argument {name!r} is a {type(value).__name__}. "
                "Give the class a get_config() that returns its constructor's arguments as JSON data."
            )
    return found


def is_own_constructor(cls: Any) -> bool:
    """Say whether a class has an __init__ that was not written here."""
    return not _is_ours(cls.__init__)


def accepted_by(cls: Any, config: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the constructor takes of a configuration, and what is left."""
    parameters = inspect.signature(cls.__init__).parameters.values()
    if any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters):
        return config, {}
    names = {each.name for each in parameters}
    left = {key: value for key, value in config.items() if key not in names and key in cls.parameters}
    return {key: value for key, value in config.items() if key not in left}, left


def _is_ours(function: Any) -> bool:
    return str(function.__module__).split(".")[0] == "nn_core"


def _is_writable(value: Any) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_writable(each) for key, each in value.items())
    return all(map(_is_writable, value)) if isinstance(value, list | tuple) else isinstance(value, _WRITABLE)
