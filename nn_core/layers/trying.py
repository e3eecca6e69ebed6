"""Finding out what a layer gives by running it on zeros."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nn_core.autodiff import Tensor, stop_recording
from nn_core.layers.node import SymbolicShape
from nn_core.layers.shapes import flat_shapes, map_shapes, shapes_of
from nn_core.spec.structure import flatten, map_structure

if TYPE_CHECKING:
    from nn_core.layers.layer import Layer


@dataclass(frozen=True)
class Sized:
    """Something with a shape and nothing else."""

    shape: Any


def tried(layer: Layer, args: Any, kwargs: Any) -> tuple[Any, list[str]]:
    """Return shapes and dtypes of what `call` gives, for anything with a shape in place of the tensors.

    Every open axis is tried with two sizes; an output size that differs is open.
    """
    first, second = (try_call(layer, args, kwargs, size) for size in layer.open_sizes)
    if not any(hasattr(y, "shape") for y in flatten(first)):
        raise ValueError(f"{layer._title()} must return a tensor, or several, from call(); it returned {first!r}.")
    others = iter(flat_shapes(shapes_of(second)))
    shapes = map_shapes(lambda shape: _common_sizes(shape, next(others)), shapes_of(first))
    return shapes, [str(getattr(y, "dtype", layer.dtype)) for y in flatten(first)]


def try_call(layer: Layer, args: Any, kwargs: Any, open_size: int) -> Any:
    """Run `call` on zeros of the shapes of the arguments; layers below are built on the way."""

    def zeros(x: Any) -> Any:
        if not hasattr(x, "shape"):
            return x
        own = np.dtype(getattr(x, "dtype", layer.dtype))
        dtype = layer.dtype if layer._casts(own, np.dtype(layer.dtype)) else own
        return Tensor(np.zeros(tuple(open_size if size is None else size for size in x.shape), dtype))

    with stop_recording():
        args, kwargs = map_structure(zeros, (args, kwargs))
        return layer.call(*args, **kwargs)


def _common_sizes(a: SymbolicShape, b: SymbolicShape) -> SymbolicShape:
    return tuple(x if x == y else None for x, y in zip(a, b, strict=True))
