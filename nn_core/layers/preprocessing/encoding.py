"""Encoding numbers of categories: as they are, one-hot, multi-hot, or counted."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array

OUTPUT_HELP = "What comes out: the numbers, a vector with a one for each, or one with ones or counts for each row."


def encode(numbers: Array, output_mode: str, depth: int, dtype: str, weights: Any = None) -> Array:
    """Return the numbers of categories in another form.

    Args:
        numbers: whole numbers of any shape; those outside 0 … depth - 1 belong to no category and are left out.
        output_mode: "int" leaves them; "one_hot" makes a vector of each; "multi_hot" and "count" make one vector of
            each row: the numbers along axis 1, or all of them if there is no other axis.
        depth: number of categories, the length of the vectors.
        dtype: type of the result.
        weights: how much each number counts.
    """
    if output_mode == "int":
        return numbers.astype(dtype)
    numbers = np.atleast_1d(numbers)
    if output_mode == "one_hot":
        if numbers.ndim > 1 and numbers.shape[-1] == 1:
            numbers = numbers[..., 0]
        return _counted(numbers[..., None], depth).astype(dtype)
    axis = 1 if numbers.ndim > 1 else 0
    if weights is not None:
        weights = np.moveaxis(np.broadcast_to(weights, numbers.shape), axis, -1)
    counts = _counted(np.moveaxis(numbers, axis, -1), depth, weights)
    return (counts > 0 if output_mode == "multi_hot" else counts).astype(dtype)


def _counted(numbers: Array, depth: int, weights: Any = None) -> Array:
    """Count how often each number occurs along the last axis; one call of bincount for all rows."""
    inside = (numbers >= 0) & (numbers < depth)
    num_rows = int(np.prod(numbers.shape[:-1]))
    first = (np.arange(num_rows) * depth).reshape(*numbers.shape[:-1], 1)
    places = (np.where(inside, numbers, 0) + first)[inside]
    counts = np.bincount(places, None if weights is None else weights[inside], minlength=num_rows * depth)
    return counts.reshape(*numbers.shape[:-1], depth)


def encoded_shape(shape: Any, output_mode: str, depth: int | None) -> Any:
    """Return the shape of what encode() makes of numbers of this shape."""
    shape = tuple(shape)
    if output_mode == "int":
        return shape
    if output_mode == "one_hot":
        shape = shape or (1,)
        return (*(shape[:-1] if len(shape) > 1 and shape[-1] == 1 else shape), depth)
    return (shape[0], *shape[2:], depth) if len(shape) > 1 else (depth,)
