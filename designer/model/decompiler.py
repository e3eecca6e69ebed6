"""The way back: from a model, or its saved configuration, to a graph for the canvas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from designer.model import catalog
from designer.model.arrange import arrange
from designer.model.graph import Edge, Graph, LayerSpec, Node
from nn_core.layers.calling import dry_run
from nn_core.layers.layer import Layer
from nn_core.layers.node import Node as Call
from nn_core.models import Functional, Model
from nn_core.spec.serialization import deserialize
from nn_core.spec.structure import flatten


def graph_from_config(config: Mapping[str, Any]) -> Graph:
    """Return the graph of a model saved by Keras 2 or 3 (class_name and config); no code in it is run."""
    with dry_run():
        model = deserialize(dict(config), "layer")
    if not isinstance(model, Model):
        raise ValueError(f"This describes a {type(model).__name__}, not a model.")
    return graph_from_model(model)


def graph_from_model(model: Model) -> Graph:
    """Return the graph of a model, arranged; ValueError if it is not made of layers on placeholders."""
    graph = _drawn(model)
    for id, (x, y) in arrange(graph).items():
        graph.put_node(replace(graph.nodes[id], x=x, y=y))
    return graph


def _drawn(model: Model) -> Graph:
    if not isinstance(model, Functional):
        raise ValueError(
            f"The model '{model.name}' is a class with code of its own ({type(model).__name__}); only models made of "
            "layers, Sequential or functional, can be shown."
        )
    if not model.built:
        raise ValueError(f"The model '{model.name}' does not say the shape of its input; give its first layer one.")
    graph = Graph()
    calls = _in_order(model)
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
    _mark_outputs(graph, model, node_ids)
    return graph


def _in_order(model: Functional) -> list[Call]:
    """Return the calls so that inputs and outputs come in the model's order: numbering makes it the graph's."""
    first = [x.node for x in model.inputs if x.node is not None]
    last = list(dict.fromkeys(x.node for x in model.outputs if x.node is not None and x.node not in first))
    return [*first, *(call for call in model.graph_nodes if call not in first and call not in last), *last]


def _mark_outputs(graph: Graph, model: Functional, node_ids: dict[int, str]) -> None:
    """Note which ports are outputs wherever that does not follow from the wires."""
    ports: dict[str, list[int]] = {}
    for tensor in model.outputs:
        ports.setdefault(node_ids[id(tensor.node)], []).append(tensor.tensor_index)
    for call in model.graph_nodes:
        id_, given = node_ids[id(call)], range(len(flatten(call.outputs)))
        if id_ in ports and (graph.out_edges(id_) or sorted(ports[id_]) != list(given)):
            graph.put_node(replace(graph.nodes[id_], output_ports=tuple(ports[id_])))


def _spec(layer: Layer, key: str) -> LayerSpec:
    if isinstance(layer, Functional):
        arguments = {} if layer.trainable else {"trainable": False}
        return LayerSpec(key, "Functional", str(layer.name), arguments, graph_from_model(layer))
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
