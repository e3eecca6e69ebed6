"""The way back: from a model, or its saved configuration, to a graph for the canvas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from designer.model import catalog
from designer.model.arrange import arrange
from designer.model.graph import Edge, Graph, LayerSpec, Node
from nn_core.layers.calling import dry_run
from nn_core.layers.layer import Layer
from nn_core.layers.node import Node as Call
from nn_core.models import Model
from nn_core.spec.serialization import deserialize
from nn_core.spec.structure import flatten


def graph_from_config(config: Mapping[str, Any]) -> Graph:
    """Return the graph of a model saved by Keras 2 or 3 (class_name and config); no code in it is run."""
    try:
        with dry_run():
            model = deserialize(dict(config), "layer")
    except (KeyError, IndexError, AttributeError, TypeError, RecursionError) as error:
        raise ValueError(f"The saved model is damaged: its configuration cannot be read ({error!r}).") from error
    if not isinstance(model, Model):
        raise ValueError(f"This describes a {type(model).__name__}, not a model.")
    return graph_from_model(model)


def graph_from_model(model: Model) -> Graph:
    """Return the graph of a model, arranged; ValueError if it is not made of layers on placeholders."""
    return _arranged(_drawn(model))


def _arranged(graph: Graph) -> Graph:
    for id, (x, y) in arrange(graph).items():
        graph.put_node(replace(graph.nodes[id], x=x, y=y))
    return graph


def graph_of_layers(model: Any) -> Graph:
    """Return the graph of a model, or, if it does not begin with an input, that of its layers in a row."""
    if getattr(model, "graph_nodes", None) is not None:
        return graph_from_model(model)
    graph = Graph()
    for layer in model.sublayers():
        graph.put_layer(_spec(layer, graph.new_layer_key()))
    for key in list(graph.layers):
        graph.put_node(Node(graph.new_node_id(), key))
    for source, target in pairwise(list(graph.nodes)):
        graph.add_edge(Edge(source, 0, target, 0))
    return _arranged(graph)


def _drawn(model: Model) -> Graph:
    calls = _in_order(model)
    graph = Graph()
    keys = {id(call.layer): graph.new_layer_key() for call in calls}
    for call in calls:
        if keys[id(call.layer)] not in graph.layers:
            graph.put_layer(_spec(call.layer, keys[id(call.layer)]))
    node_ids = {id(call): graph.new_node_id() for call in calls}
    for call in calls:
        graph.put_node(Node(node_ids[id(call)], keys[id(call.layer)]))
    for call in calls:
        for port, tensor in enumerate(call.inputs):
            graph.add_edge(Edge(node_ids[id(tensor.node)], tensor.tensor_index, node_ids[id(call)], port))
    _mark_outputs(graph, model, calls, node_ids)
    return graph


def _in_order(model: Any) -> list[Call]:
    """Return the calls so that inputs and outputs come in the model's order: numbering makes it the graph's."""
    calls: list[Call] | None = getattr(model, "graph_nodes", None)
    if calls is None:
        raise ValueError(
            f"How the layers of the model '{model.name}' are connected is not known: it must start with an input of "
            "known shape, and consist of layers rather than of code of its own."
        )
    first = [x.node for x in model.inputs]
    last = list(dict.fromkeys(x.node for x in model.outputs if x.node not in first))
    return [*first, *(call for call in calls if call not in first and call not in last), *last]


def _mark_outputs(graph: Graph, model: Any, calls: list[Call], node_ids: dict[int, str]) -> None:
    """Note which ports are outputs wherever that does not follow from the wires."""
    ports: dict[str, list[int]] = {}
    for tensor in model.outputs:
        ports.setdefault(node_ids[id(tensor.node)], []).append(tensor.tensor_index)
    for call in calls:
        node_id, given = node_ids[id(call)], range(len(flatten(call.outputs)))
        if node_id in ports and (graph.out_edges(node_id) or sorted(ports[node_id]) != list(given)):
            graph.put_node(replace(graph.nodes[node_id], output_ports=tuple(ports[node_id])))


def _spec(layer: Layer, key: str) -> LayerSpec:
    if isinstance(layer, Model):
        arguments = {} if layer.trainable else {"trainable": False}
        return LayerSpec(key, type(layer).__name__, str(layer.name), arguments, graph_from_model(layer))
    return LayerSpec(key, type(layer).__name__, str(layer.name), _arguments(layer))


def _arguments(layer: Layer) -> dict[str, Any]:
    """Return the parameters that need to be said to get this layer again, as JSON data."""
    cls = type(layer)
    values = {name: each.kind.to_json(getattr(layer, name)) for name, each in cls.parameters.items() if name != "name"}
    found = {name: value for name, value in values.items() if not catalog.is_default(cls, name, value)}
    for name in list(found):
        rest = {other: value for other, value in found.items() if other != name}
        if _is_implied(cls, name, found[name], rest):
            found = rest
    return found


def _is_implied(cls: type[Layer], name: str, value: Any, rest: dict[str, Any]) -> bool:
    """Say whether a layer made without this parameter has the same value (strides that follow the pool size)."""
    if cls.parameters[name].is_required:
        return False
    try:
        made = cls.from_config({**rest, "name": "probe"})
    except (TypeError, ValueError):
        return False
    return bool(cls.parameters[name].kind.to_json(getattr(made, name)) == value)
