"""Pictures read at other places: moved, turned, bent, enlarged."""

from __future__ import annotations

import functools
import itertools
import operator
from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy, convert_to_tensor
from nn_core.autodiff.tensor import Array
from nn_core.ops.creation import cast
from nn_core.ops.elementwise import clip, round, where
from nn_core.ops.linear import tensordot
from nn_core.ops.picture_format import on_batch
from nn_core.ops.random import generator_for
from nn_core.ops.resampling import continued, homographies, resample, transformed_places
from nn_core.ops.resizing import KERNELS
from nn_core.ops.shape import getitem, moveaxis, ndim, shape, stack


def affine_transform(
    images: Any,
    transform: Any,
    interpolation: str = "bilinear",
    fill_mode: str = "constant",
    fill_value: float = 0,
    data_format: str | None = None,
) -> Any:
    """Return pictures of which (x, y) is read at ((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k).

    Args:
        transform: a0 a1 a2 b0 b1 b2 c0 c1 for all pictures or for each; k is c0 x + c1 y + 1.
        fill_mode: how a picture goes on beyond its border: constant, nearest, wrap or reflect.
    """
    numbers = np.atleast_2d(convert_to_numpy(transform)).astype("float32")

    def transformed(x: Any) -> Any:
        batch, height, width, _ = shape(x)
        rows, columns = transformed_places(np.broadcast_to(numbers, (batch, 8)), height, width)
        places = {"rows": continued(rows, height, fill_mode), "columns": continued(columns, width, fill_mode)}
        return resample(x, **places, interpolation=interpolation, fill_value=fill_value)

    return on_batch(transformed, images, data_format)


def perspective_transform(
    images: Any,
    start_points: Any,
    end_points: Any,
    interpolation: str = "bilinear",
    fill_value: float = 0,
    data_format: str | None = None,
) -> Any:
    """Return pictures of which four points came from where they were to where they shall be."""
    starts, ends = (np.atleast_3d(convert_to_numpy(each)).astype(float) for each in (start_points, end_points))
    if starts.shape[-2:] != (4, 2) or starts.ndim != 3:
        starts, ends = (convert_to_numpy(each).reshape(-1, 4, 2).astype(float) for each in (start_points, end_points))
    return affine_transform(
        images, homographies(ends, starts), interpolation, fill_value=fill_value, data_format=data_format
    )


def map_coordinates(
    inputs: Any, coordinates: Any, order: int, fill_mode: str = "constant", fill_value: float = 0
) -> Any:
    """Return the numbers of a tensor at any places, of which `coordinates` gives each axis.

    Args:
        order: 0 for the nearest number, 1 for those around it in proportion.
        fill_mode: constant, nearest, mirror, reflect or wrap.
    """
    if order not in (0, 1):
        raise ValueError(f"map_coordinates: order must be 0 or 1, not {order!r}.")
    x = inputs if hasattr(inputs, "shape") else convert_to_tensor(inputs)
    places = [convert_to_numpy(each) for each in coordinates]
    if len(places) != ndim(x):
        raise ValueError(f"map_coordinates needs places along {ndim(x)} axes, but got {len(places)}.")
    axes = [_neighbours(each, size, order, fill_mode) for each, size in zip(places, shape(x), strict=True)]
    found = []
    for corner in itertools.product(*axes):
        indices, weights, valid = zip(*corner, strict=True)
        numbers = getitem(x, tuple(indices))
        if fill_mode == "constant":
            numbers = where(functools.reduce(np.logical_and, valid), numbers, fill_value)
        found.append(functools.reduce(operator.mul, weights) * numbers)
    total = functools.reduce(operator.add, found)
    return cast(round(total), dtype=str(x.dtype)) if "int" in str(x.dtype) else cast(total, dtype=str(x.dtype))


def _neighbours(places: Array, size: int, order: int, fill_mode: str) -> list[tuple[Array, Array, Array]]:
    """Return for one axis which elements count, how much, and which of them are there."""
    places = places.astype("float32") if places.dtype != np.float64 else places
    below = np.floor(places) if order else np.round(places)
    share = places - below
    pairs = [(below, 1 - share), (below + 1, share)] if order else [(below, np.ones_like(share))]
    return [(_inside(each.astype(int), size, fill_mode), weight, (each >= 0) & (each < size)) for each, weight in pairs]


