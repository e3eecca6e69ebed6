"""Repairs: layers that would turn one shape into another."""

from __future__ import annotations

from functools import lru_cache

from designer.model import catalog
from designer.model.graph import LayerSpec
from designer.model.inference import Inference, make_layer
from designer.model.report import UnknownShape
from nn_core.layers.layer import Layer


def bridging_layers(shape: UnknownShape, target: LayerSpec) -> list[str]:
    """Return the names of layers without weights that make of `shape` something with as many axes as `target` takes."""
    return [] if shape is None else list(_bridging_layers(shape, make_layer(target)))


def _bridging_layers(shape: tuple[int | None, ...], target: Layer) -> list[str]:
    found = []
    for name, given in _weightless_outputs(shape):
        try:
            target.check_input_shape(given)
            found.append(name)
        except ValueError:
            continue
    return found


@lru_cache(maxsize=256)
def _weightless_outputs(shape: tuple[int | None, ...]) -> tuple[tuple[str, tuple[int | None, ...]], ...]:
    """Return (name, output shape) of every layer without weights that takes this shape and changes the axes."""
    inference, found = Inference(), []
    for classes in catalog.categories().values():
        for cls in classes:
            if cls.max_inputs == 1:
                arguments = catalog.starting_arguments(cls.__name__)
                facts = inference.facts_of(LayerSpec("", cls.__name__, "layer", arguments), (shape,))
                given = facts.output_shape
                if given is not None and facts.num_params == 0 and len(given) != len(shape):
                    found.append((catalog.palette_name(cls), given))
    return tuple(found)
