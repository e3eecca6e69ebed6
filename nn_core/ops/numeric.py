"""Functions put together from others, which gives them their derivatives."""

from __future__ import annotations

import builtins
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy, primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.arithmetic import add, divide, multiply, negative, power, subtract
from nn_core.ops.comparison import greater, isnan
from nn_core.ops.elementwise import (
    absolute,
    arctan,
    exp,
    floor,
    log,
    log1p,
    logaddexp,
    maximum,
    minimum,
    sign,
    sqrt,
    square,
    where,
)
from nn_core.ops.linear import tensordot
from nn_core.ops.reduction import mean, sum, var
from nn_core.ops.shape import (
    concatenate,
    expand_dims,
    flip,
    moveaxis,
    ndim,
    pick,
    ravel,
    reshape,
    shape,
    split,
    stack,
    swapaxes,
    take,
    take_along_axis,
    unstack,
)

__all__ = [
    "append",
    "arccosh",
    "arcsinh",
    "arctan2",
    "arctanh",
    "array_split",
    "cbrt",
    "cross",
    "deg2rad",
    "diag",
    "diagonal",
    "diff",
    "dstack",
    "exp2",
    "fabs",
    "fliplr",
    "flipud",
    "hsplit",
    "hstack",
    "hypot",
    "inner",
    "kron",
    "logaddexp2",
    "median",
    "moments",
    "nan_to_num",
    "nanmean",
    "nansum",
    "percentile",
    "place",
    "quantile",
    "rad2deg",
    "rot90",
    "scatter",
    "scatter_update",
    "segment_sum",
    "slice",
    "slice_update",
    "trace",
    "trunc",
    "vdot",
    "vsplit",
    "vstack",
]

# ---- joining and cutting ------------------------------------------------------------------------------------


def append(x1: Any, x2: Any, axis: int | None = None) -> Any:
    """Return x2 behind x1 along an axis; all numbers in a row if there is none."""
    return concatenate([ravel(x1), ravel(x2)], axis=0) if axis is None else concatenate([x1, x2], axis=axis)


def hstack(xs: Sequence[Any]) -> Any:
    """Return tensors side by side, along the second axis (the only one of vectors)."""
    return concatenate(xs, axis=0 if ndim(xs[0]) == 1 else 1)


def vstack(xs: Sequence[Any]) -> Any:
    """Return tensors one below the other; vectors as rows."""
    return concatenate([reshape(x, (1, -1)) if ndim(x) < 2 else x for x in xs], axis=0)


def dstack(xs: Sequence[Any]) -> Any:
    """Return tensors one behind the other, along the third axis."""
    return concatenate([_with_three_axes(x) for x in xs], axis=2)


def _with_three_axes(x: Any) -> Any:
    if ndim(x) < 2:
        return reshape(x, (1, -1, 1))
    return expand_dims(x, -1) if ndim(x) == 2 else x


def hsplit(x: Any, indices_or_sections: Any) -> list[Any]:
    """Return pieces along the second axis (the only one of a vector)."""
    return split(x, indices_or_sections, axis=0 if ndim(x) == 1 else 1)


def vsplit(x: Any, indices_or_sections: Any) -> list[Any]:
    """Return pieces along the first axis."""
    return split(x, indices_or_sections, axis=0)


array_split = split


def fliplr(x: Any) -> Any:
    """Return the tensor with its columns in reverse order."""
    return flip(x, axis=1)


def flipud(x: Any) -> Any:
    """Return the tensor with its rows in reverse order."""
    return flip(x, axis=0)


