"""Convolution over any number of spatial axes, as matrix products."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.windows import Windows, sample_blocks

_NARROW = 4  # with fewer channels than this, gathering windows column by column is quicker than row by row


@primitive
def conv(
    x: Array,
    kernel: Array,
    bias: Array | None = None,
    *,
    strides: int | tuple[int, ...] = 1,
    padding: str = "valid",
    dilation_rate: int | tuple[int, ...] = 1,
    groups: int = 1,
) -> tuple[Array, Vjp]:
    """Slide a kernel of shape (*window, channels / groups, filters) over `x` of shape (batch, *spatial, channels).

    The windows are gathered as the rows of a matrix, one block of samples at a time, so that the matrix stays in
    the cache; gathering them again on the way back is cheaper than keeping them.
    """
    _check_channels(x.shape[-1], kernel, groups)
    windows = Windows.over(x.shape[1:-1], kernel.shape[:-2], strides, padding, dilation_rate)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Array | None, ...]:
        dx = conv_input_gradient(g, kernel, x.shape, windows, groups) if needs[0] else None
        dk = kernel_gradient(g, x, kernel.shape, windows, groups) if needs[1] else None
        return (dx, dk, bias_gradient(g) if len(needs) > 2 and needs[2] else None)[: len(needs)]

    return slide(x, kernel, bias, windows, groups), vjp


def slide(x: Array, kernel: Array, bias: Array | None, windows: Windows, groups: int = 1) -> Array:
    """Return the product of every window with the kernel."""
    filters = kernel.shape[-1]
    y = np.empty((len(x), *windows.output, filters), x.dtype)
    matrix = y.reshape(len(x) * windows.count, filters)
    for inputs, outputs in _groups(x.shape[-1], filters, groups):
        weights = kernel[..., outputs].reshape(-1, filters // groups)
        for rows, columns in _columns(x[..., inputs], windows):
            np.matmul(columns, weights, out=matrix[rows, outputs])
            if bias is not None:
                matrix[rows, outputs] += bias[outputs]
    return y


def _columns(x: Array, windows: Windows) -> Iterator[tuple[slice, Array]]:
    """Yield (rows, matrix) block by block: each row of the matrix is one window; the memory is used again."""
    length = math.prod(windows.window) * x.shape[-1]
    if windows.is_pointwise:
        yield slice(None), x.reshape(-1, length)
        return
    view = windows.view(windows.pad(x))
    buffer = np.empty(0, x.dtype)
    for samples in sample_blocks(len(x), windows.count * length):
        block = view[samples]
        buffer = buffer if buffer.size >= block.size else np.empty(block.size, x.dtype)
        rows = slice(samples.start * windows.count, samples.stop * windows.count)
        yield rows, _gather(block, buffer[: block.size], length)


def _gather(block: Array, buffer: Array, length: int) -> Array:
    """Copy a view of windows into the buffer, as a matrix with one window per row."""
    if block.shape[-1] >= _NARROW:
        buffer.reshape(block.shape)[...] = block
        return buffer.reshape(-1, length)
    first = (block.ndim - 2) // 2 + 1
    by_column = np.moveaxis(block, range(first, block.ndim), range(block.ndim - first))
    buffer.reshape(by_column.shape)[...] = by_column
    return buffer.reshape(length, -1).T


def kernel_gradient(g: Array, x: Array, shape: tuple[int, ...], windows: Windows, groups: int = 1) -> Array:
    """Return the sum over all windows of (what the window saw) times (what its result is worth)."""
    dk = np.zeros((math.prod(shape[:-1]), shape[-1]), x.dtype)
    matrix = g.reshape(-1, shape[-1])
    for inputs, outputs in _groups(x.shape[-1], shape[-1], groups):
        for rows, columns in _columns(x[..., inputs], windows):
            dk[:, outputs] += columns.T @ matrix[rows, outputs]
    return dk.reshape(shape)


def bias_gradient(g: Array) -> Array:
    """Return the sum over everything but the channels; as a product with ones it runs in BLAS."""
    return np.asarray(np.ones(math.prod(g.shape[:-1]), g.dtype) @ g.reshape(-1, g.shape[-1]))


def conv_input_gradient(g: Array, kernel: Array, shape: tuple[int, ...], windows: Windows, groups: int = 1) -> Array:
    """Hand every window's gradient back to the elements it saw, one tap of the kernel at a time.

    This is also the forward pass of a transposed convolution.
    """
    channels, filters = shape[-1], kernel.shape[-1]
    turned = np.ascontiguousarray(kernel.swapaxes(-1, -2))
    if windows.is_pointwise and groups == 1:
        return np.asarray(g.reshape(-1, filters) @ turned.reshape(filters, channels)).reshape(shape)
    dx = np.empty(shape, g.dtype)
    for samples in sample_blocks(shape[0], 4 * windows.count * channels):
        matrix = g[samples].reshape(-1, filters)
        part = np.empty((len(matrix), channels), g.dtype)
        by_window = part.reshape(-1, *windows.output, channels)
        target = dx[samples]
        target[...] = 0
        for tap, outputs, inputs in windows.taps():
            for into, out_of in _groups(channels, filters, groups):
                np.matmul(matrix[:, out_of], turned[tap][out_of], out=part[:, into])
            target[:, *inputs] += by_window[:, *outputs]
    return dx


def _groups(channels: int, filters: int, groups: int) -> list[tuple[slice, slice]]:
    """Return for each group its input channels and its filters."""
    if groups == 1:
        return [(slice(None), slice(None))]
    a, b = channels // groups, filters // groups
    return [(slice(i * a, (i + 1) * a), slice(i * b, (i + 1) * b)) for i in range(groups)]


def _check_channels(channels: int, kernel: Array, groups: int) -> None:
    if channels % groups or kernel.shape[-1] % groups:
        raise ValueError(
            f"With groups={groups}, the numbers of input channels and of filters must be multiples of {groups}, "
            f"not {channels} and {kernel.shape[-1]}."
        )
    if kernel.shape[-2] * groups != channels:
        raise ValueError(f"The kernel was made for {kernel.shape[-2] * groups} channels, but the input has {channels}.")
