"""Arithmetic of two tensors, with NumPy's broadcasting."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.primitive import Plan
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


@add.planned
def _(plan: Plan, x1: Any, x2: Any) -> Any:
    y = planned_of_two(plan, np.add, x1, x2)
    if y is None:
        return None

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return tuple(
            planned_unbroadcast(plan, g, np.shape(x)) if needed else None
            for x, needed in zip((x1, x2), needs, strict=True)
        )

    return y, vjp


@primitive
def subtract(x1: Any, x2: Any) -> tuple[Array, Vjp]:
    """Return x1 - x2."""
    x1, x2 = promote(x1, x2)
    shape1, shape2 = np.shape(x1), np.shape(x2)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return unbroadcast(g, shape1) if needs[0] else None, unbroadcast(-g, shape2) if needs[1] else None

    return np.subtract(x1, x2), vjp


@subtract.planned
def _(plan: Plan, x1: Any, x2: Any) -> Any:
    y = planned_of_two(plan, np.subtract, x1, x2)
    if y is None:
        return None

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        g1 = planned_unbroadcast(plan, g, np.shape(x1)) if needs[0] else None
        if not needs[1]:
            return g1, None
        summed = planned_unbroadcast(plan, g, np.shape(x2))
        g2 = plan.gradient(x2)
        plan.do(np.negative, summed, g2)
        return g1, g2

    return y, vjp


def planned_of_two(plan: Plan, function: Any, x1: Any, x2: Any) -> Array | None:
    """Plan a function of two operands if their types need no thought."""
    arrays = [x for x in (x1, x2) if isinstance(x, np.ndarray)]
    dtype = arrays[0].dtype
    if any(x.dtype != dtype for x in arrays) or dtype.kind != "f":
        return None
    if not all(isinstance(x, np.ndarray | float | int) for x in (x1, x2)):
        return None
    y = plan.empty(np.broadcast_shapes(np.shape(x1), np.shape(x2)), dtype)
    plan.do(function, *(x if isinstance(x, np.ndarray) else dtype.type(x) for x in (x1, x2)), y)
    return y


def planned_unbroadcast(plan: Plan, g: Array, shape: tuple[int, ...]) -> Array:
    """Plan the sum of a gradient over the axes along which an operand of this shape was repeated."""
    if g.shape == shape:
        return g
    padded = (1,) * (g.ndim - len(shape)) + shape
    summed = plan.empty(padded, g.dtype)
    axes = tuple(i for i, (size, before) in enumerate(zip(g.shape, padded, strict=True)) if size != before)
    plan.do(np.add.reduce, g, axes, None, summed, True)
    return summed.reshape(shape)


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


@multiply.planned
def _(plan: Plan, x1: Any, x2: Any) -> Any:
    y = planned_of_two(plan, np.multiply, x1, x2)
    if y is None:
        return None

    def part(g: Array, other: Any, x: Any) -> Array:
        is_whole = np.shape(x) == g.shape
        product = plan.gradient(x) if is_whole else plan.like(g)
        plan.do(np.multiply, g, other if isinstance(other, np.ndarray) else g.dtype.type(other), product)
        return product if is_whole else planned_unbroadcast(plan, product, np.shape(x))

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return part(g, x2, x1) if needs[0] else None, part(g, x1, x2) if needs[1] else None

    return y, vjp


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


@negative.planned
def _(plan: Plan, x: Array) -> Any:
    y = plan.like(x)
    plan.do(np.negative, x, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        gx = plan.gradient(x)
        plan.do(np.negative, g, gx)
        return (gx,)

    return y, vjp


@array_function
def floor_divide(x1: Any, x2: Any) -> Any:
    """Return the whole number of times x2 fits into x1."""
    return np.floor_divide(*promote(x1, x2))


@array_function
def mod(x1: Any, x2: Any) -> Any:
    """Return what remains of x1 divided by x2."""
    return np.mod(*promote(x1, x2))
