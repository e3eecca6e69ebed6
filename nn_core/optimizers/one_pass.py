"""Steps of optimizers number by number, in one pass over the memory: what Numba may compile (see `accelerator`).

Each does what the `update` it stands for does with NumPy, in the same order and without shortcuts, so that the results
are equal to the last bit. As plain Python they are right too, and a thousand times slower.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from nn_core.autodiff.tensor import Array

Kernel = Callable[..., None]  # weights, gradients, slots (vectors of float32), then numbers


class OnePass(NamedTuple):
    """A function of this module, and what it takes besides weights and gradients: names of slots, and numbers."""

    kernel: Kernel
    slots: tuple[str, ...]
    numbers: tuple[float, ...]


def sgd(w: Array, g: Array, learning_rate: float) -> None:
    """Go against the gradient."""
    for i in range(len(w)):
        w[i] -= g[i] * learning_rate


def sgd_with_momentum(w: Array, g: Array, m: Array, momentum: float, learning_rate: float) -> None:
    """Keep part of the last step."""
    for i in range(len(w)):
        m[i] = m[i] * momentum - g[i] * learning_rate
        w[i] += m[i]


def rmsprop(
    w: Array, g: Array, velocity: Array, rho: float, share: float, epsilon: float, learning_rate: float
) -> None:
    """Divide by the root of the mean square; `share` is 1 - rho."""
    for i in range(len(w)):
        v = velocity[i] * rho + g[i] * g[i] * share
        velocity[i] = v
        w[i] -= g[i] / math.sqrt(v + epsilon) * learning_rate


def adam(
    w: Array, g: Array, momentum: Array, velocity: Array, share_m: float, share_v: float, epsilon: float, alpha: float
) -> None:
    """Divide the mean by the root of the mean square; the shares are 1 - beta_1 and 1 - beta_2."""
    for i in range(len(w)):
        m = momentum[i] + (g[i] - momentum[i]) * share_m
        v = velocity[i] + (g[i] * g[i] - velocity[i]) * share_v
        momentum[i], velocity[i] = m, v
        w[i] -= m / (math.sqrt(v) + epsilon) * alpha
