"""The activations that pay as primitives: their derivative comes cheaply from the result, or from one array kept."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.blockwise import by_blocks
from nn_core.ops.promotion import floating
from nn_core.ops.rows import largest_of_rows, sum_of_products, sum_of_rows

_LARGE = 2**18  # numbers from which a gradient is written block by block


@primitive
def relu(x: Any) -> tuple[Array, Vjp]:
    """Return max(x, 0)."""
    y = np.maximum(x, 0)
    return y, lambda g, needs: (g * (y > 0),)


@relu.planned
def _(plan: Plan, x: Array) -> Any:
    if x.dtype != np.float32:
        return None
    if ("done along", "relu", id(x)) in plan.memo:
        y = x
    else:
        y = plan.like(x)
        plan.do(np.maximum, x, _zeros_beside(x), out=y)
    plan.memo["rectified", id(y)] = y  # max_pool then hands nothing to elements that are zero

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        if ("rectified gradient", id(g)) in plan.memo:
            return (g,)
        if y.size >= _LARGE and g.shape == y.shape:
            gx = plan.gradient(x)
            plan.later(gx, _rectify, y, g)
            return (gx,)
        # the bits of a positive number are those of a positive integer: shifting the sign of its negative makes a mask
        gx, bits = plan.gradient(x), plan.empty(x.shape, np.int32)
        plan.do(np.negative, y.view(np.int32), bits)
        plan.do(np.right_shift, bits, np.int32(31), bits)
        plan.do(np.bitwise_and, g.view(np.int32), bits, gx.view(np.int32))
        return (gx,)

    return y, vjp


def _rectify(samples: slice, out: Array, y: Array, g: Array) -> None:
    """Write some samples of the gradient: g, where y is positive."""
    np.multiply(g[samples], y[samples] > 0, out=out)


def _zeros_beside(x: Array) -> Array:
    """Return zeros that broadcast along x in long rows; NumPy compares two arrays faster than an array and a number."""
    axes = x.ndim
    while axes > 0 and math.prod(x.shape[axes:]) < 1024:
        axes -= 1
    return np.zeros(x.shape[axes:], x.dtype)


@primitive
def tanh(x: Any) -> tuple[Array, Vjp]:
    """Return the hyperbolic tangent."""
    y = np.tanh(floating(x))
    return y, lambda g, needs: (g * (1 - y * y),)


@tanh.planned
def _(plan: Plan, x: Array) -> Any:
    y = plan.like(x)
    plan.do(np.tanh, x, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        slope, gx = plan.like(x), plan.gradient(x)
        plan.do(np.multiply, y, y, slope)
        plan.do(np.multiply, slope, g, slope)
        plan.do(np.subtract, g, slope, gx)
        return (gx,)

    return y, vjp


@primitive
def sigmoid(x: Any) -> tuple[Array, Vjp]:
    """Return 1 / (1 + exp(-x)), without overflow."""
    y = stable_sigmoid(floating(x))
    return y, lambda g, needs: (g * y * (1 - y),)


@sigmoid.planned
def _(plan: Plan, x: Array) -> Any:
    if x.dtype.kind != "f":
        return None
    y, half = plan.like(x), x.dtype.type(0.5)
    plan.do(np.multiply, x, half, y)  # 1 / (1 + exp(-x)) = (1 + tanh(x / 2)) / 2, which cannot overflow
    plan.do(np.tanh, y, y)
    plan.do(np.multiply, y, half, y)
    plan.do(np.add, y, half, y)
    plan.memo["sigmoid", id(x)] = y

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        slope, gx = plan.like(x), plan.gradient(x)
        plan.do(np.multiply, y, y, slope)
        plan.do(np.subtract, y, slope, slope)
        plan.do(np.multiply, g, slope, gx)
        return (gx,)

    return y, vjp


def stable_sigmoid(x: Array) -> Array:
    """Return the sigmoid of an array; exponents are cut off where the result is 0 to the last digit."""
    y = np.negative(x, out=np.empty_like(x))
    np.minimum(y, 88 if x.dtype == np.float32 else 709, out=y)
    np.exp(y, out=y)
    y += 1
    return np.reciprocal(y, out=y)


@primitive
def softplus(x: Any) -> tuple[Array, Vjp]:
    """Return log(1 + exp(x)), without overflow."""
    x = floating(x)
    y = np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
    return y, lambda g, needs: (-g * np.expm1(-y),)


@primitive
def softmax(x: Any, *, axis: Any = -1) -> tuple[Array, Vjp]:
    """Return exp(x) divided by its sum along an axis: positive numbers that add up to 1."""
    axis = tuple(axis) if isinstance(axis, list) else axis
    x = floating(x)
    if axis in (-1, x.ndim - 1):
        y = np.exp(x - largest_of_rows(x))
        y /= sum_of_rows(y)
        return y, lambda g, needs: ((g - sum_of_products(g, y)) * y,)
    y = np.exp(x - x.max(axis=axis, keepdims=True))
    y /= y.sum(axis=axis, keepdims=True)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        gy = g * y
        gy -= y * gy.sum(axis=axis, keepdims=True)
        return (gy,)

    return y, vjp


@softmax.planned
def _(plan: Plan, x: Array, *, axis: Any = -1) -> Any:
    if x.dtype.kind != "f" or axis not in (-1, x.ndim - 1):
        return None
    y, total = planned_shares(plan, x)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        sums, gx = plan.like(total), plan.gradient(x)
        plan.do(sum_of_products, g, y, sums)
        plan.do(np.subtract, g, sums, gx)
        plan.do(np.multiply, gx, y, gx)
        return (gx,)

    return y, vjp


def planned_shares(plan: Plan, x: Array) -> tuple[Array, Array]:
    """Plan the softmax along the last axis, once for each x; return it, and the logarithm of the sum it divides by."""
    key = "softmax", id(x)
    if key not in plan.memo:
        shares, largest, total = plan.like(x), *(plan.empty((*x.shape[:-1], 1), x.dtype) for _ in range(2))
        log_total = plan.like(total)
        plan.do(largest_of_rows, x, largest)
        plan.do(np.subtract, x, largest, shares)
        plan.do(np.exp, shares, shares)
        plan.do(sum_of_rows, shares, total)
        plan.do(np.divide, shares, total, shares)
        plan.do(np.log, total, log_total)
        plan.do(np.add, log_total, largest, log_total)
        plan.memo[key] = shares, log_total
    found: tuple[Array, Array] = plan.memo[key]
    return found


@primitive
def log_softmax(x: Any, *, axis: Any = -1) -> tuple[Array, Vjp]:
    """Return the logarithm of softmax, without overflow."""
    axis = tuple(axis) if isinstance(axis, list) else axis
    x = floating(x)
    y = x - x.max(axis=axis, keepdims=True)
    y = y - np.log(np.exp(y).sum(axis=axis, keepdims=True))
    return y, lambda g, needs: (g - np.exp(y) * g.sum(axis=axis, keepdims=True),)


@primitive
def gelu(x: Any, *, approximate: bool = True) -> tuple[Array, Vjp]:
    """Return x times the probability that a standard normal number is below x."""
    x = floating(x)
    below = by_blocks(_nearly_normal if approximate else _normal, x)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        if approximate:  # of a tanh, whose slope follows from its value
            density = 2 * below * (1 - below) * _FACTOR * (1 + 3 * _CUBIC * np.square(np.clip(x, -20, 20)))
        else:
            density = np.exp(-0.5 * np.square(np.clip(x, -20, 20))) * (1 / math.sqrt(2 * math.pi))
        return (g * (below + x * density),)

    return x * below, vjp


_FACTOR, _CUBIC = math.sqrt(2 / math.pi), 0.044715


def _normal(x: Array) -> Array:
    """Return the probability that a standard normal number is below x."""
    return 0.5 * (1 + error_function(x * math.sqrt(0.5)))


def _nearly_normal(x: Array) -> Array:
    """Return a close fit to the same probability by a tanh."""
    near = np.clip(x, -20, 20)  # beyond, nothing changes any more, and squares stay finite
    return np.asarray(0.5 * (1 + np.tanh(_FACTOR * near * (1 + _CUBIC * near * near))))


@primitive
def erf(x: Any) -> tuple[Array, Vjp]:
    """Return the error function, the integral of the bell curve."""
    x = floating(x)
    return by_blocks(error_function, x), lambda g, needs: (
        g * np.exp(-np.square(np.clip(x, -9, 9))) * (2 / math.sqrt(math.pi)),
    )


_ERF_END, _ERF_STEPS = 6, 128  # beyond 6 the function is 1 to the last digit
_erf_nodes = np.arange(_ERF_END * _ERF_STEPS + 1) / _ERF_STEPS
_erf_values = np.array([math.erf(x) for x in _erf_nodes])
_erf_slopes = np.exp(-(_erf_nodes**2)) * (2 / math.sqrt(math.pi))


def error_function(x: Array) -> Array:
    """Return erf of an array: Taylor's formula about the nearest entry of a table made with math.erf."""
    size = np.minimum(np.abs(x), _ERF_END)
    index = np.rint(np.fmin(size, _ERF_END) * _ERF_STEPS).astype(np.intp)  # NaN looks up the last entry, and stays NaN
    node = index.astype(x.dtype) / _ERF_STEPS
    d = size - node
    square = node * node
    # the derivatives of erf are its slope times the Hermite polynomials 1, -2x, 4x² - 2, -8x³ + 12x, 16x⁴ - 48x² + 12
    fifth = (4 * square * square - 12 * square + 3) * (d / 30)
    series = d * (1 + d * (-node + d * ((2 * square - 1) / 3 + d * (node * (3 - 2 * square) / 6 + fifth))))
    table, slopes = _erf_values.astype(x.dtype), _erf_slopes.astype(x.dtype)
    return np.asarray(np.copysign(table[index] + slopes[index] * series, x), dtype=x.dtype)
