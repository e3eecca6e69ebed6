"""clone_model: the same architecture with fresh weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nn_core.layers.core.lambda_layer import Lambda
from nn_core.spec.serialization import custom_object_scope


def clone_model(model: Any) -> Any:
    """Return a model with the same layers and connections, whose weights start anew."""
    if not hasattr(model, "sublayers"):
        raise ValueError(f"clone_model() takes a model, not {model!r}.")
    layers = list(_all_layers(model))
    own: dict[str, Any] = {str(layer.name): layer.function for layer in layers if isinstance(layer, Lambda)}
    own |= {type(layer).__name__: type(layer) for layer in layers if not type(layer).__module__.startswith("nn_core.")}
    with custom_object_scope(own):  # a configuration holds no code
        return type(model).from_config(model.get_config())


def _all_layers(layer: Any) -> Iterator[Any]:
    yield layer
    for below in layer.sublayers():
        yield from _all_layers(below)
