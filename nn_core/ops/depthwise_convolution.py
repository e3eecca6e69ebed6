"""Depthwise convolution: every channel is convolved by itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.parallel import PASS, pieces_of, run, workspace
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.rows import bias_gradient
from nn_core.ops.windows import Windows, sample_blocks


@primitive
def depthwise_conv(
    x: Array,
    kernel: Array,
    bias: Array | None = None,
    *,
    strides: int | tuple[int, ...] = 1,
    padding: str = "valid",
    dilation_rate: int | tuple[int, ...] = 1,
) -> tuple[Array, Vjp]:
    """Slide a kernel of shape (*window, channels, multiplier) over `x` of shape (batch, *spatial, channels).

    Channel c of the input gives the channels c * multiplier and following of the result. There is no sum over
    channels, hence no matrix product: the taps of the kernel are added up one by one.
    """
    channels, multiplier = kernel.shape[-2:]
    if x.shape[-1] != channels:
        raise ValueError(f"The kernel was made for {channels} channels, but the input has {x.shape[-1]}.")
    windows = Windows.over(x.shape[1:-1], kernel.shape[:-2], strides, padding, dilation_rate)
    y = np.empty((len(x), *windows.output, channels * multiplier), x.dtype)
    write_depthwise(x, kernel, bias, windows, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        wanted = zip((x, kernel, bias)[: len(needs)], needs, strict=True)
        found = [np.empty(each.shape, g.dtype) if need and each is not None else None for each, need in wanted]
        write_depthwise_gradients(g, x, kernel, windows, *found, *[None] * (3 - len(found)))
        return tuple(found)

    return y, vjp


@depthwise_conv.planned
def _(
    plan: Plan,
    x: Array,
    kernel: Array,
    bias: Array | None = None,
    *,
    strides: int | tuple[int, ...] = 1,
    padding: str = "valid",
    dilation_rate: int | tuple[int, ...] = 1,
) -> Any:
    x = plan.in_order(x)
    windows = Windows.over(x.shape[1:-1], kernel.shape[:-2], strides, padding, dilation_rate)
    y = plan.empty((len(x), *windows.output, math.prod(kernel.shape[-2:])), x.dtype)
    plan.do(write_depthwise, x, kernel, bias, windows, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        wanted = zip((x, kernel, bias)[: len(needs)], needs, strict=True)
        found = [plan.gradient(each) if need and each is not None else None for each, need in wanted]
        plan.do(write_depthwise_gradients, plan.in_order(g), x, kernel, windows, *found, *[None] * (3 - len(found)))
        return tuple(found)

    return y, vjp


def write_depthwise(x: Array, kernel: Array, bias: Array | None, windows: Windows, y: Array) -> None:
    """Write the sum of the taps, and the bias, into y."""
    channels, multiplier = kernel.shape[-2:]

    def piece(part: slice) -> None:
        for samples in _blocks(part, x, y):
            for j in range(multiplier):
                results, product = _room(x[samples], windows, channels)
                results = y[samples] if multiplier == 1 else results
                results[...] = 0 if bias is None else bias[j::multiplier]
                for tap, seen, result in _taps(x[samples], results, windows):
                    result += np.multiply(seen, _weights(kernel[..., j][tap], seen), out=_first(product, seen))
                if multiplier > 1:
                    y[samples, ..., j::multiplier] = results

    cost = PASS * y.size * math.prod(windows.window)
    run(piece, pieces_of(len(x), cost), cost)


def write_depthwise_gradients(
    g: Array, x: Array, kernel: Array, windows: Windows, dx: Array | None, dk: Array | None, db: Array | None
) -> None:
    """Write the gradients of inputs, kernel and bias; None is not wanted."""
    channels, multiplier = kernel.shape[-2:]
    cost = 2 * PASS * g.size * math.prod(windows.window)
    pieces = pieces_of(len(x), cost)
    sums = np.zeros((len(pieces), *kernel.shape), kernel.dtype)

    def piece(number: int) -> None:
        for samples in _blocks(pieces[number], x, g):
            if dx is not None:
                dx[samples] = 0
            for j in range(multiplier):
                results, product = _room(x[samples], windows, channels)
                if multiplier == 1:
                    results = g[samples]
                else:
                    results[...] = g[samples, ..., j::multiplier]
                if dx is not None:
                    _hand_back(results, kernel[..., j], dx[samples], windows, product)
                if dk is not None:
                    _add_products(results, x[samples], sums[number, ..., j], windows, product)

    run(piece, range(len(pieces)), cost)
    if dk is not None:
        np.sum(sums, axis=0, out=dk)
    if db is not None:
        bias_gradient(g, db)


def _blocks(part: slice, x: Array, y: Array) -> Iterator[slice]:
    size = max(math.prod(x.shape[1:]), math.prod(y.shape[1:]))
    for block in sample_blocks(part.stop - part.start, 4 * size):
        yield slice(part.start + block.start, part.start + block.stop)


def _room(x: Array, windows: Windows, channels: int) -> list[Array]:
    """Return working memory: for results, and for a product with one tap."""
    shape = (len(x), *windows.output, channels)
    return workspace(x.dtype, shape, (math.prod(shape),))


def _first(room: Array, like: Array) -> Array:
    return room[: like.size].reshape(like.shape)


def _hand_back(g: Array, kernel: Array, dx: Array, windows: Windows, room: Array) -> None:
    for tap, seen, result in _taps(dx, g, windows):
        seen += np.multiply(result, _weights(kernel[tap], seen), out=_first(room, seen))


def _add_products(g: Array, x: Array, dk: Array, windows: Windows, room: Array) -> None:
    """Add to the gradient of each tap what it met, times what the results are worth."""
    for tap, seen, result in _taps(x, g, windows):
        product = np.multiply(seen, result, out=_first(room, seen))
        dk[tap] += bias_gradient(product).reshape(-1, x.shape[-1]).sum(axis=0)


def _taps(x: Array, y: Array, windows: Windows) -> Iterator[tuple[tuple[int, ...], Array, Array]]:
    """Yield for each tap of the kernel what it meets in the input, and the results that this counts for.

    Where windows move by one, the last axis of places and the channels are one long row: NumPy is quick on long rows.
    """
    is_row = windows.strides[-1] == 1
    channels = x.shape[-1]
    rows = [array.reshape(*array.shape[:-2], -1) for array in (x, y)] if is_row else [x, y]
    for tap, outputs, inputs in windows.taps():
        if is_row:
            inputs, outputs = _as_row(inputs, channels), _as_row(outputs, channels)
        yield tap, rows[0][:, *inputs], rows[1][:, *outputs]


def _as_row(places: tuple[slice, ...], channels: int) -> tuple[slice, ...]:
    return (*places[:-1], slice(places[-1].start * channels, places[-1].stop * channels))


def _weights(tap: Array, seen: Array) -> Array:
    """Return the weights of one tap as often as the channels stand in a row."""
    return np.tile(tap, seen.shape[-1] // len(tap))
