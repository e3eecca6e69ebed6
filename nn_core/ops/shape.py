"""Rearranging: the numbers stay, their places change."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy, primitive
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.arithmetic import multiply
from nn_core.ops.promotion import normalize_axes, promote, unbroadcast


def shape(x: Any) -> tuple[Any, ...]:
    """Return the size of each axis."""
    return tuple(x.shape) if hasattr(x, "shape") else np.shape(x)


def ndim(x: Any) -> int:
    """Return the number of axes."""
    return len(shape(x))


@primitive
def reshape(x: Any, *, newshape: Any) -> tuple[Array, Vjp]:
    """Return the same numbers, in the same order, in another shape; one size may be -1."""
    before = np.shape(x)
    return np.reshape(x, newshape), lambda g, needs: (g.reshape(before),)


@reshape.planned
def _(plan: Plan, x: Array, *, newshape: Any) -> Any:
    before = x.shape
    return plan.in_order(x).reshape(newshape), lambda g, needs: (plan.in_order(g).reshape(before),)


def ravel(x: Any) -> Any:
    """Return all numbers in a row."""
    return reshape(x, (-1,))


@primitive
def transpose(x: Any, *, axes: Sequence[int] | None = None) -> tuple[Array, Vjp]:
    """Return the tensor with its axes in another order; reversed if none is given."""
    order = tuple(reversed(range(np.ndim(x)))) if axes is None else normalize_axes(tuple(axes), np.ndim(x))
    back = np.argsort(order)
    return np.transpose(x, order), lambda g, needs: (g.transpose(back),)


@transpose.planned
def _(plan: Plan, x: Array, *, axes: Sequence[int] | None = None) -> Any:
    order = tuple(reversed(range(x.ndim))) if axes is None else normalize_axes(tuple(axes), x.ndim)
    return x.transpose(order), lambda g, needs: (g.transpose(np.argsort(order)),)


def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    """Return the tensor with two axes exchanged."""
    order = list(range(ndim(x)))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return transpose(x, order)


def moveaxis(x: Any, source: Any, destination: Any) -> Any:
    """Return the tensor with some axes moved to other positions."""
    sources, destinations = normalize_axes(source, ndim(x)), normalize_axes(destination, ndim(x))
    order = [axis for axis in range(ndim(x)) if axis not in sources]
    for to, axis in sorted(zip(destinations, sources, strict=True)):
        order.insert(to, axis)
    return transpose(x, order)


@primitive
def expand_dims(x: Any, *, axis: Any) -> tuple[Array, Vjp]:
    """Return the tensor with a new axis of size 1."""
    before = np.shape(x)
    return np.expand_dims(x, axis), lambda g, needs: (g.reshape(before),)


@expand_dims.planned
def _(plan: Plan, x: Array, *, axis: Any) -> Any:
    return np.expand_dims(x, axis), lambda g, needs: (np.squeeze(g, axis),)


@primitive
def squeeze(x: Any, *, axis: Any = None) -> tuple[Array, Vjp]:
    """Return the tensor without its axes of size 1."""
    before = np.shape(x)
    return np.squeeze(x, axis), lambda g, needs: (g.reshape(before),)


@squeeze.planned
def _(plan: Plan, x: Array, *, axis: Any = None) -> Any:
    before = x.shape
    return np.squeeze(x, axis), lambda g, needs: (plan.in_order(g).reshape(before),)


@primitive
def broadcast_to(x: Any, *, shape: Any) -> tuple[Array, Vjp]:
    """Return the tensor repeated until it has this shape."""
    before = np.shape(x)
    return np.broadcast_to(x, shape), lambda g, needs: (unbroadcast(g, before),)


# ---- joining and splitting --------------------------------------------------------------------------------


def concatenate(xs: Sequence[Any], axis: int = -1) -> Any:
    """Return the tensors joined along an axis they already have."""
    return join(*xs, axis=axis)


@primitive
def join(*xs: Any, axis: int) -> tuple[Array, Vjp]:
    """Return the tensors joined along an axis: `concatenate` with the tensors as arguments."""
    xs = promote(*xs)
    ends = np.cumsum([x.shape[axis] for x in xs])[:-1]

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        parts = np.split(g, ends, axis)
        return tuple(part if needed else None for part, needed in zip(parts, needs, strict=True))

    return np.concatenate(xs, axis), vjp


@join.planned
def _(plan: Plan, *xs: Any, axis: int) -> Any:
    if any(not isinstance(x, np.ndarray) or x.dtype != xs[0].dtype for x in xs):
        return None
    sizes = [x.shape[axis] for x in xs]
    shape = list(xs[0].shape)
    shape[axis] = sum(sizes)
    y = plan.empty(tuple(shape), xs[0].dtype)
    ends = np.cumsum(sizes)[:-1]
    for x, part in zip(xs, np.split(y, ends, axis), strict=True):
        plan.do(np.copyto, part, x)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        parts = np.split(g, ends, axis)
        return tuple(part if needed else None for part, needed in zip(parts, needs, strict=True))

    return y, vjp


def stack(x: Sequence[Any], axis: int = 0) -> Any:
    """Return tensors of equal shape joined along a new axis."""
    return join(*(expand_dims(each, axis=axis) for each in x), axis=axis)


def split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Return the tensor cut along an axis, into equal sections or at the indices."""
    size = shape(x)[axis]
    if isinstance(indices_or_sections, int):
        if size % indices_or_sections:
            raise ValueError(f"split: axis {axis} of size {size} cannot be cut into {indices_or_sections} equal parts.")
        indices_or_sections = range(size // indices_or_sections, size, size // indices_or_sections)
    borders = [0, *indices_or_sections, size]
    before = (slice(None),) * (axis % ndim(x))
    return [getitem(x, (*before, slice(*pair))) for pair in pairwise(borders)]


def unstack(x: Any, num: int | None = None, axis: int = 0) -> list[Any]:
    """Return the slices along an axis as a list."""
    return list(slices(x, axis=axis))


@primitive
def slices(x: Any, *, axis: int) -> tuple[tuple[Array, ...], Vjp]:
    """Return the slices along an axis: `unstack` as one operation, so that the way back is one too."""
    first = np.moveaxis(x, axis, 0)

    def vjp(g: tuple[Array | None, ...], needs: tuple[bool, ...]) -> tuple[Array]:
        gradient = np.zeros_like(x)
        for part, each in zip(np.moveaxis(gradient, axis, 0), g, strict=True):
            if each is not None:
                part[...] = each
        return (gradient,)

    return tuple(first), vjp


# ---- repeating, padding, turning --------------------------------------------------------------------------


def tile(x: Any, repeats: Any) -> Any:
    """Return the tensor laid out again and again along each axis."""
    repeats = (repeats,) if isinstance(repeats, int) else tuple(repeats)
    ndim_after = max(len(repeats), ndim(x))
    repeats = (1,) * (ndim_after - len(repeats)) + repeats
    sizes = (1,) * (ndim_after - ndim(x)) + shape(x)
    spread = broadcast_to(
        reshape(x, [n for size in sizes for n in (1, size)]),
        shape=[n for pair in zip(repeats, sizes, strict=True) for n in pair],
    )
    return reshape(spread, [count * size for count, size in zip(repeats, sizes, strict=True)])


def repeat(x: Any, repeats: Any, axis: int | None = None) -> Any:
    """Return each entry along an axis several times in a row."""
    if axis is None:
        x, axis = ravel(x), 0
    return take(x, np.repeat(np.arange(shape(x)[axis]), convert_to_numpy(repeats)), axis=axis)


@primitive
def flip(x: Any, *, axis: Any = None) -> tuple[Array, Vjp]:
    """Return the tensor in the opposite order along the axes."""
    axis = tuple(axis) if isinstance(axis, list) else axis
    return np.flip(x, axis), lambda g, needs: (np.flip(g, axis),)


@primitive
def roll(x: Any, *, shift: Any, axis: Any = None) -> tuple[Array, Vjp]:
    """Return the tensor shifted along an axis; what falls out comes in again at the other end."""
    back = tuple(-each for each in shift) if isinstance(shift, list | tuple) else -shift
    return np.roll(x, shift, axis), lambda g, needs: (np.roll(g, back, axis),)


def pad(x: Any, pad_width: Any, mode: Any = "constant", constant_values: Any = None) -> Any:
    """Return the tensor with a border: zeros (or another constant), or the inside mirrored ("reflect", "symmetric")."""
    pairs = np.broadcast_to(pad_width, (ndim(x), 2)).tolist()
    if mode == "constant":
        return pad_constant(x, pairs=pairs, value=constant_values or 0)
    for axis, pair in enumerate(pairs):
        if any(pair):
            places: Any = np.arange(shape(x)[axis])
            x = take(x, np.pad(places, pair, mode), axis=axis)
    return x


@primitive
def pad_constant(x: Any, *, pairs: list[list[int]], value: Any = 0) -> tuple[Array, Vjp]:
    """Return the tensor with a border of one value, `pairs` giving its width before and after on each axis."""
    inside = tuple(slice(before, before + size) for (before, _), size in zip(pairs, np.shape(x), strict=True))
    return np.pad(x, pairs, constant_values=value), lambda g, needs: (g[inside],)


# ---- picking ----------------------------------------------------------------------------------------------


def getitem(x: Any, key: Any) -> Any:
    """Return x[key]."""
    keys = key if isinstance(key, tuple) else (key,)
    return pick(x, key=tuple(k.value if isinstance(k, Tensor) else k for k in keys))


@primitive
def pick(x: Any, *, key: tuple[Any, ...]) -> tuple[Array, Vjp]:
    """Return x[key]; the gradient of an entry picked more than once is added up."""
    before = np.shape(x)
    is_slice = all(k is None or k is Ellipsis or isinstance(k, int | slice) for k in key)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[Any, ...]:
        gradient = np.zeros(before, g.dtype)
        if is_slice:
            gradient[key] = g
        else:
            np.add.at(gradient, key, g)
        return (gradient,)

    return np.asarray(x)[key], vjp


def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """Return the entries at the indices along an axis."""
    if axis is None:
        x, axis = ravel(x), 0
    return pick(x, key=((slice(None),) * (axis % ndim(x)) + (_whole(indices),)))


def take_along_axis(x: Any, indices: Any, axis: int | None = None) -> Any:
    """Return entries along an axis at indices that may differ from row to row."""
    if axis is None:
        x, axis = ravel(x), 0
    indices = _whole(indices)
    key = list(np.ogrid[tuple(slice(size) for size in indices.shape)])
    key[axis] = indices
    return pick(x, key=tuple(key))


def _whole(indices: Any) -> Array:
    whole: Array = convert_to_numpy(indices)
    return whole if whole.dtype.kind in "iu" else whole.astype(np.int64)


def tril(x: Any, k: int = 0) -> Any:
    """Return the lower triangle of matrices, zeros above."""
    rows, columns = shape(x)[-2:]
    return multiply(x, np.tri(rows, columns, k, bool))


def triu(x: Any, k: int = 0) -> Any:
    """Return the upper triangle of matrices, zeros below."""
    rows, columns = shape(x)[-2:]
    return multiply(x, ~np.tri(rows, columns, k - 1, bool))
