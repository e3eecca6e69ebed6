"""Batch normalisation in training, and the scaling and shifting of channels it amounts to afterwards."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.accelerator import accelerator
from nn_core.autodiff.parallel import PASS, pieces_of, run, workspace
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops import normalization_passes as passes
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
    normalization = _Normalization(_Rows(x, axis, can_join=mask is None), x, mask, epsilon, count_epsilon)
    rows = normalization.rows
    data = rows.of(x)
    y, (mean, variance) = np.empty_like(data), np.empty((2, rows.channels), x.dtype)
    normalization.forward(data, gamma, beta, y, mean, variance)

    def vjp(g: tuple[Array | None, Array | None, Array | None], needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        worth = rows.of(np.zeros_like(x) if g[0] is None else g[0])
        wanted = zip((data, mean, mean), (*needs, False, False)[:3], strict=True)
        found = [np.empty_like(each) if need else None for each, need in wanted]
        normalization.backward(worth, data, gamma, mean, variance, g[1:], found)
        dx = None if found[0] is None else rows.restore(found[0])
        return (dx, *found[1:], None)[: len(needs)]

    return (rows.restore(y), mean, variance), vjp


@batch_norm.planned
def _(
    plan: Plan,
    x: Array,
    gamma: Array | None = None,
    beta: Array | None = None,
    mask: Array | None = None,
    *,
    axis: int = -1,
    epsilon: float = 1e-3,
    count_epsilon: float = 1e-7,
) -> Any:
    if mask is not None or axis % x.ndim != x.ndim - 1:
        return None
    x = plan.in_order(x)
    rows = _Rows(x, axis)
    normalization = _Normalization(rows, x, None, epsilon, count_epsilon)
    y, mean, variance = plan.like(x), *(plan.empty((rows.channels,), x.dtype) for _ in range(2))
    plan.do(normalization.forward, rows.of(x), gamma, beta, rows.of(y), mean, variance)

    def vjp(g: tuple[Array | None, Array | None, Array | None], needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        worth = plan.in_order(np.zeros(x.shape, x.dtype) if g[0] is None else g[0])
        wanted = zip((x, gamma, beta), (*needs, False, False)[:3], strict=True)
        found = [plan.gradient(each) if need and each is not None else None for each, need in wanted]
        targets = [None if found[0] is None else rows.of(found[0]), *found[1:]]
        plan.do(normalization.backward, rows.of(worth), rows.of(x), gamma, mean, variance, g[1:], targets)
        return (*found, None)[: len(needs)]

    return (y, mean, variance), vjp


class _Normalization:
    """The way forward and back on the matrix of all rows; results are written into arrays that are given."""

    def __init__(self, rows: _Rows, x: Array, mask: Array | None, epsilon: float, count_epsilon: float) -> None:
        self.rows = rows
        self.epsilon, self.count_epsilon = x.dtype.type(epsilon), x.dtype.type(count_epsilon)
        self.weights = None if mask is None else rows.of(np.broadcast_to(mask[..., None], x.shape)).astype(bool)
        self.count: Any = rows.count
        if self.weights is not None:
            self.count = rows.fold(self.weights.sum(axis=0, dtype=x.dtype)) + self.count_epsilon

    def forward(
        self, data: Array, gamma: Array | None, beta: Array | None, y: Array, mean: Array, variance: Array
    ) -> None:
        """Write the normalised numbers, and the moments."""
        rows = self.rows
        mean[...] = rows.fold(_sum(data, lambda part, _: part, self.weights)) / self.count
        variance[...] = rows.fold(_sum_of_squares(data, rows.join(mean), self.weights)) / self.count
        scale = self._scale(variance, gamma)[1]
        shift = -mean * scale if beta is None else beta - mean * scale
        _write_affine(data, rows.join(scale), rows.join(shift), y)

    def _scale(self, variance: Array, gamma: Array | None) -> tuple[Array, Array]:
        inverse = 1 / np.sqrt(variance + self.epsilon)
        return inverse, inverse if gamma is None else inverse * gamma

    def backward(
        self,
        worth: Array,
        data: Array,
        gamma: Array | None,
        mean: Array,
        variance: Array,
        g: Sequence[Array | None],
        found: Sequence[Array | None],
    ) -> None:
        """Write the gradients of data, gamma and beta into `found`; `g` are those of the moments."""
        rows = self.rows
        dx, dgamma, dbeta = found
        inverse, scale = self._scale(variance, gamma)
        total, product = map(rows.fold, _sums_back(data, worth, rows.join(mean)))
        product *= inverse
        if dx is not None:
            # every element moves its channel's variance and mean, and with them every other element
            g_mean, g_variance = (0 if each is None else each for each in g)
            d_variance = g_variance - product * scale * inverse / 2
            lost = 0 if self.weights is None else mean * self.count_epsilon  # sum of (x - mean) over what counts
            d_mean = g_mean - total * scale - 2 * d_variance * lost / self.count
            a, b = 2 * d_variance / self.count, d_mean / self.count
            _write_mix(data, worth, [rows.join(each) for each in (mean, scale, a, b)], self.weights, dx)
        for target, sums in ((dgamma, product), (dbeta, total)):
            if target is not None:
                target[...] = sums


@primitive
def scale_and_shift(x: Array, scale: Array, shift: Array, *, axis: int = -1) -> tuple[Array, Vjp]:
    """Multiply every channel (index along `axis`) by its own factor and add its own number."""
    rows = _Rows(x, axis)
    data = rows.of(x)
    y = np.empty_like(data)
    _write_scaled(data, scale, shift, rows, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        wanted = zip((data, scale, shift), needs, strict=True)
        found = [np.empty_like(each) if need else None for each, need in wanted]
        _write_scaled_back(rows.of(g), data, scale, rows, found)
        return None if found[0] is None else rows.restore(found[0]), *found[1:]

    return rows.restore(y), vjp


@scale_and_shift.planned
def _(plan: Plan, x: Array, scale: Array, shift: Array, *, axis: int = -1) -> Any:
    if axis % x.ndim != x.ndim - 1:
        return None
    x = plan.in_order(x)
    rows, y = _Rows(x, axis), plan.like(x)
    plan.do(_write_scaled, rows.of(x), scale, shift, rows, rows.of(y))

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        found = [plan.gradient(each) if need else None for each, need in zip((x, scale, shift), needs, strict=True)]
        targets = [None if found[0] is None else rows.of(found[0]), *found[1:]]
        plan.do(_write_scaled_back, rows.of(plan.in_order(g)), rows.of(x), scale, rows, targets)
        return tuple(found)

    return y, vjp


def _write_scaled(data: Array, scale: Array, shift: Array, rows: _Rows, y: Array) -> None:
    _write_affine(data, rows.join(scale), rows.join(shift), y)


def _write_scaled_back(worth: Array, data: Array, scale: Array, rows: _Rows, found: Sequence[Array | None]) -> None:
    """Write the gradients of data, scale and shift into `found`."""
    dx, dscale, dshift = found
    if dx is not None:
        _write_affine(worth, rows.join(scale), None, dx)
    if dscale is not None:
        dscale[...] = rows.fold(_sum(data, _difference_times(worth, None)))
    if dshift is not None:
        dshift[...] = rows.fold(_sum(worth, lambda part, _: part))


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


def _blocks(data: Array, piece: slice) -> Iterator[slice]:
    for block in sample_blocks(piece.stop - piece.start, 8 * data.shape[1]):
        yield slice(piece.start + block.start, piece.start + block.stop)


def _add_up(data: Array, write: Callable[[slice, Array], None], count: int = 1) -> Array:
    """Add up what write(some rows, sums) writes for all rows."""
    pieces = pieces_of(len(data), PASS * data.size)
    totals = np.zeros((len(pieces), count, data.shape[1]), data.dtype)

    def piece(number: int) -> None:
        sums = np.empty_like(totals[0])
        for block in _blocks(data, pieces[number]):
            write(block, sums)
            totals[number] += sums

    run(piece, range(len(pieces)), PASS * data.size)
    return np.asarray(totals.sum(axis=0))


def _sum(data: Array, function: Callable[[Array, slice], Array], weights: Array | None = None) -> Array:
    """Sum function(part of the rows) over all rows, or over the elements with a true weight."""

    def write(block: slice, sums: Array) -> None:
        is_counted = True if weights is None else weights[block]
        np.sum(function(data[block], block), axis=0, where=is_counted, out=sums[0])

    return np.asarray(_add_up(data, write)[0])


def _sum_of_squares(data: Array, mean: Array, weights: Array | None) -> Array:
    """Sum the squared differences from the mean."""
    compiled = accelerator.fitting(passes.sum_of_squares, data, mean) if weights is None else None
    if compiled is None:
        return _sum(data, _squared_difference(mean), weights)
    return np.asarray(_add_up(data, lambda block, sums: compiled(data[block], mean, sums[0]))[0])


def _sums_back(data: Array, worth: Array, mean: Array) -> Array:
    """Sum what the results are worth, and that times the difference from the mean."""
    compiled = accelerator.fitting(passes.sums_back, data, worth, mean)
    difference_times = _difference_times(worth, mean)

    def write(block: slice, sums: Array) -> None:
        if compiled is not None:
            compiled(data[block], worth[block], mean, *sums)
        else:
            np.sum(worth[block], axis=0, out=sums[0])
            np.sum(difference_times(data[block], block), axis=0, out=sums[1])

    return _add_up(data, write, count=2)


def _squared_difference(mean: Array) -> Callable[[Array, slice], Array]:
    def function(part: Array, block: slice) -> Array:
        difference = np.subtract(part, mean, out=workspace(part.dtype, part.shape)[0])
        return np.multiply(difference, difference, out=difference)

    return function


def _difference_times(worth: Array, mean: Array | None) -> Callable[[Array, slice], Array]:
    def function(part: Array, block: slice) -> Array:
        (room,) = workspace(part.dtype, part.shape)
        if mean is None:
            return np.multiply(part, worth[block], out=room)
        np.subtract(part, mean, out=room)
        return np.multiply(room, worth[block], out=room)

    return function


def _write_affine(data: Array, scale: Array, shift: Array | None, y: Array) -> None:
    """Write data * scale + shift, part by part while it is in the cache."""
    compiled = None if shift is None else accelerator.fitting(passes.write_affine, data, scale, shift, y)

    def piece(part: slice) -> None:
        for block in _blocks(data, part):
            if compiled is not None:
                compiled(data[block], scale, shift, y[block])
                continue
            np.multiply(data[block], scale, out=y[block])
            if shift is not None:
                y[block] += shift

    run(piece, pieces_of(len(data), PASS * data.size), PASS * data.size)


def _write_mix(data: Array, worth: Array, factors: list[Array], weights: Array | None, dx: Array) -> None:
    """Write worth * scale + (data - mean) * a + b, the last two terms only where there is a weight."""
    mean, scale, a, b = factors
    compiled = accelerator.fitting(passes.write_mix, data, worth, *factors, dx) if weights is None else None

    def piece(part: slice) -> None:
        for block in _blocks(data, part):
            if compiled is not None:
                compiled(data[block], worth[block], *factors, dx[block])
                continue
            (difference,) = workspace(data.dtype, data[block].shape)
            np.subtract(data[block], mean, out=difference)
            difference *= a
            difference += b
            np.multiply(worth[block], scale, out=dx[block])
            np.add(dx[block], difference, out=dx[block], where=True if weights is None else weights[block])

    run(piece, pieces_of(len(data), 2 * PASS * data.size), 2 * PASS * data.size)
