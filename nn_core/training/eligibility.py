"""Which models may be carried out by plans, and how a change of a model is noticed."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from nn_core.autodiff import Variable
from nn_core.layers.holder import WeightHolder
from nn_core.optimizers.loss_scale import LossScaleOptimizer
from nn_core.spec.defaults import plans_are_used

# settings that tell of a change
_TOLD = {bool, int, float, str, type(None), types.FunctionType, types.MethodType, np.float32, np.float64}


def why_not(model: Any, is_training: bool) -> str | None:
    """Return what stands against planning a model, None if nothing does: Python of a user's own is never replaced."""
    if model.run_eagerly or not plans_are_used():
        return "switched off"
    if is_training and isinstance(model.optimizer, LossScaleOptimizer):
        return "the scale of the loss changes"
    if is_training and not is_ours(type(model.optimizer)):
        return "an optimizer of one's own"
    losses = [] if model.compiled_loss is None else model.compiled_loss.losses
    if model.compiled_loss is not None and model.compiled_loss.outputs is None:
        return "the outputs are not known yet"
    return _own_python([*holders_of(model), *losses])


def _own_python(parts: Iterable[Any]) -> str | None:
    """Return what Python of a user's own there is in layers and losses."""
    for each in parts:
        if not is_ours(type(each)):
            return f"{type(each).__name__} is not a class of the library"
        for value in vars(each).values():
            if isinstance(value, types.FunctionType | types.MethodType) and not is_ours(value):
                return f"{type(each).__name__} holds a Python function"
    return None


def why_not_predict(model: Any) -> str | None:
    """Return what stands against planning predictions, None if nothing does."""
    if model.run_eagerly or not plans_are_used():
        return "switched off"
    return _own_python(holders_of(model))


def is_ours(thing: Any) -> bool:
    """Say whether a class, a function or the class of an object belongs to the library."""
    return str(getattr(thing, "__module__", "")).startswith("nn_core.")


def holders_of(model: Any) -> Iterator[WeightHolder]:
    """Yield the model and all layers in it, at whatever depth."""
    yield model
    for layer in model.sublayers():
        yield from holders_of(layer)


def fingerprint(model: Any) -> Any:
    """Return what a plan takes for granted: the settings of all layers and losses, and where the weights lie."""
    layers = [layer for layer in holders_of(model) if layer is not model]
    penalties = [each for layer in layers if (each := getattr(layer, "activity_regularizer", None)) is not None]
    losses = [] if model.compiled_loss is None else model.compiled_loss.losses
    weights: list[Variable] = model.weights
    return (
        model.run_eagerly,
        plans_are_used(),
        id(model.optimizer),
        id(model.compiled_loss),
        tuple(map(_settings, (*layers, *penalties, *losses))),
        tuple((id(v.value), v.trainable, v.regularizer and _settings(v.regularizer)) for v in weights),
    )


def _settings(thing: Any) -> tuple[Any, ...]:
    """Return which object it is, and those of its settings that can be compared."""
    values = getattr(thing, "__dict__", {}).values()
    return id(thing), *[
        value
        for value in values
        if type(value) in _TOLD or (type(value) is tuple and _TOLD.issuperset(map(type, value)))
    ]
