"""Activations inside recurrent primitives: those whose slope can be computed from their own result."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from nn_core.autodiff.tensor import Array

_SELU_ALPHA, _SELU_SCALE = 1.6732632423543772, 1.0507009873554805


class GateActivation(NamedTuple):
    """An activation that works in place, and its slope, a new array, as a function of its result."""

    apply: Callable[[Array], None]
    slope: Callable[[Array], Array]


def _sigmoid(z: Array) -> None:
    z *= 0.5  # through tanh: it cannot overflow
    np.tanh(z, out=z)
    z *= 0.5
    z += 0.5


def _hard_sigmoid(z: Array) -> None:
    z += 3
    np.clip(z, 0, 6, out=z)
    z /= 6


def _elu(z: Array) -> None:
    np.copyto(z, np.expm1(np.minimum(z, 0)), where=z < 0)


def _selu(z: Array) -> None:
    np.copyto(z, _SELU_ALPHA * np.expm1(np.minimum(z, 0)), where=z < 0)
    z *= _SELU_SCALE


def _softsign(z: Array) -> None:
    z /= 1 + np.abs(z)


def _rising(y: Array, low: float, high: float) -> Array:
    return np.asarray((y > low) & (y < high)).astype(y.dtype)


GATE_ACTIVATIONS: dict[str, GateActivation] = {
    "linear": GateActivation(lambda z: None, np.ones_like),
    "tanh": GateActivation(lambda z: _keep(np.tanh(z, out=z)), lambda y: 1 - y * y),
    "sigmoid": GateActivation(_sigmoid, lambda y: y * (1 - y)),
    "hard_sigmoid": GateActivation(_hard_sigmoid, lambda y: _rising(y, 0, 1) / 6),
    "hard_tanh": GateActivation(lambda z: _keep(np.clip(z, -1, 1, out=z)), lambda y: _rising(y, -1, 1)),
    "relu": GateActivation(lambda z: _keep(np.maximum(z, 0, out=z)), lambda y: _rising(y, 0, np.inf)),
    "relu6": GateActivation(lambda z: _keep(np.clip(z, 0, 6, out=z)), lambda y: _rising(y, 0, 6)),
    "elu": GateActivation(_elu, lambda y: np.where(y > 0, 1, y + 1)),
    "selu": GateActivation(_selu, lambda y: np.where(y > 0, _SELU_SCALE, y + _SELU_ALPHA * _SELU_SCALE)),
    "softplus": GateActivation(lambda z: _keep(np.logaddexp(z, 0, out=z)), lambda y: -np.expm1(-y)),
    "softsign": GateActivation(_softsign, lambda y: (1 - np.abs(y)) ** 2),
    "exponential": GateActivation(lambda z: _keep(np.exp(z, out=z)), np.positive),
}


def _keep(z: Array) -> None:
    """Drop the result of a function that worked in place."""


def gate_activation(name: str) -> GateActivation:
    """Return the activation of this name; ValueError lists those that recurrent primitives know."""
    if name not in GATE_ACTIVATIONS:
        known = ", ".join(GATE_ACTIVATIONS)
        raise ValueError(f"The recurrent primitives know the activations {known}, but not {name!r}.")
    return GATE_ACTIVATIONS[name]
