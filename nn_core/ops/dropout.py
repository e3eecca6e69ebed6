"""Dropout: set a random share of the elements to zero and scale the others up."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tensor import Array


@primitive
def dropout(x: Any, *, rate: float, noise_shape: tuple[int | None, ...] | None = None, seed: Any) -> Any:
    """Keep each element with probability 1 - rate, scaled by 1 / (1 - rate).

    Args:
        x: array of any shape.
        rate: share that becomes zero, 0 <= rate <= 1.
        noise_shape: shape of the random choice; None in it, or None altogether, means the size of `x`.
        seed: a SeedGenerator.
    """
    if rate >= 1:
        return np.zeros_like(x), lambda g, needs: (np.zeros_like(g),)
    shape = x.shape if noise_shape is None else tuple(n or size for n, size in zip(noise_shape, x.shape, strict=True))
    kept = seed.generator.random(shape, np.float32) >= rate
    scale = x.dtype.type(1 / (1 - rate))
    factors = kept * scale

    def vjp(g: Any, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return (g * factors,)

    return x * factors, vjp


@dropout.planned
def _(plan: Plan, x: Array, *, rate: float, noise_shape: tuple[int | None, ...] | None = None, seed: Any) -> Any:
    shape = x.shape if noise_shape is None else tuple(n or size for n, size in zip(noise_shape, x.shape, strict=True))
    if rate >= 1 or x.dtype != np.float32:
        return None
    factors, y = plan.empty(shape), plan.like(x)
    plan.do(_draw, factors, seed)
    plan.do(np.greater_equal, factors, np.float32(rate), factors)
    plan.do(np.multiply, factors, np.float32(1 / (1 - rate)), factors)
    plan.do(np.multiply, x, factors, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        gx = plan.gradient(x)
        plan.do(np.multiply, g, factors, gx)
        return (gx,)

    return y, vjp


def _draw(numbers: Array, seed: Any) -> None:
    seed.generator.random(None, np.float32, numbers)
