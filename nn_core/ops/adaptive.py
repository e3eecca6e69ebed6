"""Adaptive pooling: a fixed number of windows along each axis, however large the input is."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.ops.linear import tensordot
from nn_core.ops.shape import moveaxis, ndim, shape, take_along_axis

__all__ = ["adaptive_average_pool", "adaptive_max_pool"]


def adaptive_average_pool(inputs: Any, output_size: Any, data_format: str | None = None) -> Any:
    """Return the means of windows that divide each axis into `output_size` parts."""
    return _pooled(_means, inputs, output_size, data_format)


def adaptive_max_pool(inputs: Any, output_size: Any, data_format: str | None = None) -> Any:
    """Return the largest numbers of windows that divide each axis into `output_size` parts."""
    return _pooled(_maxima, inputs, output_size, data_format)


def _pooled(pool: Any, x: Any, output_size: Any, data_format: str | None) -> Any:
    sizes = (output_size,) * (ndim(x) - 2) if isinstance(output_size, int) else tuple(output_size)
    first = 2 if data_format == "channels_first" else 1
    for axis, count in reversed([*enumerate(sizes, start=first)]):  # so that windows are read row by row
        x = pool(x, axis, _windows(shape(x)[axis], count))
    return x


def _windows(size: int, count: int) -> list[slice]:
    """Return windows of which number i of n covers i / n to (i + 1) / n, rounded outwards: neighbours may overlap."""
    return [slice(i * size // count, -(-(i + 1) * size // count)) for i in range(count)]


def _means(x: Any, axis: int, windows: list[slice]) -> Any:
    share = np.zeros((len(windows), shape(x)[axis]), str(x.dtype))
    for row, window in zip(share, windows, strict=True):
        row[window] = 1 / (window.stop - window.start)
    return moveaxis(tensordot(share, x, axes=[[1], [axis]]), 0, axis)


def _maxima(x: Any, axis: int, windows: list[slice]) -> Any:
    before, numbers = (slice(None),) * axis, convert_to_numpy(x)
    places = [window.start + numbers[(*before, window)].argmax(axis) for window in windows]
    return take_along_axis(x, np.stack(places, axis), axis)  # of equal numbers, the first gets the gradient
