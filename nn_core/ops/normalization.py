"""Batch normalisation in training, and the scaling and shifting of channels it amounts to afterwards."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.windows import sample_blocks

_ROW_LENGTH = 1024  # a row shorter than this is joined with the next ones: NumPy's inner loops need length


@primitive
def batch_norm(
    x: Array,
    gamma: Array | None = None,
    beta: Array | None = None,
    mask: Array | None = None,
    *,
    axis: int = -1,
    epsilon: float = 1e-3,
    count_epsilon: float = 1e-7,
) -> tuple[tuple[Array, Array, Array], Vjp]:
    """Normalise every channel (index along `axis`) of `x` by the batch; return (y, mean, variance).

    Where `mask` (of the shape of `x` without its last axis) is false, elements are normalised but do not count;
    `count_epsilon` is then added to the number that do, so that none at all is no division by zero.
    """
    rows = _Rows(x, axis, can_join=mask is None)
    weights = None if mask is None else rows.of(np.broadcast_to(mask[..., None], x.shape)).astype(bool)
    count: Any = rows.count
    if weights is not None:
        count = rows.fold(weights.sum(axis=0, dtype=x.dtype)) + x.dtype.type(count_epsilon)
    data = rows.of(x)
    mean = rows.fold(_sum(data, lambda part, _: part, weights)) / count
    variance = rows.fold(_sum(data, _squared_difference(rows.join(mean)), weights)) / count
    inverse = 1 / np.sqrt(variance + x.dtype.type(epsilon))
    scale = inverse if gamma is None else inverse * gamma
    shift = -mean * scale if beta is None else beta - mean * scale
    y = rows.restore(_affine(data, rows.join(scale), rows.join(shift)))

    def vjp(g: tuple[Array | None, Array | None, Array | None], needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        wants = (*needs, *[False] * 3)  # arguments left out want none
        g_mean, g_variance = (0 if each is None else each for each in g[1:])
        worth = rows.of(np.zeros_like(x) if g[0] is None else g[0])
        total = rows.fold(_sum(worth, lambda part, _: part))
        product = rows.fold(_sum(data, _difference_times(worth, rows.join(mean)))) * inverse
        dx = None
        if wants[0]:
            # every element moves its channel's variance and mean, and with them every other element
            d_variance = g_variance - product * scale * inverse / 2
            lost = 0 if weights is None else mean * count_epsilon  # sum of (x - mean) over what counts
            d_mean = g_mean - total * scale - 2 * d_variance * lost / count
            a, b = 2 * d_variance / count, d_mean / count
            dx = rows.restore(_mix(data, worth, [rows.join(each) for each in (mean, scale, a, b)], weights))
        gradients = (dx, product if wants[1] else None, total if wants[2] else None, None)
        return gradients[: len(needs)]

    return (y, mean, variance), vjp


@primitive
def scale_and_shift(x: Array, scale: Array, shift: Array, *, axis: int = -1) -> tuple[Array, Vjp]:
    """Multiply every channel (index along `axis`) by its own factor and add its own number."""
    rows = _Rows(x, axis)
    y = rows.restore(_affine(rows.of(x), rows.join(scale), rows.join(shift)))

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        worth = rows.of(g)
        dx = rows.restore(_affine(worth, rows.join(scale), None)) if needs[0] else None
        dscale = rows.fold(_sum(rows.of(x), _difference_times(worth, None))) if needs[1] else None
        return dx, dscale, rows.fold(_sum(worth, lambda part, _: part)) if needs[2] else None

    return y, vjp


class _Rows:
    """An array seen as a matrix: one row for several neighbouring elements with all their channels."""

    def __init__(self, x: Array, axis: int, can_join: bool = True) -> None:
        self.axis = axis % x.ndim
        self.shape = np.moveaxis(x, self.axis, -1).shape
        self.channels = self.shape[-1]
        self.count = math.prod(self.shape[:-1])
        longest = max(1, _ROW_LENGTH // max(1, self.channels))
        self.joined = math.gcd(self.count, 1 << longest.bit_length() - 1) if can_join else 1

    def of(self, x: Array) -> Array:
        """Return the matrix (a view where the channels come last already)."""
        return np.moveaxis(x, self.axis, -1).reshape(self.count // max(1, self.joined), self.channels * self.joined)

    def restore(self, matrix: Array) -> Array:
        """Return the array a matrix stands for."""
        return np.moveaxis(matrix.reshape(self.shape), -1, self.axis)

    def join(self, channels: Array) -> Array:
        """Repeat one number per channel along a row."""
        return np.tile(channels, self.joined)

    def fold(self, row: Array) -> Array:
        """Sum a row into one number per channel."""
        return np.asarray(row.reshape(self.joined, self.channels).sum(axis=0))


def _blocks(data: Array) -> list[slice]:
    return sample_blocks(len(data), 8 * data.shape[1])


def _sum(data: Array, function: Callable[[Array, slice], Array], weights: Array | None = None) -> Array:
    """Sum function(part of the rows) over all rows, or over the elements with a true weight."""
    total = np.zeros(data.shape[1], data.dtype)
    for block in _blocks(data):
        part = function(data[block], block)
        total += part.sum(axis=0) if weights is None else part.sum(axis=0, where=weights[block])
    return total


def _squared_difference(mean: Array) -> Callable[[Array, slice], Array]:
    def function(part: Array, block: slice) -> Array:
        difference = part - mean
        difference *= difference
        return difference

    return function


def _difference_times(worth: Array, mean: Array | None) -> Callable[[Array, slice], Array]:
    def function(part: Array, block: slice) -> Array:
        if mean is None:
            return np.asarray(part * worth[block])
        difference = part - mean
        difference *= worth[block]
        return difference

    return function


def _affine(data: Array, scale: Array, shift: Array | None) -> Array:
    """Return data * scale + shift, part by part while it is in the cache."""
    y = np.empty_like(data)
    for block in _blocks(data):
        np.multiply(data[block], scale, out=y[block])
        if shift is not None:
            y[block] += shift
    return y


def _mix(data: Array, worth: Array, factors: list[Array], weights: Array | None) -> Array:
    """Return worth * scale + (data - mean) * a + b, the last two terms only where there is a weight."""
    mean, scale, a, b = factors
    dx = np.empty_like(data)
    for block in _blocks(data):
        difference = data[block] - mean
        difference *= a
        difference += b
        np.multiply(worth[block], scale, out=dx[block])
        np.add(dx[block], difference, out=dx[block], where=True if weights is None else weights[block])
    return dx
