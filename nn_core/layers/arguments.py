"""The arguments of a call: which of them are tensors, what shapes they have, and passing those on."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nn_core.layers.shapes import shapes_of
from nn_core.spec.structure import flatten

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True)
class CallOptions:
    """What a layer's call() can be told."""

    names: tuple[str, ...]  # of its positional arguments
    training: bool
    mask: bool
    trains_alone: bool = False  # whether it takes itself to be in training when nobody says


def options_of(call: Callable[..., Any]) -> CallOptions:
    """Look at the signature of a call()."""
    parameters = inspect.signature(call).parameters.values()
    named = {each.name: each.default for each in parameters}
    takes_any = any(each.kind is each.VAR_KEYWORD for each in parameters)
    return CallOptions(
        tuple(each.name for each in parameters if each.kind in _POSITIONAL)[1:],  # without self
        training="training" in named or takes_any,
        mask="mask" in named or takes_any,
        trains_alone=named.get("training") is True,
    )


def by_position(cls: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Put the tensors that were given by name in their places."""
    rest = dict(kwargs)
    for name in (cls.ports if cls.takes_separately else cls.options.names[:1])[len(args) :]:
        if rest.get(name) is None:
            break
        args = (*args, rest.pop(name))
    return args, rest


def argument_shapes(cls: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return the shapes of all tensors given, masks apart, by the names of call()'s arguments."""
    names = cls.options.names
    places = {str(i) if i >= len(names) else names[i]: x for i, x in enumerate(args)}
    given = {**places, **kwargs}
    return {name: shapes_of(x) for name, x in given.items() if _has_shape(x) and not name.endswith("mask")}


def _has_shape(value: Any) -> bool:
    return any(hasattr(x, "shape") for x in flatten(value))


def with_shapes(function: Callable[..., Any], shapes: dict[str, Any]) -> Any:
    """Call build() or another function of shapes: with the first one, or each by its name if it takes several."""
    parameters = inspect.signature(function).parameters.values()
    names = [each.name for each in parameters if each.kind in _POSITIONAL]
    if len(names) < 2:
        return function(next(iter(shapes.values()), ()))
    named = {f"{name}_shape": shape for name, shape in shapes.items() if f"{name}_shape" in names}
    missing = [each.name for each in parameters if each.default is each.empty and each.name not in named]
    if missing:
        raise ValueError(
            f"{function.__qualname__}() asks for {', '.join(missing)}: with several arguments, each must be called "
            f"after an argument of call(), 'x_shape' after 'x'. Tensors were given for {', '.join(shapes) or 'none'}."
        )
    return function(**named)
