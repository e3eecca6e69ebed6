"""Fitting: which layers can take a tensor of a given shape."""

from __future__ import annotations

from collections.abc import Iterable

from designer.model import catalog
from designer.model.graph import LayerSpec
from designer.model.inference import Inference
from designer.model.report import UnknownShape
from nn_core.layers.layer import Layer

_inference = Inference()


def layers_that_take(shape: UnknownShape, classes: Iterable[type[Layer]]) -> list[type[Layer]]:
    """Return the layers a wire with this tensor can end at; all that take one at all if the shape is unknown."""
    return [cls for cls in classes if cls.max_inputs != 0 and (shape is None or _takes(cls, shape))]


def _takes(cls: type[Layer], shape: tuple[int | None, ...]) -> bool:
    arguments = catalog.starting_arguments(cls.__name__)
    shapes = (shape,) * max(cls.min_inputs, 1)  # a merging layer is tried with equal tensors
    return _inference.facts_of(LayerSpec("", cls.__name__, "layer", arguments), shapes).error is None
