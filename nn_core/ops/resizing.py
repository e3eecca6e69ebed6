"""Resizing images: every new element is a weighted mean of old ones, along one axis after the other."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.shape import shape, take

MOST_NEIGHBOURS, MOST_RESULTS = 6, 1 << 17  # more old elements in a mean, or more of them, are faster as a product


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
    settings = {"interpolation": interpolation, "antialias": antialias}
    stretched = stretch(images, size=size[0], axis=1, **settings)
    return stretch(stretched, size=size[1], axis=2, **settings)


@primitive
def stretch(
    x: Any, *, size: int, axis: int, interpolation: str = "bilinear", antialias: bool = False
) -> tuple[Array, Vjp]:
    """Return x with `size` elements along an axis, each a weighted mean of those near it."""
    there, back = _both_ways(x.shape[axis], size, interpolation, antialias, str(x.dtype))

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        return (back.applied(g, axis),)

    return there.applied(x, axis), vjp


def _nearest(images: Any, size: Sequence[int]) -> Any:
    for axis, (old, new) in enumerate(zip(shape(images)[1:3], size, strict=True), start=1):
        images = take(images, np.minimum(np.floor((np.arange(new) + 0.5) * (old / new)).astype(int), old - 1), axis)
    return images


@dataclass(frozen=True)
class Mixture:
    """The map along one axis, as a matrix; where only few old elements count for a new one, as their places, too.

    Adding up those few is faster than the whole product, and never waits for the threads of the linear algebra, which
    on a busy computer takes a hundred times as long as the product itself.
    """

    matrix: Array
    places: Array | None  # (few, new): which old elements count for each new one …
    factors: Array | None  # … and how much

    @classmethod
    def of(cls, matrix: Array) -> Mixture:
        """Return the map of a matrix (new, old)."""
        few = int((matrix != 0).sum(axis=1).max(initial=0))
        if not 0 < few <= MOST_NEIGHBOURS:
            return cls(matrix, None, None)
        places = np.sort(np.argsort(matrix == 0, axis=1, kind="stable")[:, :few], axis=1)
        factors = np.take_along_axis(matrix, places, axis=1)
        places = np.where(factors == 0, np.abs(matrix).argmax(axis=1)[:, None], places)  # none that do not count
        return cls(matrix, np.ascontiguousarray(places.T), np.ascontiguousarray(factors.T))

    def applied(self, x: Array, axis: int) -> Array:
        """Return the new elements of x along an axis."""
        before, after = math.prod(x.shape[:axis]), math.prod(x.shape[axis + 1 :])
        rows = x.reshape(before, x.shape[axis], after)
        is_little = before * len(self.matrix) * after <= MOST_RESULTS
        y = self._added_up(rows) if is_little and self.places is not None else np.matmul(self.matrix, rows)
        return np.asarray(y.reshape(*x.shape[:axis], len(self.matrix), *x.shape[axis + 1 :]))

    def _added_up(self, rows: Array) -> Array:
        assert self.places is not None and self.factors is not None
        y = np.zeros((len(rows), len(self.matrix), rows.shape[-1]), rows.dtype)
        for places, factors in zip(self.places, self.factors, strict=True):
            part = rows.take(places, axis=1)
            part *= factors[:, None]
            y += part
        return y


@functools.lru_cache(maxsize=32)
def _both_ways(old: int, new: int, interpolation: str, antialias: bool, dtype: str) -> tuple[Mixture, Mixture]:
    """Return the map from old elements to new ones, and the one that takes gradients back."""
    matrix = _weights(old, new, interpolation, antialias, dtype)
    return Mixture.of(matrix), Mixture.of(np.ascontiguousarray(matrix.T))


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
