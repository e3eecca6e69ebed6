"""Functions that make one number of many: sums, means, extremes."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.arithmetic import multiply
from nn_core.ops.array_function import array_function
from nn_core.ops.elementwise import sqrt
from nn_core.ops.promotion import floating, normalize_axes

Axis = int | tuple[int, ...] | list[int] | None


def _spread(g: Any, axes: tuple[int, ...], keepdims: bool) -> Array:
    """Give a gradient back the axes that a reduction removed, with size 1."""
    return np.asarray(g) if keepdims else np.expand_dims(g, axes)


@primitive
def sum(x: Any, *, axis: Axis = None, keepdims: bool = False) -> tuple[Array, Vjp]:
    """Return the sum along the axes."""
    shape = np.shape(x)
    axes = normalize_axes(axis, len(shape))
    y = np.sum(x, axis=axes, keepdims=keepdims)
    return y, lambda g, needs: (np.broadcast_to(_spread(g, axes, keepdims), shape),)


@sum.planned
def _(plan: Plan, x: Array, *, axis: Axis = None, keepdims: bool = False) -> Any:
    return None if x.dtype.kind != "f" else _planned_sum(plan, x, axis, keepdims, 1)


@primitive
def mean(x: Any, *, axis: Axis = None, keepdims: bool = False) -> tuple[Array, Vjp]:
    """Return the mean along the axes."""
    x = floating(x)
    shape = x.shape
    axes = normalize_axes(axis, x.ndim)
    count = math.prod(shape[each] for each in axes)
    y = np.sum(x, axis=axes, keepdims=keepdims) / count
    return y, lambda g, needs: (np.broadcast_to(_spread(g, axes, keepdims) / count, shape),)


@mean.planned
def _(plan: Plan, x: Array, *, axis: Axis = None, keepdims: bool = False) -> Any:
    count = math.prod(x.shape[each] for each in normalize_axes(axis, x.ndim))
    return None if x.dtype.kind != "f" else _planned_sum(plan, x, axis, keepdims, count)


_LONGEST = 65536  # numbers to be added up by a product with a vector


def _planned_sum(plan: Plan, x: Array, axis: Axis, keepdims: bool, count: int) -> Any:
    """Plan a sum along axes, divided by a number."""
    axes = normalize_axes(axis, x.ndim)
    kept = tuple(1 if i in axes else n for i, n in enumerate(x.shape))
    whole = plan.empty(kept, x.dtype)
    y = whole if keepdims else whole.reshape([n for i, n in enumerate(kept) if i not in axes])
    one = x.dtype.type(1) / x.dtype.type(count)
    if x.size == whole.size:
        y, count = plan.in_order(x).reshape(y.shape), 1
    elif whole.size == 1 and x.size <= _LONGEST and x.flags.c_contiguous:  # one call instead of two
        plan.do(np.ndarray.dot, x.reshape(-1), np.full(x.size, one, x.dtype), whole.reshape(()))
    else:
        plan.do(np.add.reduce, x, axes, None, whole, True)
        if count != 1:
            plan.do(np.multiply, whole, one, whole)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        if plan.is_constant(g):
            return (plan.constant(np.broadcast_to(g.reshape(kept) * one, x.shape)),)
        share = g.reshape(kept)
        if count != 1:
            share = plan.like(whole)
            plan.do(np.multiply, g.reshape(kept), one, share)
        return (np.broadcast_to(share, x.shape),)

    return y, vjp


@primitive
def var(x: Any, *, axis: Axis = None, keepdims: bool = False) -> tuple[Array, Vjp]:
    """Return the mean squared distance from the mean."""
    x = floating(x)
    axes = normalize_axes(axis, x.ndim)
    centered = x - x.mean(axis=axes, keepdims=True)
    count = math.prod(x.shape[each] for each in axes)
    y = np.mean(centered * centered, axis=axes, keepdims=keepdims)
    return y, lambda g, needs: (_spread(g, axes, keepdims) * (2 / count) * centered,)


def std(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return the standard deviation, the square root of the variance."""
    return sqrt(var(x, axis=axis, keepdims=keepdims))


@primitive
def prod(x: Any, *, axis: Axis = None, keepdims: bool = False) -> tuple[Array, Vjp]:
    """Return the product along the axes."""
    x = np.asarray(x)
    axes = normalize_axes(axis, x.ndim)
    y = np.prod(x, axis=axes, keepdims=keepdims)
    return y, lambda g, needs: (_spread(g, axes, keepdims) * _product_of_others(x, axes),)


