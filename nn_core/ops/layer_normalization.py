"""Normalising each sample by itself: layer normalisation, RMS normalisation, and vectors of length 1."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.elementwise import absolute, maximum, rsqrt, square
from nn_core.ops.promotion import floating, normalize_axes
from nn_core.ops.reduction import sum as reduce_sum
from nn_core.ops.windows import sample_blocks

_EPSILON = 1e-7


@primitive
def layer_normalization(
    x: Any, gamma: Any = None, beta: Any = None, *, axis: Any = -1, epsilon: float | None = None
) -> tuple[Array, Vjp]:
    """Bring the numbers along the axes to mean 0 and variance 1, then multiply by gamma and add beta."""
    return _normalization(floating(x), (gamma, beta), axis, epsilon, is_centered=True)


@primitive
def rms_normalization(x: Any, scale: Any = None, *, axis: Any = -1, epsilon: float | None = None) -> tuple[Array, Vjp]:
    """Divide the numbers along the axes by the root of their mean square, then multiply by the scale."""
    return _normalization(floating(x), (scale,), axis, epsilon, is_centered=False)


def normalize(x: Any, axis: Any = -1, order: int = 2, epsilon: float | None = None) -> Any:
    """Bring vectors along an axis to length 1, in the norm of this order; those shorter than epsilon stay shorter."""
    shortest = _EPSILON if epsilon is None else epsilon
    if order == 2:
        return x * rsqrt(maximum(reduce_sum(square(x), axis=axis, keepdims=True), shortest**2))
    length = reduce_sum(absolute(x) ** order, axis=axis, keepdims=True)
    return x / maximum(length, shortest**order) ** (1 / order)


def _normalization(
    x: Array, factors: tuple[Any, ...], axis: Any, epsilon: float | None, is_centered: bool
) -> tuple[Array, Vjp]:
    """Normalise groups of numbers; `factors` are what is multiplied and what is added, each None or an array."""
    groups = _Groups(x, axis)
    data = groups.of(x)
    scale, shift = (None if each is None else np.reshape(each, -1) for each in (*factors, None)[:2])
    mean, inverse = np.zeros((2, len(data), 1), x.dtype)
    y = np.empty(data.shape, x.dtype)
    for block in groups.blocks:
        if is_centered:
            mean[block] = data[block].mean(axis=1, keepdims=True)
        part = np.subtract(data[block], mean[block], out=y[block])
        variance = np.einsum("ij,ij->i", part, part)[:, None] / groups.size
        inverse[block] = 1 / np.sqrt(variance + x.dtype.type(_EPSILON if epsilon is None else epsilon))
        part *= inverse[block]
        if scale is not None:
            part *= scale
        if shift is not None:
            part += shift

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        worth, dx = groups.of(g), np.empty(data.shape, x.dtype)
        dscale, dshift = np.zeros((2, groups.size), x.dtype)
        for block in groups.blocks:
            part, arrived = (data[block] - mean[block]) * inverse[block], worth[block]
            dscale += np.einsum("ij,ij->j", arrived, part)
            dshift += arrived.sum(axis=0)
            d = np.multiply(arrived, 1 if scale is None else scale, out=dx[block])
            # the number itself moves the mean and the variance, and with them all others of its group
            part *= np.einsum("ij,ij->i", d, part)[:, None] / groups.size
            if is_centered:
                part += d.mean(axis=1, keepdims=True)
            d -= part
            d *= inverse[block]
        pairs = zip((dscale, dshift), factors, strict=False)
        return (groups.restore(dx), *(None if x is None else d.reshape(x.shape) for d, x in pairs))[: len(needs)]

    return groups.restore(y), vjp


class _Groups:
    """An array seen as a matrix: one row for the numbers that are normalised together."""

    def __init__(self, x: Array, axis: Any) -> None:
        axes = tuple(sorted(normalize_axes(axis, x.ndim)))
        self.order = (*(i for i in range(x.ndim) if i not in axes), *axes)
        self.shape = tuple(x.shape[i] for i in self.order)
        self.size = math.prod(x.shape[i] for i in axes)
        self.count = math.prod(self.shape[: x.ndim - len(axes)])
        self.blocks = sample_blocks(self.count, 4 * self.size)

    def of(self, x: Array) -> Array:
        """Return the matrix, a view where the axes come last already."""
        return x.transpose(self.order).reshape(self.count, self.size)

    def restore(self, matrix: Array) -> Array:
        """Return the array that a matrix stands for."""
        return matrix.reshape(self.shape).transpose(np.argsort(self.order))
