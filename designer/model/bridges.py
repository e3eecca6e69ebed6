"""Bridges: layers that would turn one shape into another, and where shapes disagree."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from designer.model import catalog
from designer.model.graph import LayerSpec
from designer.model.inference import Inference
from designer.model.making import make_layer
from designer.model.report import UnknownShape
from nn_core.layers.layer import Layer
from nn_core.layers.node import SymbolicShape
from nn_core.spec.kinds import Shape


def bridging_layers(shape: UnknownShape, target: LayerSpec) -> list[str]:
    """Return the names of layers that make of `shape` something with as many axes as `target` takes."""
    if shape is None:
        return []
    layer = make_layer(target)
    fixed = [name for name, given in _outputs_of_bridges(shape) if _takes(layer, given)]
    return [*fixed, *(catalog.palette_name(cls) for cls in bridges() if makes_any_shape(cls))]


def disagreeing_axes(shapes: Sequence[SymbolicShape], target: LayerSpec) -> list[int]:
    """Return the axes in which shapes of equal length must agree for `target`, but do not.

    An axis is one of them if the layer still refuses when all the other axes are made equal.
    """
    inference, first = Inference(), shapes[0]
    differing = [axis for axis in range(1, len(first)) if len({shape[axis] for shape in shapes}) > 1]
    found = []
    for axis in differing:
        alike = tuple((*first[:axis], shape[axis], *first[axis + 1 :]) for shape in shapes)
        if inference.facts_of(target, alike).error is not None:
            found.append(axis)
    return found


def _takes(layer: Layer, shape: SymbolicShape) -> bool:
    try:
        layer.check_input_shape(shape)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=256)
def _outputs_of_bridges(shape: SymbolicShape) -> tuple[tuple[str, SymbolicShape], ...]:
    """Return (name, output shape) of every bridge that takes this shape and changes the number of axes."""
    inference, found = Inference(), []
    for cls in bridges():
        spec = LayerSpec("", cls.__name__, "layer", catalog.starting_arguments(cls.__name__))
        facts = inference.facts_of(spec, (shape,))
        given = facts.output_shape
        if given is not None and len(given) != len(shape) and not makes_any_shape(cls):
            found.append((catalog.palette_name(cls), given))
    return tuple(found)


def bridges() -> list[type[Layer]]:
    """Return the layers that give another number of axes than they take; first those that keep every number."""
    found = [cls for classes in catalog.categories().values() for cls in classes if cls.bridges_axes]
    return sorted(found, key=lambda cls: "flattening" not in cls.roles)


def makes_any_shape(cls: type[Layer]) -> bool:
    """Say whether the shape of the output is a parameter."""
    return any(each.is_required and isinstance(each.kind, Shape) for each in cls.parameters.values())
