"""Resizing images: every new element is a weighted mean of old ones, along one axis after the other."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.ops.linear import matmul
from nn_core.ops.shape import reshape, shape, take


def _cubic(x: Array) -> Array:
    near = (1.5 * x - 2.5) * x * x + 1
    far = ((-0.5 * x + 2.5) * x - 4) * x + 2
    return np.where(x < 1, near, np.where(x < 2, far, 0))


def _lanczos(radius: int) -> Callable[[Array], Array]:
    return lambda x: np.where(x < radius, np.sinc(x) * np.sinc(x / radius), 0)


# How much an old element counts, by its distance from the place of the new one.
KERNELS: dict[str, Callable[[Array], Array]] = {
    "bilinear": lambda x: np.maximum(1 - x, 0),
    "bicubic": _cubic,
    "lanczos3": _lanczos(3),
    "lanczos5": _lanczos(5),
}


INTERPOLATIONS = ("bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5")


def resize(images: Any, size: Sequence[int], interpolation: str = "bilinear", antialias: bool = False) -> Any:
    """Return images (batch, height, width, channels) at another height and width.

    Args:
        images: tensor with four axes.
        size: new height and width.
        interpolation: one of INTERPOLATIONS.
        antialias: whether the kernel widens when an image shrinks, so that every old element counts.
    """
    if interpolation == "nearest":
        return _nearest(images, size)
    batch, height, width, channels = shape(images)
    dtype, new_height, new_width = str(images.dtype), *size
    rows = _weights(height, new_height, interpolation, antialias, dtype)
    columns = _weights(width, new_width, interpolation, antialias, dtype)
    stretched = matmul(rows, reshape(images, (batch, height, width * channels)))
    flat = matmul(columns, reshape(stretched, (batch * new_height, width, channels)))
    return reshape(flat, (batch, *size, channels))


def _nearest(images: Any, size: Sequence[int]) -> Any:
    for axis, (old, new) in enumerate(zip(shape(images)[1:3], size, strict=True), start=1):
        images = take(images, np.minimum(np.floor((np.arange(new) + 0.5) * (old / new)).astype(int), old - 1), axis)
    return images


@functools.lru_cache(maxsize=32)
def _weights(old: int, new: int, interpolation: str, antialias: bool, dtype: str) -> Array:
    """Return a matrix whose rows hold the weights of the old elements; what lies outside does not count."""
    if interpolation == "area":
        weights = _shared_lengths(old, new)
    else:
        places = (np.arange(new) + 0.5) * (old / new) - 0.5
        widening = max(old / new, 1.0) if antialias else 1.0
        weights = KERNELS[interpolation](np.abs(places[:, None] - np.arange(old)) / widening)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype)


def _shared_lengths(old: int, new: int) -> Array:
    """Return how much of each old element each new one covers."""
    starts, ends = (np.arange(new)[:, None] + step for step in (0, 1))
    firsts, lasts = (np.arange(old) + step for step in (0, 1))
    covered = np.minimum(ends * (old / new), lasts) - np.maximum(starts * (old / new), firsts)
    return np.asarray(np.maximum(covered, 0))
