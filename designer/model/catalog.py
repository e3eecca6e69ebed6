"""The catalogue: which layers exist and what they declare about themselves."""

from __future__ import annotations

from typing import Any

import nn_core.layers  # noqa: F401 - importing the package registers every layer
from nn_core.layers.layer import Layer
from nn_core.spec import registry
from nn_core.spec.naming import did_you_mean
from nn_core.spec.params import Param, check_value


def find_layer_class(class_name: str) -> type[Layer] | None:
    """Return the layer class of that name (or alias), or None."""
    found = registry.find("layer", class_name)
    return found if isinstance(found, type) and issubclass(found, Layer) else None


def layer_class(class_name: str) -> type[Layer]:
    """Return the layer class of that name; ValueError names the nearest one that exists."""
    found = find_layer_class(class_name)
    if found is None:
        known = [name for name, _ in registry.entries("layer")]
        raise ValueError(f"There is no layer called {class_name!r}.{did_you_mean(class_name, known)}")
    return found


def categories() -> dict[str, list[type[Layer]]]:
    """Return the layers of the palette by category: where data enters first, then by name."""
    found: dict[str, list[type[Layer]]] = {}
    for _, cls in registry.entries("layer"):
        if cls.category:
            found.setdefault(cls.category, []).append(cls)
    return {
        name: sorted(classes, key=lambda cls: (cls.max_inputs != 0, cls.__name__)) for name, classes in found.items()
    }


def input_class() -> type[Layer]:
    """Return the layer where tensors enter a model."""
    return next(cls for listed in categories().values() for cls in listed if cls.max_inputs == 0)


def model_class() -> type[Layer]:
    """Return the class of models that are drawn: their layers are called on what other layers give."""
    names = (name for name, cls in registry.entries("layer") if vars(cls).get("made_of") == "calls")
    return layer_class(next(names))


def is_stack(class_name: str) -> bool:
    """Say whether a model of this class is made of layers in a row."""
    return getattr(find_layer_class(class_name), "made_of", "") == "layers"


def palette_name(cls: type[Layer]) -> str:
    """Return the name under which the palette offers a layer."""
    return cls.palette_name or cls.__name__


def summary(cls: type[Layer]) -> str:
    """Return the first line of a layer's description, as a tooltip shows it."""
    return (cls.__doc__ or "").strip().partition("\n")[0]


def starting_arguments(class_name: str) -> dict[str, Any]:
    """Return the JSON arguments a new layer starts with: those that have no default of their own."""
    cls = layer_class(class_name)
    offered = {**(cls.sample.args if cls.sample else {}), **cls.suggested}
    wanted = [name for name, each in cls.parameters.items() if each.is_required or name in cls.suggested]
    return {name: argument_to_json(cls, name, offered[name]) for name in wanted if name in offered}


def argument_to_json(cls: type[Layer], name: str, value: Any) -> Any:
    """Return the normal form of an argument as JSON data; ValueError in a sentence if it does not fit."""
    if name not in cls.parameters:
        raise ValueError(f"{cls.__name__} has no parameter {name!r}.{did_you_mean(name, cls.parameters)}")
    return cls.parameters[name].kind.to_json(check_value(cls, name, value))


def is_default(cls: type[Layer], name: str, value: Any) -> bool:
    """Say whether a JSON value is what the parameter has when nothing is said."""
    each = cls.parameters[name]
    return not each.is_required and bool(value == default_to_json(each))


def default_to_json(each: Param) -> Any:
    """Return the default of a parameter as JSON data; None if it has none."""
    if each.is_required:
        return None
    try:
        return each.kind.to_json(each.kind.check(each.default))
    except (TypeError, ValueError):
        return None  # a default of None means: decided elsewhere
