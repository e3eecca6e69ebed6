"""Shapes, and the rearrangement of tensors, under the backend's names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nn_core import ops
from nn_core.ops import concatenate, expand_dims, ndim, one_hot, reshape, shape, squeeze, stack, tile
from nn_core.ops import transpose as permute_dimensions

__all__ = [
    "batch_flatten",
    "concatenate",
    "count_params",
    "dtype",
    "expand_dims",
    "flatten",
    "foldl",
    "gather",
    "int_shape",
    "map_fn",
    "ndim",
    "one_hot",
    "permute_dimensions",
    "repeat",
    "repeat_elements",
    "reshape",
    "reverse",
    "shape",
    "squeeze",
    "stack",
    "tile",
    "transpose",
]


def int_shape(x: Any) -> tuple[int | None, ...]:
    """Return the size of each axis, None where it is open."""
    return tuple(x.shape)


def dtype(x: Any) -> str:
    """Return the name of the type of the numbers."""
    return str(x.dtype)


def count_params(x: Any) -> int:
    """Return how many numbers there are."""
    return int(x.size)


def transpose(x: Any) -> Any:
    """Return the tensor with its axes in reverse order."""
    return ops.transpose(x)


def flatten(x: Any) -> Any:
    """Return all numbers in a row."""
    return ops.reshape(x, (-1,))


def batch_flatten(x: Any) -> Any:
    """Return all numbers of each sample in a row."""
    return ops.reshape(x, (x.shape[0], -1))


def repeat(x: Any, n: int) -> Any:
    """Return (batch, features) as (batch, n, features)."""
    return ops.repeat(ops.expand_dims(x, 1), n, axis=1)


def repeat_elements(x: Any, rep: int, axis: int) -> Any:
    """Return every entry along an axis so many times."""
    return ops.repeat(x, rep, axis=axis)


def reverse(x: Any, axes: Any) -> Any:
    """Return the tensor with the order along some axes reversed."""
    return ops.flip(x, axis=axes)


def gather(reference: Any, indices: Any) -> Any:
    """Return the rows with these numbers."""
    return ops.take(reference, indices, axis=0)


def map_fn(fn: Callable[[Any], Any], elems: Any, name: str | None = None, dtype: Any = None) -> Any:
    """Return what a function gives for every entry along the first axis."""
    return ops.stack([fn(each) for each in ops.unstack(elems)])


def foldl(fn: Callable[[Any, Any], Any], elems: Any, initializer: Any = None, name: str | None = None) -> Any:
    """Combine the entries along the first axis one after the other."""
    entries: Sequence[Any] = ops.unstack(ops.convert_to_tensor(elems))
    total, rest = (entries[0], entries[1:]) if initializer is None else (initializer, entries)
    for each in rest:
        total = fn(total, each)
    return total
