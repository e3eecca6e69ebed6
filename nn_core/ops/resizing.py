"""Resizing images: every new element is a weighted mean of old ones, along one axis after the other."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.ops.linear import matmul
from nn_core.ops.shape import reshape, shape


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


def resize(images: Any, size: Sequence[int], interpolation: str = "bilinear") -> Any:
    """Return images (batch, height, width, channels) at another height and width."""
    batch, height, width, channels = shape(images)
    dtype = str(images.dtype)
    rows, columns = (_weights(old, new, interpolation, dtype) for old, new in zip((height, width), size, strict=True))
    stretched = matmul(rows, reshape(images, (batch, height, width * channels)))
    flat = matmul(columns, reshape(stretched, (batch * size[0], width, channels)))
    return reshape(flat, (batch, *size, channels))


@functools.lru_cache(maxsize=32)
def _weights(old: int, new: int, interpolation: str, dtype: str) -> Array:
    """Return a matrix whose rows hold the weights of the old elements; what lies outside does not count."""
    places = (np.arange(new) + 0.5) * (old / new) - 0.5
    weights = KERNELS[interpolation](np.abs(places[:, None] - np.arange(old)))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype)
