"""Shapes of one tensor or of lists and dicts of tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core.layers.node import SymbolicShape
from nn_core.layers.symbolic_size import SymbolicSize
from nn_core.spec.structure import map_structure


def is_shape(value: Any) -> bool:
    """Say whether this is one shape rather than a list of shapes."""
    return isinstance(value, list | tuple) and all(
        size is None or isinstance(size, int | np.integer | SymbolicSize) for size in value
    )


def map_shapes(function: Callable[[SymbolicShape], Any], shapes: Any) -> Any:
    """Apply `function` to every shape in a list, tuple or dict of shapes (or to the one shape given)."""
    if is_shape(shapes):
        return function(tuple(shapes))
    if isinstance(shapes, dict):
        return {key: map_shapes(function, each) for key, each in shapes.items()}
    return type(shapes)(map_shapes(function, each) for each in shapes)


def flat_shapes(shapes: Any) -> list[SymbolicShape]:
    """Return all shapes of a list, tuple or dict of shapes."""
    found: list[SymbolicShape] = []
    map_shapes(found.append, shapes)
    return found


def shapes_of(tensors: Any) -> Any:
    """Return the shape of every tensor, in the same structure."""
    return map_structure(lambda x: tuple(np.shape(x) if not hasattr(x, "shape") else x.shape), tensors)


class ShapeInModel:
    """The shape(s) of a layer's placeholders in a model; a parameter of the same name may stand in its place."""

    def __init__(self, side: str) -> None:
        self.side = side

    def __get__(self, layer: Any, cls: type) -> Any:
        return self if layer is None else shapes_of(getattr(layer, self.side))


def can_stretch(shape: Any, wanted: Any) -> bool:
    """Say whether a shape has the wanted sizes, or 1 in their place."""
    return len(shape) == len(wanted) and all(size in (1, n) for size, n in zip(shape, wanted, strict=True))


def axes_in_words(ndim: int) -> str:
    """Return what a tensor with so many axes has along them."""
    names = {2: "batch, features", 3: "batch, steps, features", 4: "batch, height, width, channels"}
    return names.get(ndim, "batch first")
