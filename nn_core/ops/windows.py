"""Sliding windows: how many fit, how much padding they need, and which elements a tap of the window meets."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import as_strided

from nn_core.autodiff.tensor import Array

Padding = Literal["valid", "same", "causal"]

BLOCK_SIZE = 2**20  # numbers in a work buffer; a few megabytes stay in the processor's cache


def window_output_size(
    size: int | None, window: int, stride: int = 1, padding: str = "valid", dilation: int = 1
) -> int | None:
    """Return how many windows fit along one axis (None: the axis has no known size); negative or 0 if none fits."""
    if size is None:
        return None
    if padding in ("same", "causal"):
        return -(-size // stride)
    return (size - dilation * (window - 1) - 1) // stride + 1


def window_padding(
    size: int, window: int, stride: int = 1, padding: str = "valid", dilation: int = 1
) -> tuple[int, int]:
    """Return how many zeros Keras puts before and after one axis."""
    if padding == "valid":
        return 0, 0
    reach = dilation * (window - 1)
    if padding == "causal":
        return reach, 0
    total = max((-(-size // stride) - 1) * stride + reach + 1 - size, 0)
    return total // 2, total - total // 2


def per_axis(value: int | tuple[int, ...], ndim: int) -> tuple[int, ...]:
    """Return one number for each axis; a single number stands for all."""
    return (value,) * ndim if isinstance(value, int) else tuple(value)


@dataclass(frozen=True)
class Windows:
    """Windows over the spatial axes of a (batch, *spatial, channels) array."""

    size: tuple[int, ...]
    window: tuple[int, ...]
    strides: tuple[int, ...]
    dilation: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    output: tuple[int, ...]

    @classmethod
    def over(
        cls,
        size: tuple[int, ...],
        window: int | tuple[int, ...],
        strides: int | tuple[int, ...] = 1,
        padding: str = "valid",
        dilation: int | tuple[int, ...] = 1,
    ) -> Windows:
        """Lay windows over axes of the given sizes; a window that is larger than its axis is an error."""
        ndim = len(size)
        window, strides, dilation = per_axis(window, ndim), per_axis(strides, ndim), per_axis(dilation, ndim)
        axes = list(zip(size, window, strides, [padding] * ndim, dilation, strict=True))
        output = tuple(window_output_size(*axis) or 0 for axis in axes)
        if min(output, default=1) < 1:
            reach = tuple(d * (w - 1) + 1 for w, d in zip(window, dilation, strict=True))
            raise ValueError(
                f"A window that spans {reach} does not fit into an input of size {size}: "
                "use a smaller window or padding='same'."
            )
        return cls(size, window, strides, dilation, tuple(window_padding(*axis) for axis in axes), output)

    @property
    def count(self) -> int:
        """Number of windows in one sample."""
        return math.prod(self.output)

    @property
    def is_pointwise(self) -> bool:
        """Whether each window is one element, and each element one window."""
        return math.prod(self.window) == 1 == math.prod(self.strides) and self.is_full

    @property
    def is_full(self) -> bool:
        """Whether no window reaches into the padding."""
        return not any(map(sum, self.padding))

    @property
    def is_tiling(self) -> bool:
        """Whether no two windows share an element."""
        reach = (d * (w - 1) + 1 for w, d in zip(self.window, self.dilation, strict=True))
        return all(each <= stride for each, stride in zip(reach, self.strides, strict=True))

    @property
    def is_partition(self) -> bool:
        """Whether every element lies in exactly one window."""
        covered = (count * stride for count, stride in zip(self.output, self.strides, strict=True))
        return (
            self.window == self.strides
            and max(self.dilation) == 1
            and all(
                before == 0 and end >= size
                for (before, _), end, size in zip(self.padding, covered, self.size, strict=True)
            )
        )

    def padded_shape(self, x: Array) -> tuple[int, ...]:
        """Return the shape of `x` with zeros around its spatial axes; nothing at all where none are needed."""
        if self.is_full:
            return (0,)
        sizes = (size + before + after for size, (before, after) in zip(self.size, self.padding, strict=True))
        return (len(x), *sizes, x.shape[-1])

    def pad(self, x: Array, out: Array | None = None) -> Array:
        """Return `x` with zeros around its spatial axes; `x` itself where none are needed."""
        if self.is_full:
            return x
        padded = np.empty(self.padded_shape(x), x.dtype) if out is None else out
        padded.fill(0)
        inner = (slice(before, before + size) for size, (before, _) in zip(self.size, self.padding, strict=True))
        padded[:, *inner] = x
        return padded

    def back(self) -> Windows | None:
        """Return the windows over the results that meet in an element; None where these are no windows."""
        reach = (d * (w - 1) for w, d in zip(self.window, self.dilation, strict=True))
        around = tuple((r - before, r - after) for r, (before, after) in zip(reach, self.padding, strict=True))
        sizes = tuple(size + sum(each) for size, each in zip(self.output, around, strict=True))
        if max(self.strides) > 1 or min(map(min, around)) < 0:
            return None
        back = replace(self, size=self.output, output=self.size, padding=around)
        return back if all(map(back._fits, range(len(sizes)), sizes)) else None

    def _fits(self, axis: int, size: int) -> bool:
        return size == self.output[axis] + self.dilation[axis] * (self.window[axis] - 1)

    def view(self, padded: Array) -> Array:
        """Return the windows of a padded array as a view of shape (batch, *output, *window, channels)."""
        steps = padded.strides[1:-1]
        shape = (len(padded), *self.output, *self.window, padded.shape[-1])
        moves = (step * stride for step, stride in zip(steps, self.strides, strict=True))
        spread = (step * dilation for step, dilation in zip(steps, self.dilation, strict=True))
        return as_strided(padded, shape, (padded.strides[0], *moves, *spread, padded.strides[-1]), writeable=False)

    def taps(self) -> Iterator[tuple[tuple[int, ...], tuple[slice, ...], tuple[slice, ...]]]:
        """Yield for each element of the window: its index, the windows and the elements it meets, without padding."""
        for tap in np.ndindex(*self.window):
            met = [self._met(axis, index) for axis, index in enumerate(tap)]
            if all(outputs.start < outputs.stop for outputs, _ in met):
                yield tap, tuple(outputs for outputs, _ in met), tuple(inputs for _, inputs in met)

    def _met(self, axis: int, index: int) -> tuple[slice, slice]:
        stride, offset = self.strides[axis], index * self.dilation[axis] - self.padding[axis][0]
        first = max(0, -(offset // stride))
        end = min(self.output[axis], (self.size[axis] - 1 - offset) // stride + 1)
        start = first * stride + offset
        return slice(first, end), slice(start, start + (end - first - 1) * stride + 1, stride)


def sample_blocks(num_samples: int, numbers_per_sample: int) -> list[slice]:
    """Cut the batch into blocks of samples so that a buffer for one block stays in the processor's cache."""
    length = max(1, BLOCK_SIZE // max(1, numbers_per_sample))
    return [slice(start, min(start + length, num_samples)) for start in range(0, num_samples, length)]
