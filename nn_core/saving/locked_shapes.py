"""The shapes that come out of layers under lock, as far as the rest of the description tells them.

A layer whose code is not run cannot be tried. But Keras 3 notes the shapes of the tensors between layers.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

_NAME = "Lambda"


def with_shapes(entry: Any) -> Any:
    """Return the entry of a model in which layers with functions say what shapes they give, where that is known."""
    config = entry.get("config") if isinstance(entry, dict) else None
    layers = config.get("layers") if isinstance(config, dict) else None
    if not isinstance(config, dict) or not isinstance(layers, list):
        return entry
    shapes = {**_after_each(layers), **{name: shape for layer in layers for name, shape in _tensors(layer)}}
    found = [_with_shape(with_shapes(layer), shapes) for layer in layers]
    return {**entry, "config": {**config, "layers": found}}


def _with_shape(layer: Any, shapes: dict[str, Any]) -> Any:
    if not isinstance(layer, dict) or layer.get("class_name") != _NAME:
        return layer
    config = layer.get("config") or {}
    shape = shapes.get(str(config.get("name")))
    if config.get("output_shape") is not None or not isinstance(shape, list):
        return layer
    return {**layer, "config": {**config, "output_shape": shape[1:]}}


def _after_each(layers: list[Any]) -> dict[str, Any]:
    """Return, for layers one after the other, the shape with which the next one was built."""
    named = [each for each in layers if isinstance(each, dict)]
    pairs = [(_name(layer), (after.get("build_config") or {})) for layer, after in itertools.pairwise(named)]
    is_stack = not any("inbound_nodes" in layer for layer in named)
    return {name: built.get("input_shape") for name, built in pairs if is_stack and isinstance(built, dict)}


def _name(layer: dict[str, Any]) -> str:
    config = layer.get("config")
    return str(config.get("name")) if isinstance(config, dict) else ""


def _tensors(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the layers from which the tensors in a call come, with their shapes."""
    if isinstance(value, dict):
        config = value.get("config")
        if value.get("class_name") == "__keras_tensor__" and isinstance(config, dict) and config.get("keras_history"):
            yield str(config["keras_history"][0]), config.get("shape")
        for each in value.values():
            yield from _tensors(each)
    elif isinstance(value, list):
        for each in value:
            yield from _tensors(each)