def _product_of_others(x: Array, axes: tuple[int, ...]) -> Array:
    """Return for each number the product of all the others, without dividing (a number may be zero)."""
    rest = tuple(axis for axis in range(x.ndim) if axis not in axes)
    order = (*rest, *axes)
    moved = x.transpose(order)
    rows = moved.reshape(*(x.shape[axis] for axis in rest), -1)
    ones = np.ones_like(rows[..., :1])
    before = np.cumprod(np.concatenate([ones, rows[..., :-1]], axis=-1), axis=-1)
    after = np.cumprod(np.concatenate([ones, rows[..., :0:-1]], axis=-1), axis=-1)[..., ::-1]
    return (before * after).reshape(moved.shape).transpose(np.argsort(order))


@primitive
def max(x: Any, *, axis: Axis = None, keepdims: bool = False) -> tuple[Array, Vjp]:
    """Return the largest number; several equal ones share the gradient."""
    x = np.asarray(x)
    axes = normalize_axes(axis, x.ndim)
    y = np.max(x, axis=axes, keepdims=keepdims)
    return y, lambda g, needs: (_to_equal(_spread(g, axes, keepdims), x, _spread(y, axes, keepdims), axes),)


@primitive
def min(x: Any, *, axis: Axis = None, keepdims: bool = False) -> tuple[Array, Vjp]:
    """Return the smallest number; several equal ones share the gradient."""
    x = np.asarray(x)
    axes = normalize_axes(axis, x.ndim)
    y = np.min(x, axis=axes, keepdims=keepdims)
    return y, lambda g, needs: (_to_equal(_spread(g, axes, keepdims), x, _spread(y, axes, keepdims), axes),)


def _to_equal(g: Array, x: Array, y: Array, axes: tuple[int, ...]) -> Array:
    chosen = x == y
    return np.asarray(g / chosen.sum(axis=axes, keepdims=True, dtype=g.dtype) * chosen)


amax, amin = max, min


@primitive
def logsumexp(x: Any, *, axis: Axis = None, keepdims: bool = False) -> tuple[Array, Vjp]:
    """Return the logarithm of the sum of exponentials, without overflow."""
    x = floating(x)
    axes = normalize_axes(axis, x.ndim)
    largest = x.max(axis=axes, keepdims=True)
    whole = largest + np.log(np.exp(x - largest).sum(axis=axes, keepdims=True))
    y = whole if keepdims else whole.squeeze(axes)
    return y, lambda g, needs: (_spread(g, axes, keepdims) * np.exp(x - whole),)


@primitive
def cumsum(x: Any, *, axis: int | None = None, dtype: str | None = None) -> tuple[Array, Vjp]:
    """Return the running sum along an axis (of all numbers in a row if there is none)."""
    x = np.asarray(x)
    along = -1 if axis is None else axis

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return (np.flip(np.cumsum(np.flip(g, along), axis=along), along).reshape(x.shape),)

    return np.cumsum(x, axis=axis, dtype=dtype), vjp


def average(x: Any, axis: Axis = None, weights: Any = None) -> Any:
    """Return the mean, or the weighted mean."""
    if weights is None:
        return mean(x, axis=axis)
    if isinstance(axis, int) and np.ndim(weights) == 1:
        weights = np.reshape(weights, [-1 if each == axis % np.ndim(x) else 1 for each in range(np.ndim(x))])
    weights = np.broadcast_to(weights, np.shape(x)).astype(floating(np.asarray(x)).dtype)
    return sum(multiply(x, weights), axis=axis) / sum(weights, axis=axis)


# ---- without a derivative -----------------------------------------------------------------------------------


@array_function
def argmax(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """Return the position of the largest number."""
    return np.argmax(x, axis=axis, keepdims=keepdims).astype(np.int32)


@array_function
def argmin(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """Return the position of the smallest number."""
    return np.argmin(x, axis=axis, keepdims=keepdims).astype(np.int32)


@array_function
def all(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return whether all are true."""
    return np.all(x, axis=normalize_axes(axis, np.ndim(x)), keepdims=keepdims)


@array_function
def any(x: Any, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return whether at least one is true."""
    return np.any(x, axis=normalize_axes(axis, np.ndim(x)), keepdims=keepdims)


@array_function
def count_nonzero(x: Any, axis: Axis = None) -> Any:
    """Return how many are not zero."""
    return np.asarray(np.count_nonzero(x, axis=normalize_axes(axis, np.ndim(x)))).astype(np.int32)
