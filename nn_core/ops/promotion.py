"""Bring operands to a common type before an operation, and gradients back to the operand's shape after it."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array

_WEAK = (bool, int, float)


def floating(x: Any) -> Array:
    """Return `x` as an array of floats: float32, unless it is an array of floats already."""
    if isinstance(x, np.ndarray) and x.dtype.kind == "f":
        return x
    return np.asarray(x, dtype=np.float32)


def promote(*operands: Any) -> tuple[Any, ...]:
    """Bring operands to the type Keras computes in: whole numbers and Python numbers never widen a float."""
    values = [_operand(x) for x in operands]
    dtypes = {x.dtype for x in values if isinstance(x, np.ndarray)}
    floats = [dtype for dtype in dtypes if dtype.kind == "f"]
    if len(dtypes) == 1 and (floats or not any(isinstance(x, float) for x in values)):
        return tuple(values)
    if not floats and not any(isinstance(x, float) for x in values):
        return tuple(values)
    dtype = np.result_type(*floats) if floats else np.dtype(np.float32)
    return tuple(x if type(x) in _WEAK and dtypes else np.asarray(x, dtype) for x in values)


def promote_to_floats(*operands: Any) -> tuple[Array, ...]:
    """Return all operands as arrays of the same type of floats."""
    values = promote(*operands)
    dtype = np.result_type(*values)
    return tuple(np.asarray(x, dtype if dtype.kind == "f" and _has_array(values) else np.float32) for x in values)


def _has_array(values: tuple[Any, ...]) -> bool:
    return any(isinstance(x, np.ndarray) for x in values)


def _operand(x: Any) -> Any:
    """Return an array as it is, a NumPy scalar as a Python number (never wider than an array), the rest as an array."""
    if isinstance(x, np.ndarray) or type(x) in _WEAK:
        return x
    if isinstance(x, np.generic):
        return x.item()
    array = np.asarray(x)
    return array.astype(np.float32) if array.dtype == np.float64 else array


def unbroadcast(g: Array, shape: tuple[int, ...]) -> Array:
    """Sum a gradient over the axes along which an operand of this shape was repeated."""
    if g.shape == shape:
        return g
    added = g.ndim - len(shape)
    stretched = tuple(added + axis for axis, size in enumerate(shape) if size == 1 and g.shape[added + axis] != 1)
    return np.asarray(g.sum(axis=(*range(added), *stretched), keepdims=True)).reshape(shape)


def normalize_axes(axis: int | tuple[int, ...] | list[int] | None, ndim: int) -> tuple[int, ...]:
    """Return axes as numbers from 0; all of them for None."""
    if axis is None:
        return tuple(range(ndim))
    axes = tuple(axis) if isinstance(axis, list | tuple) else (axis,)
    for each in axes:
        if not -ndim <= each < ndim:
            raise ValueError(f"Axis {each} does not exist: the tensor has {ndim} axes, numbered 0 to {ndim - 1}.")
    return tuple(each % ndim for each in axes)
