"""Dropout: set a random share of the elements to zero and scale the others up."""

from __future__ import annotations

import math
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
    factors = np.empty(_noise_shape(x, noise_shape), x.dtype)
    _draw(factors, rate, seed)

    def vjp(g: Any, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return (g * factors,)

    return x * factors, vjp


@dropout.planned
def _(plan: Plan, x: Array, *, rate: float, noise_shape: tuple[int | None, ...] | None = None, seed: Any) -> Any:
    if rate >= 1:
        return None
    factors, y = plan.empty(_noise_shape(x, noise_shape), x.dtype), plan.like(x)
    plan.do(_draw, factors, rate, seed)
    plan.do(np.multiply, x, factors, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        gx = plan.gradient(x)
        plan.do(np.multiply, g, factors, gx)
        return (gx,)

    return y, vjp


def _noise_shape(x: Array, given: tuple[int | None, ...] | None) -> tuple[int, ...]:
    return x.shape if given is None else tuple(n or size for n, size in zip(given, x.shape, strict=True))


def _draw(factors: Array, rate: float, seed: Any) -> None:
    """Fill with zeros and 1 / (1 - rate); 16 random bits decide about each number, which is a quarter of the work."""
    words = seed.generator.bit_generator.random_raw(math.ceil(factors.size / 4))
    numbers = words.view(np.uint16)[: factors.size].reshape(factors.shape)
    np.greater_equal(numbers, np.uint16(min(round(rate * 65536), 65535)), out=factors)
    factors *= 1 / (1 - rate)
