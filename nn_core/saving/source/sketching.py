"""From a model to its sketch."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from nn_core.layers.core.input_layer import InputLayer
from nn_core.layers.layer import Layer
from nn_core.layers.node import KerasTensor, Node
from nn_core.saving.errors import ModelFileError
from nn_core.saving.source.needed import saved_arguments
from nn_core.saving.source.sketch import CallSketch, LayerSketch, Ref, Sketch
from nn_core.spec import registry
from nn_core.spec.defaults import floatx
from nn_core.spec.structure import flatten, map_structure


def sketch_of_model(model: Any) -> Sketch:
    """Return the sketch of a model made of layers; ModelFileError if it is written in Python of its own."""
    if isinstance(model, registry.get("layer", "Sequential")):
        return _sequential(model)
    if isinstance(model, registry.get("layer", "Functional")):
        return _functional(model)
    raise ModelFileError(
        f"{type(model).__name__} is written in Python itself; only models made of layers can be written as code."
    )


def _sequential(model: Any) -> Sketch:
    layers = [layer for layer in model._sublayers if isinstance(layer, Layer)] if model.built else model.sublayers()
    sketches = {str(layer.name): _layer(layer, model.trainable) for layer in layers}
    calls = [CallSketch(name, name, (), {}) for name in sketches]
    chained = [CallSketch(call.id, call.layer, (Ref(before.id),)) for before, call in pairwise(calls)]
    return Sketch(str(model.name), sketches, (*calls[:1], *chained), is_sequential=True, trainable=model.trainable)


def _functional(model: Any) -> Sketch:
    nodes: list[Node] = model.graph_nodes
    ids = _ids(nodes)

    def ref(x: Any) -> Any:
        return Ref(ids[id(x.node)], x.tensor_index) if isinstance(x, KerasTensor) else x

    return Sketch(
        str(model.name),
        {str(layer.name): _layer(layer, model.trainable) for layer in model.layers},
        tuple(_call(node, ids[id(node)], ref) for node in nodes),
        map_structure(ref, model.input_structure),
        map_structure(ref, model.output_structure),
        trainable=model.trainable,
    )


def _ids(nodes: list[Node]) -> dict[int, str]:
    """Return an id for every call: the layer's name, with a number from the second call on."""
    by_layer: dict[Layer, list[Node]] = {}
    for node in sorted(nodes, key=lambda node: node.index):
        by_layer.setdefault(node.layer, []).append(node)
    return {
        id(node): f"{layer.name}:{number}" if number else str(layer.name)
        for layer, calls in by_layer.items()
        for number, node in enumerate(calls)
    }


def _call(node: Node, id: str, ref: Any) -> CallSketch:
    args = () if isinstance(node.layer, InputLayer) else map_structure(ref, node.args)
    kwargs = {name: map_structure(ref, value) for name, value in node.kwargs.items() if value is not None}
    return CallSketch(id, str(node.layer.name), args, kwargs, len(flatten(node.outputs)), node.index)


def _layer(layer: Any, is_trained: bool) -> LayerSketch:
    """Sketch a layer; that of a frozen model is frozen with it, which need not be said."""
    name = str(layer.name)
    own = {} if layer.trainable or not is_trained else {"trainable": False}
    if isinstance(layer, registry.get("layer", "Functional")):
        return LayerSketch(name, type(layer).__name__, name, own, sketch_of_model(layer))
    return LayerSketch(
        name, type(layer).__name__, name, {**_arguments(layer), **own} if is_trained else _arguments(layer)
    )


def _arguments(layer: Layer) -> dict[str, Any]:
    cls = type(layer)
    if isinstance(layer, InputLayer):
        found = {"shape": list(layer.shape), "batch_size": layer.batch_size, "dtype": str(layer.dtype)}
        return {name: value for name, value in found.items() if value not in (None, floatx())}
    if registry.find("layer", cls.__name__) is not cls:
        return {name: value for name, value in layer.get_config().items() if name not in ("name", "trainable", "dtype")}
    return saved_arguments(cls, layer.get_config())
