"""Depthwise convolution: every channel is convolved by itself."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.convolution import bias_gradient
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
    for samples in _blocks(x, y):
        for j in range(multiplier):
            y[samples, ..., j::multiplier] = _sum_of_taps(x[samples], kernel[..., j], windows)
    if bias is not None:
        y += bias

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        dx = np.zeros(x.shape, x.dtype) if needs[0] else None
        dk = np.zeros(kernel.shape, kernel.dtype) if needs[1] else None
        for samples in _blocks(x, y):
            for j in range(multiplier):
                g_j = np.ascontiguousarray(g[samples, ..., j::multiplier])
                if dx is not None:
                    _hand_back(g_j, kernel[..., j], dx[samples], windows)
                if dk is not None:
                    _add_products(g_j, x[samples], dk[..., j], windows)
        return (dx, dk, bias_gradient(g) if len(needs) > 2 and needs[2] else None)[: len(needs)]

    return y, vjp


def _blocks(x: Array, y: Array) -> list[slice]:
    return sample_blocks(len(x), 4 * max(math.prod(x.shape[1:]), math.prod(y.shape[1:])))


def _sum_of_taps(x: Array, kernel: Array, windows: Windows) -> Array:
    y = np.zeros((len(x), *windows.output, x.shape[-1]), x.dtype)
    for tap, seen, result in _taps(x, y, windows):
        result += seen * _weights(kernel[tap], seen)
    return y


def _hand_back(g: Array, kernel: Array, dx: Array, windows: Windows) -> None:
    for tap, seen, result in _taps(dx, g, windows):
        seen += result * _weights(kernel[tap], seen)


def _add_products(g: Array, x: Array, dk: Array, windows: Windows) -> None:
    """Add to the gradient of each tap what it met, times what the results are worth."""
    for tap, seen, result in _taps(x, g, windows):
        dk[tap] += bias_gradient(seen * result).reshape(-1, x.shape[-1]).sum(axis=0)


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
