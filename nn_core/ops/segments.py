"""Rows put together by number: the largest, the smallest, the product of those with the same one."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy, primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.arithmetic import negative

__all__ = ["segment_max", "segment_min", "segment_prod"]


def segment_max(data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False) -> Any:
    """Return the largest of the rows with the same number; the smallest possible number where there are none."""
    return largest_of_segments(data, **_numbered(segment_ids, num_segments))


def segment_min(data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False) -> Any:
    """Return the smallest of the rows with the same number; the largest possible number where there are none."""
    return negative(largest_of_segments(negative(data), **_numbered(segment_ids, num_segments)))


def segment_prod(data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False) -> Any:
    """Return the products of the rows with the same number; 1 where there are none."""
    return product_of_segments(data, **_numbered(segment_ids, num_segments))


def _numbered(segment_ids: Any, num_segments: int | None) -> dict[str, Any]:
    numbers = convert_to_numpy(segment_ids).astype(np.int64)
    return {"numbers": numbers, "count": int(numbers.max(initial=-1)) + 1 if num_segments is None else num_segments}


@primitive
def largest_of_segments(x: Any, *, numbers: Array, count: int) -> tuple[Array, Vjp]:
    """Return the largest of the rows with the same number; several equal ones share the gradient."""
    x = np.asarray(x)
    lowest = np.finfo(x.dtype).min if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    y = np.full((count, *x.shape[1:]), lowest, x.dtype)
    np.maximum.at(y, numbers, x)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        chosen = (x == y[numbers]).astype(g.dtype)
        shared = np.zeros_like(y)
        np.add.at(shared, numbers, chosen)
        return (chosen * g[numbers] / np.maximum(shared[numbers], 1),)

    return y, vjp


@primitive
def product_of_segments(x: Any, *, numbers: Array, count: int) -> tuple[Array, Vjp]:
    """Return the products of the rows with the same number."""
    x = np.asarray(x)
    y = np.ones((count, *x.shape[1:]), x.dtype)
    np.multiply.at(y, numbers, x)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        gradient = np.empty_like(x)
        for i in range(len(x)):  # the product of all others, for a number may be zero
            others = (numbers == numbers[i]) & (np.arange(len(x)) != i)
            gradient[i] = g[numbers[i]] * x[others].prod(axis=0)
        return (gradient,)

    return y, vjp
