"""Arithmetic, comparisons and reductions of the backend."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.ops import (
    abs,
    all,
    any,
    argmax,
    argmin,
    clip,
    cos,
    cumsum,
    equal,
    exp,
    greater,
    greater_equal,
    less,
    less_equal,
    log,
    logsumexp,
    max,
    maximum,
    mean,
    min,
    minimum,
    not_equal,
    prod,
    round,
    sign,
    sin,
    sqrt,
    square,
    std,
    stop_gradient,
    sum,
    var,
)
from nn_core.ops import power as pow

__all__ = [
    "abs",
    "all",
    "any",
    "argmax",
    "argmin",
    "batch_dot",
    "clip",
    "cos",
    "cumprod",
    "cumsum",
    "dot",
    "equal",
    "exp",
    "greater",
    "greater_equal",
    "l2_normalize",
    "less",
    "less_equal",
    "log",
    "logsumexp",
    "max",
    "maximum",
    "mean",
    "min",
    "minimum",
    "not_equal",
    "pow",
    "prod",
    "round",
    "sign",
    "sin",
    "sqrt",
    "square",
    "std",
    "stop_gradient",
    "sum",
    "switch",
    "var",
]


def dot(x: Any, y: Any) -> Any:
    """Return the product of the last axis of x with the last but one of y."""
    return ops.dot(x, y)


def batch_dot(x: Any, y: Any, axes: Any = None) -> Any:
    """Return the product of x and y for each sample by itself, over one axis of each.

    Args:
        axes: the two axes (the batch is axis 0), or one number for both; by default the last of x and the last but one
            of y.
    """
    x_ndim, y_ndim = len(x.shape), len(y.shape)
    if axes is None:
        axes = (x_ndim - 1, y_ndim - 2 if y_ndim > 2 else y_ndim - 1)
    over_x, over_y = (axes, axes) if isinstance(axes, int) else axes
    over_x, over_y = over_x % x_ndim, over_y % y_ndim
    letters = iter("abcdefghijklmnop")
    x_axes = ["Z", *(next(letters) for _ in range(x_ndim - 1))]
    y_axes = ["Z", *(next(letters) for _ in range(y_ndim - 1))]
    y_axes[over_y] = x_axes[over_x]
    kept = [each for each in x_axes if each != x_axes[over_x]] + [
        y for i, y in enumerate(y_axes) if i not in (0, over_y)
    ]
    product = ops.einsum(f"{''.join(x_axes)},{''.join(y_axes)}->{''.join(kept)}", x, y)
    return ops.expand_dims(product, 1) if len(product.shape) == 1 else product


def cumprod(x: Any, axis: int = 0) -> Any:
    """Return the running product along an axis."""
    return ops.cumprod(x, axis=axis)


def l2_normalize(x: Any, axis: Any = None) -> Any:
    """Return x divided by its length along an axis."""
    return x / ops.sqrt(ops.maximum(ops.sum(ops.square(x), axis=axis, keepdims=True), 1e-12))


def switch(condition: Any, then_expression: Any, else_expression: Any) -> Any:
    """Return one or the other, place by place; functions are called for what they return."""
    then, other = (each() if callable(each) else each for each in (then_expression, else_expression))
    missing = len(getattr(then, "shape", ())) - len(getattr(condition, "shape", ()))
    for _ in range(missing if getattr(condition, "shape", ()) else 0):
        condition = ops.expand_dims(condition, -1)
    return ops.where(condition, then, other)