def rot90(array: Any, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Any:
    """Return the tensor turned k times by a quarter, from the first axis towards the second."""
    for _ in range(k % 4):
        array = flip(swapaxes(array, *axes), axis=axes[0])
    return array


def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Return the numbers on a diagonal, as the last axis."""
    moved = moveaxis(x, (axis1, axis2), (-2, -1))
    rows, columns = shape(moved)[-2:]
    down, right = max(-offset, 0), max(offset, 0)
    along = np.arange(max(min(rows - down, columns - right), 0))
    return pick(moved, key=(Ellipsis, along + down, along + right))


def diag(x: Any, k: int = 0) -> Any:
    """Return a vector as the diagonal of a matrix, or the diagonal of a matrix as a vector."""
    if ndim(x) == 2:
        return diagonal(x, k)
    along = np.arange(shape(x)[0])
    size = len(along) + abs(k)
    return place(x, key=(along + max(-k, 0), along + max(k, 0)), shape=(size, size))


def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Return the sum of the diagonal."""
    return sum(diagonal(x, offset, axis1, axis2), axis=-1)


def diff(a: Any, n: int = 1, axis: int = -1) -> Any:
    """Return the differences of neighbours along an axis, n times."""
    for _ in range(n):
        count = shape(a)[axis]
        a = subtract(take(a, np.arange(1, count), axis=axis), take(a, np.arange(count - 1), axis=axis))
    return a


def slice(inputs: Any, start_indices: Any, shape: Any) -> Any:
    """Return a block of the tensor: where it starts and how large it is."""
    starts, sizes = (convert_to_numpy(each).tolist() for each in (start_indices, shape))
    return pick(inputs, key=tuple(_range(start, size) for start, size in zip(starts, sizes, strict=True)))


def slice_update(inputs: Any, start_indices: Any, updates: Any) -> Any:
    """Return the tensor with a block of it replaced."""
    starts = convert_to_numpy(start_indices).tolist()
    block = tuple(_range(start, size) for start, size in zip(starts, shape(updates), strict=True))
    return _replaced(inputs, block, updates)


def scatter_update(inputs: Any, indices: Any, updates: Any) -> Any:
    """Return the tensor with single places replaced; each row of `indices` is a place."""
    return _replaced(inputs, tuple(convert_to_numpy(indices).astype(np.int64).T), updates)


def scatter(indices: Any, values: Any, shape: Any) -> Any:
    """Return zeros with values added at single places; each row of `indices` is a place."""
    return place(values, key=tuple(convert_to_numpy(indices).astype(np.int64).T), shape=tuple(shape))


def segment_sum(data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False) -> Any:
    """Return the sums of the rows with the same number."""
    numbers = convert_to_numpy(segment_ids).astype(np.int64)
    count = int(numbers.max(initial=-1)) + 1 if num_segments is None else num_segments
    return place(data, key=(numbers,), shape=(count, *shape(data)[1:]))


@primitive
def place(values: Any, *, key: tuple[Any, ...], shape: tuple[int, ...]) -> tuple[Array, Vjp]:
    """Return zeros with values added at the places of a key."""
    y = np.zeros(shape, np.asarray(values).dtype)
    np.add.at(y, key, values)
    return y, lambda g, needs: (g[key],)


def _replaced(inputs: Any, key: Any, updates: Any) -> Any:
    """Return `inputs` with other values at a place; gradients reach both."""
    places = np.zeros(shape(inputs), bool)
    places[key] = True
    numbers = np.zeros(shape(inputs), np.int64)
    numbers[key] = np.arange(math.prod(shape(updates))).reshape(shape(updates))
    return where(places, take(ravel(updates), numbers), inputs)


def _range(start: int, size: int) -> Any:
    return builtins.slice(start, start + size)


# ---- products -----------------------------------------------------------------------------------------------


def inner(x1: Any, x2: Any) -> Any:
    """Return the sum of products over the last axes."""
    return multiply(x1, x2) if 0 in (ndim(x1), ndim(x2)) else tensordot(x1, x2, axes=[[-1], [-1]])


def vdot(x1: Any, x2: Any) -> Any:
    """Return the sum of products of all numbers."""
    return sum(multiply(ravel(x1), ravel(x2)))


def cross(x1: Any, x2: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None) -> Any:
    """Return the cross product of vectors with three numbers."""
    axisa, axisb, axisc = (each if axis is None else axis for each in (axisa, axisb, axisc))
    (a1, a2, a3), (b1, b2, b3) = unstack(x1, axis=axisa), unstack(x2, axis=axisb)
    parts = [a2 * b3 - a3 * b2, a3 * b1 - a1 * b3, a1 * b2 - a2 * b1]
    return stack(parts, axis=axisc)


def kron(x1: Any, x2: Any) -> Any:
    """Return every number of a matrix times a whole other matrix."""
    (rows1, columns1), (rows2, columns2) = shape(x1), shape(x2)
    products = multiply(reshape(x1, (rows1, 1, columns1, 1)), reshape(x2, (1, rows2, 1, columns2)))
    return reshape(products, (rows1 * rows2, columns1 * columns2))


# ---- number by number ---------------------------------------------------------------------------------------


def exp2(x: Any) -> Any:
    """Return 2 to the power x."""
    return exp(multiply(x, math.log(2)))


def cbrt(x: Any) -> Any:
    """Return the cube root."""
    return multiply(sign(x), power(absolute(x), 1 / 3))


def hypot(x1: Any, x2: Any) -> Any:
    """Return √(x1² + x2²)."""
    return sqrt(add(square(x1), square(x2)))


def arcsinh(x: Any) -> Any:
    """Return the inverse of sinh."""
    size = absolute(x)
    return multiply(sign(x), log(add(size, sqrt(add(square(x), 1.0)))))


def arccosh(x: Any) -> Any:
    """Return the inverse of cosh."""
    return log(add(x, sqrt(subtract(square(x), 1.0))))


def arctanh(x: Any) -> Any:
    """Return the inverse of tanh."""
    return multiply(0.5, subtract(log1p(x), log1p(negative(x))))


def arctan2(x1: Any, x2: Any) -> Any:
    """Return the angle of the point (x2, x1), from -π to π."""
    turned = np.where(convert_to_numpy(x2) < 0, np.where(convert_to_numpy(x1) < 0, -np.pi, np.pi), 0.0)
    return add(arctan(divide(x1, x2)), turned.astype(convert_to_numpy(x2).dtype))


def trunc(x: Any) -> Any:
    """Return the numbers without their decimals."""
    return multiply(sign(x), floor(absolute(x)))


def deg2rad(x: Any) -> Any:
    """Return degrees as radians."""
    return multiply(x, math.pi / 180)


def rad2deg(x: Any) -> Any:
    """Return radians as degrees."""
    return multiply(x, 180 / math.pi)


def logaddexp2(x1: Any, x2: Any) -> Any:
    """Return the logarithm to base 2 of 2^x1 + 2^x2."""
    return divide(logaddexp(multiply(x1, math.log(2)), multiply(x2, math.log(2))), math.log(2))


fmax, fmin = maximum, minimum
fabs = absolute


# ---- statistics ---------------------------------------------------------------------------------------------


def moments(x: Any, axes: Any, keepdims: bool = False) -> tuple[Any, Any]:
    """Return mean and variance."""
    axes = tuple(axes) if isinstance(axes, list | tuple) else axes
    return mean(x, axis=axes, keepdims=keepdims), var(x, axis=axes, keepdims=keepdims)


def quantile(x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False) -> Any:
    """Return the number below which a share q of the numbers lies; between two numbers on a straight line."""
    array = convert_to_numpy(x)
    if method != "linear" or isinstance(axis, list | tuple) or np.ndim(q):
        named: dict[str, Any] = {"axis": axis, "method": method, "keepdims": keepdims}
        return Tensor(np.asarray(np.quantile(array, convert_to_numpy(q), **named), array.dtype))
    flat, along = (ravel(x), 0) if axis is None else (x, axis)
    order = np.argsort(convert_to_numpy(flat), axis=along, kind="stable")
    place = float(q) * (shape(flat)[along] - 1)
    low = math.floor(place)
    high = min(low + 1, shape(flat)[along] - 1)
    below, above = (take_along_axis(flat, np.take(order, [n], axis=along), axis=along) for n in (low, high))
    found = add(multiply(below, 1 - (place - low)), multiply(above, place - low))
    if axis is None:
        return reshape(found, (1,) * ndim(x) if keepdims else ())
    return found if keepdims else take(found, 0, axis=along)


def median(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the number in the middle."""
    return quantile(x, 0.5, axis=axis, keepdims=keepdims)


def percentile(x: Any, q: Any, axis: Any = None, method: str = "linear", keepdims: bool = False) -> Any:
    """Return the number below which q of a hundred numbers lie."""
    return quantile(x, convert_to_numpy(q) / 100 if np.ndim(q) else float(q) / 100, axis, method, keepdims)


def nan_to_num(x: Any, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> Any:
    """Return the numbers with ordinary ones in place of NaN and infinity."""
    largest = float(np.finfo(convert_to_numpy(x).dtype).max)
    high, low = largest if posinf is None else posinf, -largest if neginf is None else neginf
    x = where(isnan(x), nan, x)
    x = where(greater(x, largest), high, x)
    return where(greater(negative(x), largest), low, x)


def nanmean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the mean of what is a number."""
    is_number = ~np.isnan(convert_to_numpy(x))
    total = sum(where(is_number, x, 0.0), axis=axis, keepdims=keepdims)
    count = is_number.sum(axis=axis, keepdims=keepdims)
    return divide(total, np.where(count == 0, np.nan, count).astype(convert_to_numpy(x).dtype))


def nansum(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the sum of what is a number."""
    return sum(where(~np.isnan(convert_to_numpy(x)), x, 0.0), axis=axis, keepdims=keepdims)
