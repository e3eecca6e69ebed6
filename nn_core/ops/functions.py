"""Functions that take functions: derivatives of one's own, running combinations, loops over axes, patterns."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import chain
from typing import Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy, convert_to_tensor, primitive
from nn_core.autodiff.primitive import PRIMITIVES
from nn_core.autodiff.trace import notice
from nn_core.ops.shape import flip, getitem, join, ndim, reshape, shape, stack, transpose

__all__ = ["associative_scan", "custom_gradient", "rearrange", "vectorize"]


def custom_gradient(f: Callable[..., Any]) -> Callable[..., Any]:
    """Give a function a derivative of its own: it returns its result and a function of the gradient from above.

    Example:
        >>> @custom_gradient
        ... def halved_gradient(x):
        ...     return x * 1.0, lambda upstream: upstream * 0.5
    """

    def forward(*arrays: Any) -> tuple[Any, Any]:
        y, backward = f(*(Tensor(each) if isinstance(each, np.ndarray) else each for each in arrays))
        is_multiple = isinstance(y, tuple | list)

        def vjp(g: Any, needs: tuple[bool, ...]) -> tuple[Any, ...]:
            found = backward(*map(Tensor, g)) if is_multiple else backward(Tensor(g))
            listed = found if isinstance(found, tuple | list) else (found,)
            return tuple(None if each is None else convert_to_numpy(each) for each in listed)

        return tuple(map(convert_to_numpy, y)) if is_multiple else convert_to_numpy(y), vjp

    operation = primitive(forward)
    del PRIMITIVES["forward"]

    def call(*args: Any) -> Any:
        notice("a function has a derivative of its own")
        return operation(*(convert_to_tensor(each) if isinstance(each, list | float) else each for each in args))

    call.__name__, call.__doc__ = getattr(f, "__name__", "function"), f.__doc__
    return call


def vectorize(pyfunc: Callable[..., Any], *, excluded: Any = None, signature: str | None = None) -> Callable[..., Any]:
    """Return the function applied to every number by itself, or to the last axes that a signature names."""
    inner = re.findall(r"\(([^)]*)\)", (signature or "").split("->")[0])
    counts = [len([name for name in each.split(",") if name.strip()]) for each in inner]

    def call(*args: Any) -> Any:
        tensors = [x if hasattr(x, "shape") else convert_to_tensor(x) for x in args]
        looped = [ndim(x) - (counts[i] if counts else 0) for i, x in enumerate(tensors)]
        outer = np.broadcast_shapes(*(shape(x)[:n] for x, n in zip(tensors, looped, strict=True)))
        found = [
            pyfunc(*(_entry(x, n, at, outer) for x, n in zip(tensors, looped, strict=True)))
            for at in np.ndindex(*outer)
        ]
        whole = stack(found, axis=0)
        return reshape(whole, (*outer, *shape(whole)[1:]))

    return call


def _entry(x: Any, count: int, at: tuple[int, ...], outer: tuple[int, ...]) -> Any:
    """Return the part of x that meets a place of the loop; an axis of size 1 meets them all."""
    places = at[len(outer) - count :]
    return getitem(x, tuple(0 if size == 1 else i for i, size in zip(places, shape(x)[:count], strict=True)))


def associative_scan(f: Callable[[Any, Any], Any], elems: Any, reverse: bool = False, axis: int = 0) -> Any:
    """Return the running combinations of the entries along an axis; f combines entries that keep that axis."""
    is_single = not isinstance(elems, list | tuple)
    given = [elems] if is_single else list(elems)
    given = [flip(x, axis=axis) for x in given] if reverse else given
    slices = [[_slice(x, i, axis) for x in given] for i in range(shape(given[0])[axis])]
    running = slices[:1]
    for entry in slices[1:]:
        found = f(running[-1][0], entry[0]) if is_single else f(running[-1], entry)
        running.append([found] if is_single else list(found))
    columns = [join(*column, axis=axis) for column in zip(*running, strict=True)]
    columns = [flip(x, axis=axis) for x in columns] if reverse else columns
    return columns[0] if is_single else type(elems)(columns)


def _slice(x: Any, i: int, axis: int) -> Any:
    return getitem(x, (*[slice(None)] * (axis % ndim(x)), slice(i, i + 1)))


# ---- patterns -------------------------------------------------------------------------------------------------


def rearrange(tensor: Any, pattern: str, **axes_lengths: int) -> Any:
    """Return the tensor with its axes as a pattern says, such as "b h w c -> b (h w) c"."""
    before, arrow, after = pattern.partition("->")
    sources, targets = _groups(before), _groups(after)
    if not arrow or len(sources) != ndim(tensor):
        raise ValueError(f"rearrange: the pattern {pattern!r} does not describe a tensor of shape {shape(tensor)}.")
    sizes = dict(axes_lengths)
    for names, size in zip(sources, shape(tensor), strict=True):
        _find_sizes(names, size, sizes, pattern)
    names, wanted = list(chain(*sources)), list(chain(*targets))
    if sorted(names) != sorted(wanted):
        raise ValueError(f"rearrange: both sides of {pattern!r} must name the same axes.")
    split = reshape(tensor, [sizes[name] for name in names])
    moved = transpose(split, axes=[names.index(name) for name in wanted])
    return reshape(moved, [math.prod(sizes[name] for name in group) for group in targets])


def _groups(side: str) -> list[list[str]]:
    """Return the axes of one side of a pattern; those in brackets belong together."""
    return [part.strip("()").split() for part in re.findall(r"\([^)]*\)|\S+", side)]


def _find_sizes(names: list[str], size: int, sizes: dict[str, int], pattern: str) -> None:
    unknown = [name for name in names if name not in sizes]
    known = math.prod(sizes[name] for name in names if name in sizes)
    if len(unknown) > 1 or size % known or (not unknown and known != size):
        raise ValueError(f"rearrange: the size {size} cannot be divided into {names} of {pattern!r}; give their sizes.")
    if unknown:
        sizes[unknown[0]] = size // known