def _inside(index: Array, size: int, fill_mode: str) -> Array:
    """Return the elements that stand for those beyond the border."""
    if fill_mode in ("constant", "nearest"):
        return np.clip(index, 0, size - 1)
    if fill_mode == "wrap":
        return np.asarray(index % size)
    if fill_mode not in ("mirror", "reflect"):
        raise ValueError(f"fill_mode must be constant, nearest, wrap, mirror or reflect, not {fill_mode!r}.")
    turn = max(2 * size - 2 * (fill_mode == "mirror"), 1)
    index = index % turn
    return np.where(index < size, index, turn - index - (fill_mode == "reflect"))


def elastic_transform(
    images: Any,
    alpha: float = 20.0,
    sigma: float = 5.0,
    interpolation: str = "bilinear",
    fill_mode: str = "reflect",
    fill_value: float = 0.0,
    seed: Any = None,
    data_format: str | None = None,
) -> Any:
    """Return pictures bent at random: alpha says how far, sigma how smoothly."""

    def bent(x: Any) -> Any:
        batch, height, width, channels = shape(x)
        drawn = generator_for(seed).standard_normal((2, batch, height, width)) * sigma
        down, across = (smoothed(each, float(sigma)) * alpha for each in drawn)
        rows, columns = np.arange(height)[:, None] + down, np.arange(width) + across
        order = ("nearest", "bilinear").index(interpolation)
        numbers = np.broadcast_to(np.arange(channels), (height, width, channels))
        parts = []
        for i in range(batch):
            places = [np.repeat(each[i][..., None], channels, axis=-1) for each in (rows, columns)]
            parts.append(map_coordinates(getitem(x, i), [*places, numbers], order, fill_mode, fill_value))
        return stack(parts, axis=0)

    return on_batch(bent, images, data_format)


def smoothed(x: Array, sigma: float) -> Array:
    """Return pictures (batch, height, width) blurred by a bell curve; zeros lie beyond the border."""
    reach = 3 * int(sigma)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    for axis in (1, 2):
        x = np.apply_along_axis(_blurred_line, axis, x, weights / weights.sum())
    return x


def _blurred_line(line: Array, weights: Array) -> Array:
    reach = len(weights) // 2
    return np.convolve(line, weights)[reach : reach + len(line)]


def scale_and_translate(
    images: Any,
    output_shape: Any,
    scale: Any,
    translation: Any,
    spatial_dims: Any,
    method: str,
    antialias: bool = True,
) -> Any:
    """Return pictures enlarged and moved along some axes, read between the elements by one of the kernels.

    Args:
        method: linear, cubic, lanczos3, lanczos5 (or bilinear, bicubic).
    """
    kernel = KERNELS.get({"linear": "bilinear", "cubic": "bicubic"}.get(method, method))
    if kernel is None:
        raise ValueError(f"scale_and_translate: method must be linear, cubic, lanczos3 or lanczos5, not {method!r}.")
    x = images if hasattr(images, "shape") else convert_to_tensor(images)
    is_whole = "int" in str(x.dtype)
    y = cast(x, dtype="float32") if is_whole else x
    scales, moves = convert_to_numpy(scale), convert_to_numpy(translation)
    for i, axis in enumerate(axis % ndim(x) for axis in spatial_dims):
        weights = _weights(shape(x)[axis], output_shape[axis], float(scales[i]), float(moves[i]), kernel, antialias)
        y = moveaxis(tensordot(y, weights.astype(str(y.dtype)), axes=[[axis], [0]]), -1, axis)
    if not is_whole:
        return y
    values = convert_to_numpy(x)
    return cast(clip(round(y), x_min=float(values.min()), x_max=float(values.max())), dtype=str(x.dtype))


def _weights(old: int, new: int, scale: float, move: float, kernel: Any, antialias: bool) -> Array:
    """Return how much each old element (rows) counts for each new one (columns)."""
    places = (np.arange(new) + 0.5 - move) / scale - 0.5
    widening = max(1 / scale, 1.0) if antialias else 1.0
    weights = kernel(np.abs(places - np.arange(old)[:, None]) / widening)
    total = weights.sum(axis=0)
    is_there = (np.abs(total) > 1000 * np.finfo(np.float32).eps) & (places >= -0.5) & (places <= old - 0.5)
    return np.asarray(np.where(is_there, weights / np.where(total == 0, 1, total), 0))
