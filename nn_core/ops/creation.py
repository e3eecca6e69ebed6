"""Making tensors from nothing, and changing their type."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy, primitive
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.array_function import array_function


@primitive
def cast(x: Any, *, dtype: Any) -> tuple[Array, Vjp]:
    """Return the numbers as another type; the gradient comes back in the old one."""
    before = np.asarray(x).dtype
    return np.asarray(x).astype(dtype, copy=False), lambda g, needs: (g.astype(before) if before.kind == "f" else None,)


@cast.planned
def _(plan: Plan, x: Any, *, dtype: Any) -> Any:
    if not isinstance(x, np.ndarray) or x.dtype.kind not in "biuf":
        return None
    if x.dtype == dtype:
        return x, lambda g, needs: (g,)
    y = plan.empty(x.shape, dtype)
    plan.do(np.copyto, y, x, "unsafe")

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        if x.dtype.kind != "f":
            return (None,)
        gx = plan.gradient(x)
        plan.do(np.copyto, gx, g, "unsafe")
        return (gx,)

    return y, vjp


@array_function
def stop_gradient(variable: Any) -> Any:
    """Return the values as a constant: no gradient passes."""
    return variable


@stop_gradient.planned
def _(plan: Plan, variable: Array) -> Any:
    return variable


def is_tensor(x: Any) -> bool:
    """Say whether x is a tensor."""
    return isinstance(x, Tensor)


@array_function
def zeros(shape: Any, dtype: Any = "float32") -> Any:
    """Return zeros."""
    return np.zeros(shape, dtype)


@array_function
def ones(shape: Any, dtype: Any = "float32") -> Any:
    """Return ones."""
    return np.ones(shape, dtype)


@array_function
def full(shape: Any, fill_value: Any, dtype: Any = "float32") -> Any:
    """Return a tensor that holds one value everywhere."""
    return np.full(shape, fill_value, dtype)


@array_function
def zeros_like(x: Any, dtype: Any = None) -> Any:
    """Return zeros in the shape of x."""
    return np.zeros_like(x, dtype)


@array_function
def ones_like(x: Any, dtype: Any = None) -> Any:
    """Return ones in the shape of x."""
    return np.ones_like(x, dtype)


@array_function
def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Any:
    """Return one value in the shape of x."""
    return np.full_like(x, fill_value, dtype)


@array_function
def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = None) -> Any:
    """Return start, start + step … before stop; from 0 if only one number is given."""
    if dtype is None:
        dtype = "float32" if any(isinstance(x, float) for x in (start, stop, step)) else "int32"
    start, stop = (0, start) if stop is None else (start, stop)
    return np.arange(start, stop, step).astype(dtype)


@array_function
def linspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = "float32") -> Any:
    """Return so many numbers at equal distances."""
    return np.linspace(start, stop, num, endpoint).astype(dtype)


@array_function
def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = "float32") -> Any:  # noqa: N803 - Keras's names
    """Return ones on a diagonal, zeros elsewhere."""
    return np.eye(N, M, k, dtype)


@array_function
def one_hot(x: Any, num_classes: int, axis: int = -1, dtype: Any = "float32") -> Any:
    """Return for each index a row of zeros with a one at the index; only zeros if the index is out of range."""
    indices = np.asarray(x).astype(np.int64)
    rows = (indices[..., None] == np.arange(num_classes)).astype(dtype)
    return rows if axis == -1 else np.moveaxis(rows, -1, axis)


@array_function
def sort(x: Any, axis: int = -1) -> Any:
    """Return the numbers in rising order."""
    return np.sort(x, axis)


@array_function
def argsort(x: Any, axis: int = -1) -> Any:
    """Return the positions of the numbers in rising order."""
    return np.argsort(x, axis, kind="stable").astype(np.int32)


def top_k(x: Any, k: int, sorted: bool = True) -> tuple[Any, Tensor]:
    """Return the k largest numbers of each row, largest first, and their positions."""
    from nn_core.ops.shape import take_along_axis

    indices = np.argsort(-convert_to_numpy(x), axis=-1, kind="stable")[..., :k].astype(np.int32)
    return take_along_axis(x, indices, axis=-1), Tensor(indices)
