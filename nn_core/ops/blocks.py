"""Pictures cut into blocks and put together again, and convolutions made of two."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.ops.convolution import conv
from nn_core.ops.depthwise_convolution import depthwise_conv
from nn_core.ops.numeric import place
from nn_core.ops.shape import getitem, moveaxis, pad, reshape, shape, transpose

__all__ = ["depth_to_space", "fold", "separable_conv", "space_to_depth", "unfold"]


def depth_to_space(x: Any, block_size: int, data_format: str = "channels_last") -> Any:
    """Return pictures of which every pixel's channels became a block of pixels, so many on each side."""
    return _in_channels_last(x, data_format, lambda moved: _spread(moved, block_size))


def space_to_depth(x: Any, block_size: int, data_format: str = "channels_last") -> Any:
    """Return pictures of which every block of pixels became the channels of one pixel."""
    return _in_channels_last(x, data_format, lambda moved: _gathered(moved, block_size))


def _spread(x: Any, block: int) -> Any:
    batch, height, width, channels = shape(x)
    if channels % block**2:
        raise ValueError(f"depth_to_space: {channels} channels cannot be divided into blocks of {block} × {block}.")
    parts = reshape(x, (batch, height, width, block, block, channels // block**2))
    return reshape(transpose(parts, axes=(0, 1, 3, 2, 4, 5)), (batch, height * block, width * block, -1))


def _gathered(x: Any, block: int) -> Any:
    batch, height, width, channels = shape(x)
    if height % block or width % block:
        raise ValueError(f"space_to_depth: {height} × {width} pixels cannot be cut into blocks of {block} × {block}.")
    parts = reshape(x, (batch, height // block, block, width // block, block, channels))
    return reshape(transpose(parts, axes=(0, 1, 3, 2, 4, 5)), (batch, height // block, width // block, -1))


def _in_channels_last(x: Any, data_format: str | None, function: Any) -> Any:
    return moveaxis(function(moveaxis(x, 1, -1)), -1, 1) if data_format == "channels_first" else function(x)


def unfold(x: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """Return all windows of pictures (batch, channels, height, width) as columns (batch, channels · window, places)."""
    window, spread, border, steps = (_pair(each) for each in (kernel_size, dilation, padding, stride))
    whole = pad(x, [(0, 0), (0, 0), (border[0],) * 2, (border[1],) * 2])
    batch, channels, height, width = shape(whole)
    rows, columns = (_places(*each) for each in zip((height, width), window, spread, steps, strict=True))
    found = getitem(whole, (slice(None), slice(None), rows[:, None, :, None], columns[None, :, None, :]))
    return reshape(found, (batch, channels * window[0] * window[1], -1))


def fold(x: Any, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """Return pictures to which the columns that `unfold` gives are added at their places."""
    size, window = _pair(output_size), _pair(kernel_size)
    spread, border, steps = (_pair(each) for each in (dilation, padding, stride))
    whole = [each + 2 * beside for each, beside in zip(size, border, strict=True)]
    rows, columns = (_places(*each) for each in zip(whole, window, spread, steps, strict=True))
    batch, columns_of_channels, _ = shape(x)
    channels = columns_of_channels // (window[0] * window[1])
    parts = reshape(x, (batch, channels, *window, rows.shape[1], columns.shape[1]))
    key = (slice(None), slice(None), rows[:, None, :, None], columns[None, :, None, :])
    found = place(parts, key=key, shape=(batch, channels, *whole))
    inside = (slice(beside, beside + each) for beside, each in zip(border, size, strict=True))
    return getitem(found, (slice(None), slice(None), *inside))


def _places(size: int, window: int, spread: int, stride: int) -> Any:
    """Return where each element of a window (rows) lies for each place of the window (columns)."""
    count = (size - spread * (window - 1) - 1) // stride + 1
    return np.arange(window)[:, None] * spread + np.arange(count) * stride


def _pair(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else tuple(value)


def separable_conv(
    inputs: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """Slide a kernel over every channel by itself, then mix the channels."""
    named = {"strides": strides, "padding": padding, "dilation_rate": dilation_rate}
    return _in_channels_last(
        inputs, data_format, lambda x: conv(depthwise_conv(x, depthwise_kernel, **named), pointwise_kernel)
    )
