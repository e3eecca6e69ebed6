"""Running products, and the functions that pass over what is not a number."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy, primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.array_function import array_function
from nn_core.ops.comparison import isnan
from nn_core.ops.creation import cast
from nn_core.ops.elementwise import maximum, minimum, sqrt, square, where
from nn_core.ops.numeric import nanmean
from nn_core.ops.reduction import cumsum, max, min, prod

__all__ = [
    "cumprod",
    "fmax",
    "fmin",
    "nanargmax",
    "nanargmin",
    "nancumprod",
    "nancumsum",
    "nanmax",
    "nanmedian",
    "nanmin",
    "nanpercentile",
    "nanprod",
    "nanquantile",
    "nanstd",
    "nanvar",
    "ptp",
]


def cumprod(x: Any, axis: int | None = None, dtype: str | None = None) -> Any:
    """Return the running product along an axis (of all numbers in a row if there is none)."""
    found = running_product(x, axis=axis)
    return found if dtype is None else cast(found, dtype=dtype)


@primitive
def running_product(x: Any, *, axis: int | None = None) -> tuple[Array, Vjp]:
    """Return the running product; its derivative divides by nothing, so that numbers may be zero."""
    x = np.asarray(x)
    rows = np.moveaxis(x, axis, -1) if axis is not None else x.reshape(-1)
    products = np.cumprod(rows, axis=-1, dtype=x.dtype if x.dtype.kind == "f" else None)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        g = np.moveaxis(g, axis, -1) if axis is not None else g
        before = np.concatenate([np.ones_like(products[..., :1]), products[..., :-1]], axis=-1)
        gradient, later = np.empty_like(rows), np.zeros_like(rows[..., 0])
        for i in range(rows.shape[-1] - 1, -1, -1):
            later = later + g[..., i]
            gradient[..., i], later = later * before[..., i], later * rows[..., i]
        return (np.moveaxis(gradient, -1, axis) if axis is not None else gradient.reshape(x.shape),)

    return np.moveaxis(products, -1, axis) if axis is not None else products, vjp


def ptp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the distance from the smallest to the largest number."""
    return max(x, axis=axis, keepdims=keepdims) - min(x, axis=axis, keepdims=keepdims)


# ---- passing over NaN -------------------------------------------------------------------------------------------


def _instead_of_nan(x: Any, value: float) -> Any:
    return where(isnan(x), value, x)


def fmax(x1: Any, x2: Any) -> Any:
    """Return the larger of the two, or the one that is a number."""
    return maximum(where(isnan(x1), x2, x1), where(isnan(x2), x1, x2))


def fmin(x1: Any, x2: Any) -> Any:
    """Return the smaller of the two, or the one that is a number."""
    return minimum(where(isnan(x1), x2, x1), where(isnan(x2), x1, x2))


def nanmax(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the largest of what is a number; NaN if nothing is."""
    found = max(_instead_of_nan(x, -np.inf), axis=axis, keepdims=keepdims)
    return where(_all_nan(x, axis, keepdims), np.nan, found)


def nanmin(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the smallest of what is a number; NaN if nothing is."""
    found = min(_instead_of_nan(x, np.inf), axis=axis, keepdims=keepdims)
    return where(_all_nan(x, axis, keepdims), np.nan, found)


def _all_nan(x: Any, axis: Any, keepdims: bool) -> Array:
    return np.asarray(np.isnan(convert_to_numpy(x)).all(axis=axis, keepdims=keepdims))


def nanprod(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the product of what is a number."""
    return prod(_instead_of_nan(x, 1.0), axis=axis, keepdims=keepdims)


def nancumsum(x: Any, axis: int | None = None, dtype: str | None = None) -> Any:
    """Return the running sum of what is a number."""
    return cumsum(_instead_of_nan(x, 0.0), axis=axis, dtype=dtype)


def nancumprod(x: Any, axis: int | None = None, dtype: str | None = None) -> Any:
    """Return the running product of what is a number."""
    return cumprod(_instead_of_nan(x, 1.0), axis=axis, dtype=dtype)


def nanvar(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the mean squared distance from the mean of what is a number."""
    return nanmean(square(x - nanmean(x, axis=axis, keepdims=True)), axis=axis, keepdims=keepdims)


def nanstd(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the standard deviation of what is a number."""
    return sqrt(nanvar(x, axis=axis, keepdims=keepdims))


def nanquantile(x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False) -> Tensor:
    """Return the number below which a share q of what is a number lies; without a gradient."""
    array = convert_to_numpy(x)
    named: dict[str, Any] = {"axis": axis, "method": method, "keepdims": keepdims}
    return Tensor(np.asarray(np.nanquantile(array, convert_to_numpy(q), **named), array.dtype))


def nanpercentile(x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False) -> Tensor:
    """Return the number below which q of a hundred lie, of what is a number; without a gradient."""
    return nanquantile(x, convert_to_numpy(q) / 100, axis, method, keepdims)


def nanmedian(x: Any, axis: Any = None, keepdims: bool = False) -> Tensor:
    """Return the number in the middle of what is a number; without a gradient."""
    return nanquantile(x, 0.5, axis, keepdims=keepdims)


@array_function
def nanargmax(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """Return the position of the largest of what is a number; -1 if nothing is."""
    return _position(np.argmax, x, -np.inf, axis, keepdims)


@array_function
def nanargmin(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """Return the position of the smallest of what is a number; -1 if nothing is."""
    return _position(np.argmin, x, np.inf, axis, keepdims)


def _position(function: Any, x: Any, instead: float, axis: int | None, keepdims: bool) -> Any:
    found = function(np.where(np.isnan(x), instead, x), axis=axis, keepdims=keepdims)
    return np.where(np.isnan(x).all(axis=axis, keepdims=keepdims), -1, found).astype(np.int32)
