"""Convolution, pooling and borders, under the backend's names."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.spec.defaults import image_data_format

__all__ = [
    "conv1d",
    "conv2d",
    "conv2d_transpose",
    "conv3d",
    "depthwise_conv2d",
    "local_conv1d",
    "local_conv2d",
    "pool2d",
    "pool3d",
    "resize_images",
    "resize_volumes",
    "separable_conv2d",
    "spatial_2d_padding",
    "spatial_3d_padding",
    "temporal_padding",
]


def conv1d(
    x: Any, kernel: Any, strides: int = 1, padding: str = "valid", data_format: Any = None, dilation_rate: int = 1
) -> Any:
    """Slide a kernel over (batch, steps, channels)."""
    if padding == "causal":
        x, padding = temporal_padding(x, (dilation_rate * (kernel.shape[0] - 1), 0)), "valid"
    return _conv(x, kernel, strides, padding, data_format or "channels_last", dilation_rate)


def conv2d(
    x: Any, kernel: Any, strides: Any = 1, padding: str = "valid", data_format: Any = None, dilation_rate: Any = 1
) -> Any:
    """Slide a kernel over pictures or volumes."""
    return _conv(x, kernel, strides, padding, data_format, dilation_rate)


conv3d = conv2d


def _conv(x: Any, kernel: Any, strides: Any, padding: str, data_format: Any, dilation_rate: Any) -> Any:
    settings = {"strides": strides, "padding": padding, "dilation_rate": dilation_rate}
    return _channels_last(lambda moved: ops.conv(moved, kernel, **settings), x, data_format)


def pool2d(
    x: Any,
    pool_size: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: Any = None,
    pool_mode: str = "max",
) -> Any:
    """Return the largest or the mean of every window."""
    pool = {"max": ops.max_pool, "avg": ops.average_pool}.get(pool_mode)
    if pool is None:
        raise ValueError(f"pool_mode must be 'max' or 'avg', not {pool_mode!r}.")
    settings = {"pool_size": pool_size, "strides": strides, "padding": padding}
    return _channels_last(lambda moved: pool(moved, **settings), x, data_format)


pool3d = pool2d


def resize_images(
    x: Any, height_factor: int, width_factor: int, data_format: Any = None, interpolation: str = "nearest"
) -> Any:
    """Return pictures so many times as high and wide."""

    def enlarge(moved: Any) -> Any:
        size = (moved.shape[1] * height_factor, moved.shape[2] * width_factor)
        return ops.resize(moved, size, interpolation)

    return _channels_last(enlarge, x, data_format)


def conv2d_transpose(
    x: Any,
    kernel: Any,
    output_shape: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: Any = None,
    dilation_rate: Any = (1, 1),
) -> Any:
    """Put down a kernel for every pixel; the output shape follows from the rest."""
    settings = {"strides": strides, "padding": padding, "dilation_rate": dilation_rate}
    return _channels_last(lambda moved: ops.conv_transpose(moved, kernel, **settings), x, data_format)


def depthwise_conv2d(
    x: Any,
    depthwise_kernel: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: Any = None,
    dilation_rate: Any = (1, 1),
) -> Any:
    """Slide a kernel over every channel by itself."""
    settings = {"strides": strides, "padding": padding, "dilation_rate": dilation_rate}
    return _channels_last(lambda moved: ops.depthwise_conv(moved, depthwise_kernel, **settings), x, data_format)


def separable_conv2d(
    x: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    strides: Any = (1, 1),
    padding: str = "valid",
    data_format: Any = None,
    dilation_rate: Any = (1, 1),
) -> Any:
    """Slide a kernel over every channel by itself, then mix the channels."""
    found = depthwise_conv2d(x, depthwise_kernel, strides, padding, data_format, dilation_rate)
    return conv2d(found, pointwise_kernel, data_format=data_format)


def local_conv1d(inputs: Any, kernel: Any, kernel_size: Any, strides: Any, data_format: Any = None) -> Any:
    """Slide a window over (batch, steps, channels), with weights of its own at every place."""

    def slide(x: Any) -> Any:
        windows = ops.swapaxes(ops.extract_sequences(ops.swapaxes(x, 1, 2), kernel_size[0], strides[0]), 1, 2)
        rows = ops.reshape(ops.swapaxes(windows, 2, 3), (*windows.shape[:2], -1))
        return ops.einsum("bpi,pio->bpo", rows, kernel)

    return _channels_last(slide, inputs, data_format or "channels_last")


def local_conv2d(
    inputs: Any, kernel: Any, kernel_size: Any, strides: Any, output_shape: Any, data_format: Any = None
) -> Any:
    """Slide a window over pictures, with weights of its own at every place."""

    def slide(x: Any) -> Any:
        windows = ops.extract_patches(x, kernel_size, strides=strides)
        batch, rows, columns, size = windows.shape
        found = ops.einsum("bpi,pio->bpo", ops.reshape(windows, (batch, rows * columns, size)), kernel)
        return ops.reshape(found, (batch, rows, columns, -1))

    return _channels_last(slide, inputs, data_format)


def resize_volumes(x: Any, depth_factor: int, height_factor: int, width_factor: int, data_format: Any = None) -> Any:
    """Return volumes so many times as deep, high and wide."""

    def enlarge(moved: Any) -> Any:
        for axis, factor in enumerate((depth_factor, height_factor, width_factor), start=1):
            moved = ops.repeat(moved, factor, axis=axis)
        return moved

    return _channels_last(enlarge, x, data_format)


def temporal_padding(x: Any, padding: tuple[int, int] = (1, 1)) -> Any:
    """Return (batch, steps, channels) with steps of zeros before and after."""
    return ops.pad(x, [[0, 0], list(padding), [0, 0]])


def spatial_2d_padding(x: Any, padding: Any = ((1, 1), (1, 1)), data_format: Any = None) -> Any:
    """Return pictures with a border of zeros."""
    rows, columns = ([each, each] if isinstance(each, int) else list(each) for each in padding)
    return _channels_last(lambda moved: ops.pad(moved, [[0, 0], rows, columns, [0, 0]]), x, data_format)


def spatial_3d_padding(x: Any, padding: Any = ((1, 1), (1, 1), (1, 1)), data_format: Any = None) -> Any:
    """Return volumes with a border of zeros."""
    sides = [[each, each] if isinstance(each, int) else list(each) for each in padding]
    return _channels_last(lambda moved: ops.pad(moved, [[0, 0], *sides, [0, 0]]), x, data_format)


def _channels_last(function: Any, x: Any, data_format: str | None) -> Any:
    """Call a function for channels at the end, whatever the format."""
    if (data_format or image_data_format()) == "channels_last":
        return function(x)
    return ops.moveaxis(function(ops.moveaxis(x, 1, -1)), -1, 1)
