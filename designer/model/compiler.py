"""The compiler: from the graph on the canvas to a model that trains, with the weights the document keeps."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from designer.model import catalog, weight_keys
from designer.model.decompiler import graph_from_config, graph_from_model
from designer.model.document import Document, Weights
from designer.model.graph import Graph, LayerSpec
from designer.model.making import make_layer
from designer.model.sketching import is_chain
from nn_core.layers.layer import Layer
from nn_core.models import Model
from nn_core.spec.structure import flatten

__all__ = [
    "CompileError",
    "build_model",
    "compile_graph",
    "graph_from_config",
    "graph_from_model",
    "layers_by_key",
    "model_name",
    "restore_weights",
    "store_weights",
    "values_at",
    "weights_of",
]


class CompileError(ValueError):
    """The graph is not a model yet; the sentence is that of its first problem."""


def compile_graph(document: Document) -> Model:
    """Return the model drawn in the document. Layers have their names; weights are kept where their shapes fit."""
    if not document.report.is_valid:
        first = document.report.errors[0]
        raise CompileError(f"{first.text} {first.remedy}".strip())
    model = build_model(document.graph, model_name(document.title))
    restore_weights(model, document)
    return model


def build_model(graph: Graph, name: str | None = None) -> Model:
    """Return a functional model with fresh weights for a graph without problems."""
    layers = {key: _layer(spec) for key, spec in graph.layers.items()}
    tensors: dict[str, list[Any]] = {}
    for id in graph.topological_order():
        spec = graph.layer_of(id)
        fed = [tensors[edge.source][edge.source_port] for edge in graph.in_edges(id)]
        tensors[id] = flatten(_called(spec, layers[spec.key], fed))
    inputs = [tensors[id][0] for id in graph.used_inputs().values()]
    outputs = [tensors[id][port] for id in graph.outputs() for port in _ports(graph, id, len(tensors[id]))]
    model: Model = Model(inputs=_one_or_list(inputs), outputs=_one_or_list(outputs), name=name)
    return model


def restore_weights(model: Model, document: Document) -> list[str]:
    """Put the kept weights into the layers whose shapes they fit; return the names of the layers that start anew."""
    started_anew = []
    _restore_whole_models(model, document)
    for key, layer in layers_by_key(model, document.graph).items():
        shapes = [tuple(weight.shape) for weight in layer.weights]
        kept = document.weights.get(key, [])
        if shapes and shapes == [array.shape for array in kept]:
            layer.set_weights(kept)
        elif shapes:
            started_anew.append(str(layer.name))
    return started_anew


def _restore_whole_models(model: Model, document: Document) -> None:
    """Put in the weights of nested models that an earlier version kept as one list."""
    by_name = {layer.name: layer for layer in model.layers}
    for key, spec in document.graph.layers.items():
        kept, layer = document.weights.get(key), by_name.get(spec.name)
        if spec.inner is None or kept is None or layer is None:
            continue
        if [tuple(weight.shape) for weight in layer.weights] == [array.shape for array in kept]:
            layer.set_weights(kept)


def store_weights(document: Document, model: Model) -> None:
    """Keep copies of a trained model's weights in the document."""
    document.set_weights(weights_of(model, document.graph))


def weights_of(model: Model, graph: Graph) -> Weights:
    """Return copies of the weights of all layers that have any, by layer key."""
    by_key = layers_by_key(model, graph)
    return {key: layer.get_weights() for key, layer in by_key.items() if layer.weights}


def layers_by_key(model: Model, graph: Graph) -> dict[str, Layer]:
    """Return the layers of a model by the keys of the graph it was compiled from (or that was made from it).

    A layer in a nested model has the path to it as its key.
    """
    by_name = {layer.name: layer for layer in model.layers}
    found: dict[str, Layer] = {}
    for key, spec in graph.layers.items():
        layer = by_name.get(spec.name)
        if isinstance(layer, Model) and spec.inner is not None:
            inside = layers_by_key(layer, spec.inner)
            found |= {weight_keys.joined(key, inner): each for inner, each in inside.items()}
        elif layer is not None:
            found[key] = layer
    return found


def values_at(model: Model, graph: Graph, given: Mapping[str, Any], keys: Sequence[str], node_id: str) -> list[Any]:
    """Return what a node gives when the inputs, by node, have these values.

    `keys` lead to the nested model in which the node is.
    """
    by_name = {layer.name: layer for layer in model.layers}
    wanted = next(id for id, node in graph.nodes.items() if node.layer_key == keys[0]) if keys else node_id
    values = {id: [value] for id, value in given.items()}
    needed = graph.upstream(wanted) | {wanted}
    for id in graph.topological_order():
        if id in values or id not in needed:
            continue
        spec = graph.layer_of(id)
        fed = [values[edge.source][edge.source_port] for edge in graph.in_edges(id)]
        if keys and id == wanted and spec.inner is not None:
            inside = {inner: fed[port] for port, inner in spec.inner.used_inputs().items()}
            nested = by_name[spec.name]
            assert isinstance(nested, Model), "made from a graph"
            return values_at(nested, spec.inner, inside, keys[1:], node_id)
        values[id] = flatten(_called(spec, by_name[spec.name], fed))
    return values[wanted]


def model_name(title: str) -> str:
    """Return a name for a model that every file format takes: the document's title in plain characters."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "_", title).strip("_.-")
    return name if name and not name[0].isdigit() else f"model_{name}".rstrip("_")


def _layer(spec: LayerSpec) -> Layer:
    if spec.inner is None:
        return make_layer(spec)
    nested = _stack(spec, spec.inner) or build_model(spec.inner, spec.name)
    if not spec.arguments.get("trainable", True):
        nested.trainable = False
    return nested


def _stack(spec: LayerSpec, inner: Graph) -> Model | None:
    """Return a model made of layers in a row where the nested one came as such, and still is a chain."""
    if not catalog.is_stack(spec.class_name) or not is_chain(inner):
        return None
    cls: Any = catalog.layer_class(spec.class_name)
    stack: Model = cls([_layer(inner.layer_of(id)) for id in inner.topological_order()], name=spec.name)
    return stack


def _called(spec: LayerSpec, layer: Layer, fed: list[Any]) -> Any:
    """Return what a layer gives: an input its placeholder, any other the result of a call."""
    if spec.is_input:
        return layer.output
    if spec.inner is None:
        return layer(*layer.arguments_for(fed))
    return layer(_one_or_list([tensor for port, tensor in enumerate(fed) if port in spec.inner.used_inputs()]))


def _ports(graph: Graph, id: str, num_outputs: int) -> tuple[int, ...]:
    return graph.nodes[id].output_ports or tuple(range(num_outputs))


def _one_or_list(tensors: list[Any]) -> Any:
    return tensors[0] if len(tensors) == 1 else tensors
