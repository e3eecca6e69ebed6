"""Products of matrices."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.promotion import normalize_axes, promote, unbroadcast
from nn_core.ops.shape import ndim, reshape, shape, transpose

_dot = np.ndarray.dot  # on small matrices three times as fast as np.matmul


@primitive
def matmul(x1: Any, x2: Any) -> tuple[Array, Vjp]:
    """Return the matrix product of the last two axes, for every index of the axes before them."""
    x1, x2 = (np.asarray(x) for x in promote(x1, x2))
    y = np.matmul(x1, x2)
    a, b = np.atleast_2d(x1), x2[:, None] if x2.ndim == 1 else x2
    inner = tuple(n for n, is_there in ((a.shape[-2], x1.ndim > 1), (b.shape[-1], x2.ndim > 1)) if not is_there)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        g = g if not inner else g.reshape(*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), a.shape[-2], b.shape[-1])
        return (
            _left_gradient(g, a, b).reshape(x1.shape) if needs[0] else None,
            _right_gradient(g, a, b).reshape(x2.shape) if needs[1] else None,
        )

    return y, vjp


def _left_gradient(g: Array, a: Array, b: Array) -> Array:
    return unbroadcast(np.matmul(g, b.swapaxes(-1, -2)), a.shape)


def _right_gradient(g: Array, a: Array, b: Array) -> Array:
    if b.ndim == 2 and a.ndim > 2:  # one large product instead of many small ones and their sum
        return np.asarray(a.reshape(-1, a.shape[-1]).T @ g.reshape(-1, g.shape[-1]))
    return unbroadcast(np.matmul(a.swapaxes(-1, -2), g), b.shape)


@primitive
def dense(x: Any, kernel: Any, bias: Any = None) -> tuple[Array, Vjp]:
    """Return x @ kernel + bias along the last axis of x."""
    rows = x.reshape(-1, x.shape[-1])
    y = rows @ kernel
    if bias is not None:
        y += bias

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        flat = g.reshape(-1, g.shape[-1])
        gradients = (
            (flat @ kernel.T).reshape(x.shape) if needs[0] else None,
            rows.T @ flat if needs[1] else None,
            flat.sum(axis=0) if needs[2:] == (True,) else None,
        )
        return gradients[: len(needs)]

    return y.reshape(*x.shape[:-1], kernel.shape[-1]), vjp


@dense.planned
def _(plan: Plan, x: Array, kernel: Array, bias: Array | None = None) -> Any:
    if x.dtype != kernel.dtype:
        return None
    units = kernel.shape[-1]
    y = plan.empty((*x.shape[:-1], units), x.dtype)
    rows, flat = plan.in_order(x).reshape(-1, x.shape[-1]), y.reshape(-1, units)
    plan.do(_dot, rows, kernel, flat)
    if bias is not None:
        plan.do(np.add, flat, bias, flat)
    ones = np.ones(len(flat), y.dtype)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        g = plan.in_order(g).reshape(-1, units)
        gradients: list[Any] = [None] * len(needs)
        if needs[2:] == (True,):
            gradients[2] = plan.gradient(bias)
            plan.do(_dot, ones, g, gradients[2])
        if needs[1]:  # in a first layer the last call of all, which the optimizer may take over
            gradients[1] = plan.gradient(kernel)
            plan.do(_dot, rows.T, g, gradients[1])
        if needs[0]:
            gradients[0] = plan.gradient(x)
            plan.do(_dot, g, kernel.T, gradients[0].reshape(rows.shape))
        return tuple(gradients)

    return y, vjp


def dot(x1: Any, x2: Any) -> Any:
    """Return the sum of products over the last axis of x1 and the last but one of x2."""
    if ndim(x1) == 0 or ndim(x2) == 0:
        return x1 * x2
    return tensordot(x1, x2, axes=[[-1], [-1 if ndim(x2) == 1 else -2]])


def tensordot(x1: Any, x2: Any, axes: Any = 2) -> Any:
    """Return the sum of products over pairs of axes: the last of x1 with the first of x2, or those listed."""
    if isinstance(axes, int):
        summed1, summed2 = tuple(range(ndim(x1) - axes, ndim(x1))), tuple(range(axes))
    else:
        summed1, summed2 = normalize_axes(axes[0], ndim(x1)), normalize_axes(axes[1], ndim(x2))
    free1 = [axis for axis in range(ndim(x1)) if axis not in summed1]
    free2 = [axis for axis in range(ndim(x2)) if axis not in summed2]
    size = math.prod(shape(x1)[axis] for axis in summed1)
    left = reshape(transpose(x1, [*free1, *summed1]), (-1, size))
    right = reshape(transpose(x2, [*summed2, *free2]), (size, -1))
    return reshape(matmul(left, right), [shape(x1)[a] for a in free1] + [shape(x2)[a] for a in free2])


def outer(x1: Any, x2: Any) -> Any:
    """Return all products of a number of x1 with a number of x2."""
    return matmul(reshape(x1, (-1, 1)), reshape(x2, (1, -1)))
