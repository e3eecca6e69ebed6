"""Resampling images: read the numbers at any places, also between the elements and beyond the border."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array

FILL_MODES = ("reflect", "wrap", "constant", "nearest")


@primitive
def resample(
    images: Any, *, rows: Array, columns: Array, interpolation: str = "bilinear", fill_value: float = 0.0
) -> tuple[Array, Vjp]:
    """Return images (batch, height, width, channels) read at the given places.

    Args:
        images: array with four axes.
        rows, columns: where to read, in elements, for each image and each element of the result.
        interpolation: "bilinear" between the four neighbours, or "nearest".
        fill_value: what is found outside an image.
    """
    batch, height, width, channels = images.shape
    first = (np.arange(batch) * height * width).reshape(batch, 1, 1)  # where each image begins in the flat array
    flat = images.reshape(-1, channels)
    read = []
    result = np.zeros((*rows.shape, channels), images.dtype)
    for row, column, weight in _neighbours(rows, columns, interpolation):
        inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
        places = first + np.where(inside, row * width + column, 0)
        weight = weight.astype(images.dtype)[..., None]
        result += weight * np.where(inside[..., None], flat[places], images.dtype.type(fill_value))
        read.append((places, weight * inside[..., None]))

    def vjp(g: Any, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        gradient = np.zeros_like(flat)
        for places, weight in read:
            np.add.at(gradient, places, g * weight)
        return (gradient.reshape(images.shape),)

    return result, vjp


def _neighbours(rows: Array, columns: Array, interpolation: str) -> list[tuple[Array, Array, Array]]:
    """Return the elements that count for each place (row, column) and how much they count."""
    if interpolation == "nearest":
        return [(_rounded(rows), _rounded(columns), np.ones(rows.shape))]
    top, left = np.floor(rows), np.floor(columns)
    below, right = rows - top, columns - left
    top, left = top.astype(int), left.astype(int)
    return [
        (top, left, (1 - below) * (1 - right)),
        (top, left + 1, (1 - below) * right),
        (top + 1, left, below * (1 - right)),
        (top + 1, left + 1, below * right),
    ]


def _rounded(places: Array) -> Array:
    """Round to whole numbers, halves away from zero."""
    return (np.sign(places) * np.floor(np.abs(places) + 0.5)).astype(int)


def continued(places: Array, size: int, fill_mode: str) -> Array:
    """Return the places inside an axis that stand for places outside, by the way an image goes on beyond its border.

    reflect: dcba|abcd|dcba; wrap: abcd|abcd|abcd; nearest: aaaa|abcd|dddd; constant: places stay as they are.
    """
    if fill_mode == "constant":
        return places
    if fill_mode == "reflect":
        places = np.mod(places, 2 * size)
        places = np.where(places >= size, 2 * size - 1 - places, places)
    elif fill_mode == "wrap":
        places = _wrapped(places, size)
    return np.clip(places, 0, size - 1)


def _wrapped(places: Array, size: int) -> Array:
    if size == 1:
        return np.zeros_like(places)
    turns = np.trunc(np.abs(places) / (size - 1))
    below, above = places + size * (turns + 1), places - size * turns
    return np.where(places < 0, below, np.where(places > size - 1, above, places))


def transformed_places(transforms: Array, height: int, width: int) -> tuple[Array, Array]:
    """Return the (rows, columns) at which to read for each element of the result.

    A transform has eight numbers a0 a1 a2 b0 b1 b2 c0 c1: the element (x, y) of the result is read at
    ((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k) with k = c0 x + c1 y + 1.
    """
    y, x = np.meshgrid(
        np.arange(height, dtype=transforms.dtype), np.arange(width, dtype=transforms.dtype), indexing="ij"
    )
    a0, a1, a2, b0, b1, b2, c0, c1 = (each[:, None, None] for each in transforms.T)
    scale = c0 * x + c1 * y + 1
    outside = np.asarray(-2.0 * max(height, width), transforms.dtype)  # where nothing can be seen
    safe = np.where(scale == 0, 1, scale)
    columns = np.where(scale == 0, outside, (a0 * x + a1 * y + a2) / safe)
    rows = np.where(scale == 0, outside, (b0 * x + b1 * y + b2) / safe)
    return rows, columns


def homographies(sources: Array, targets: Array) -> Array:
    """Return the transforms a0 a1 a2 b0 b1 b2 c0 c1 that take four points (batch, 4, 2) to four others."""
    x, y = sources[..., 0], sources[..., 1]
    zeros, ones = np.zeros_like(x), np.ones_like(x)
    u, v = targets[..., 0], targets[..., 1]
    first = np.stack([x, y, ones, zeros, zeros, zeros, -u * x, -u * y], axis=-1)
    second = np.stack([zeros, zeros, zeros, x, y, ones, -v * x, -v * y], axis=-1)
    solution = np.linalg.solve(np.concatenate([first, second], axis=1), np.concatenate([u, v], axis=1)[..., None])
    return np.asarray(solution[..., 0])
