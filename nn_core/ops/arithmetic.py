"""Arithmetic of two tensors, with NumPy's broadcasting."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.array_function import array_function
from nn_core.ops.promotion import promote, promote_to_floats, unbroadcast


@primitive
def add(x1: Any, x2: Any) -> tuple[Array, Vjp]:
    """Return x1 + x2."""
    x1, x2 = promote(x1, x2)
    shape1, shape2 = np.shape(x1), np.shape(x2)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return unbroadcast(g, shape1) if needs[0] else None, unbroadcast(g, shape2) if needs[1] else None

    return np.add(x1, x2), vjp


@primitive
def subtract(x1: Any, x2: Any) -> tuple[Array, Vjp]:
    """Return x1 - x2."""
    x1, x2 = promote(x1, x2)
    shape1, shape2 = np.shape(x1), np.shape(x2)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return unbroadcast(g, shape1) if needs[0] else None, unbroadcast(-g, shape2) if needs[1] else None

    return np.subtract(x1, x2), vjp


@primitive
def multiply(x1: Any, x2: Any) -> tuple[Array, Vjp]:
    """Return x1 * x2."""
    x1, x2 = promote(x1, x2)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return (
            unbroadcast(g * x2, np.shape(x1)) if needs[0] else None,
            unbroadcast(g * x1, np.shape(x2)) if needs[1] else None,
        )

    return np.multiply(x1, x2), vjp


@primitive
def divide(x1: Any, x2: Any) -> tuple[Array, Vjp]:
    """Return x1 / x2."""
    x1, x2 = promote(x1, x2)
    y = np.divide(x1, x2) if np.result_type(x1, x2).kind == "f" else np.divide(x1, x2, dtype=np.float32)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        gradient = g / x2
        return (
            unbroadcast(gradient, np.shape(x1)) if needs[0] else None,
            unbroadcast(-gradient * y, np.shape(x2)) if needs[1] else None,
        )

    return y, vjp


true_divide = divide


@primitive
def divide_no_nan(x1: Any, x2: Any) -> tuple[Array, Vjp]:
    """Return x1 / x2, and 0 where x2 is 0."""
    x1, x2 = promote_to_floats(x1, x2)
    inverse = np.divide(1, x2, out=np.zeros_like(x2), where=x2 != 0)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return (
            unbroadcast(g * inverse, np.shape(x1)) if needs[0] else None,
            unbroadcast(-g * x1 * inverse**2, np.shape(x2)) if needs[1] else None,
        )

    return x1 * inverse, vjp


@primitive
def power(x1: Any, x2: Any) -> tuple[Array, Vjp]:
    """Return x1 to the power of x2."""
    x1, x2 = promote(x1, x2)
    y = np.power(x1, x2)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return (
            unbroadcast(g * _power_slope(x1, x2), np.shape(x1)) if needs[0] else None,
            unbroadcast(g * y * np.log(np.where(x1 > 0, x1, 1)), np.shape(x2)) if needs[1] else None,
        )

    return y, vjp


def _power_slope(x: Any, exponent: Any) -> Any:
    """Return the derivative for the base; 0 for the exponent 0, also at the base 0."""
    if np.ndim(exponent) == 0:
        return exponent * np.power(x, exponent - 1) if exponent else np.zeros_like(x)
    return exponent * np.power(x, np.where(exponent == 0, 1, exponent - 1).astype(x.dtype))


@primitive
def negative(x: Any) -> tuple[Array, Vjp]:
    """Return -x."""
    return np.negative(x), lambda g, needs: (-g,)


@array_function
def floor_divide(x1: Any, x2: Any) -> Any:
    """Return the whole number of times x2 fits into x1."""
    return np.floor_divide(*promote(x1, x2))


@array_function
def mod(x1: Any, x2: Any) -> Any:
    """Return what remains of x1 divided by x2."""
    return np.mod(*promote(x1, x2))
