"""From the graph on the canvas to a sketch, from which code is written; a graph that is not finished yet, too."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from designer.model import catalog
from designer.model.graph import Graph, LayerSpec
from designer.model.inference import Inference
from designer.model.report import Facts
from nn_core.saving.source.sketch import CallSketch, LayerSketch, Ref, Sketch

Kept = dict[str, tuple[LayerSpec, int, LayerSketch]]
_DRAWN_NAME = "input"  # what the only input is called unless somebody names it


def sketch_of_graph(graph: Graph, facts: Mapping[str, Facts], name: str = "", kept: Kept | None = None) -> Sketch:
    """Return the sketch of a graph; a plain chain of layers becomes a Sequential model.

    Args:
        kept: sketches of layers from an earlier call, and for a later one: a layer that is the same keeps its own.
    """
    order = _without_cycles(graph)
    inputs = list(graph.used_inputs().values())
    keys = dict.fromkeys(graph.nodes[id].layer_key for id in order)
    layers = {key: _layer(graph.layers[key], len(inputs), {} if kept is None else kept) for key in keys}
    calls = _calls(graph, order, facts)
    by_id = {call.id: call for call in calls}
    ends = [by_id[id] for id in graph.outputs() if id in by_id]
    outputs = [Ref(call.id, port) for call in ends for port in _ports(graph, call)]
    first, last = _one_or_list([Ref(id) for id in inputs]), _one_or_list(outputs)
    return Sketch(name, layers, tuple(calls), first, last, is_chain(graph, order))


def _layer(layer: LayerSpec, num_inputs: int, kept: Kept) -> LayerSketch:
    known = kept.get(layer.key)
    if known is None or known[0] is not layer or known[1] != num_inputs:
        known = kept[layer.key] = layer, num_inputs, _sketch(layer, num_inputs)
    return known[2]


def _sketch(layer: LayerSpec, num_inputs: int) -> LayerSketch:
    name = "" if layer.is_input and num_inputs == 1 and layer.name == _DRAWN_NAME else layer.name
    if layer.inner is None:
        cls = catalog.find_layer_class(layer.class_name)
        said = {
            argument: value
            for argument, value in layer.arguments.items()
            if cls is None or argument not in cls.parameters or not catalog.is_default(cls, argument, value)
        }
        return LayerSketch(layer.key, layer.class_name, name, said)
    inner = sketch_of_graph(layer.inner, Inference().facts(layer.inner), layer.name)
    return LayerSketch(layer.key, layer.class_name, name, layer.arguments, inner)


def _calls(graph: Graph, order: list[str], facts: Mapping[str, Facts]) -> list[CallSketch]:
    calls, numbers = [], dict.fromkeys(graph.layers, 0)
    for id in order:
        key = graph.nodes[id].layer_key
        wired = [Ref(edge.source, edge.source_port) for edge in graph.in_edges(id)]
        args = _arguments(graph.layers[key], wired) if wired else ()
        calls.append(CallSketch(id, key, args, {}, _num_outputs(graph, id, facts), numbers[key]))
        numbers[key] += 1
    return calls


def _arguments(layer: LayerSpec, wired: list[Ref]) -> tuple[Any, ...]:
    """Return the tensors as the arguments of a call: as the layer takes them, if it is known."""
    cls = catalog.find_layer_class(layer.class_name)
    if layer.inner is not None:
        used = layer.inner.used_inputs()
        return (_one_or_list([ref for port, ref in enumerate(wired) if port in used]),)
    if cls is None:
        return (_one_or_list(wired),)
    return cls.arguments_for(wired)


def _num_outputs(graph: Graph, id: str, facts: Mapping[str, Facts]) -> int:
    used = [edge.source_port + 1 for edge in graph.out_edges(id)]
    return max(1, len(facts[id].output_shapes) if id in facts else 1, *used, *graph.nodes[id].output_ports)


def _ports(graph: Graph, call: CallSketch) -> tuple[int, ...]:
    return graph.nodes[call.id].output_ports or tuple(range(call.num_outputs))


def is_chain(graph: Graph, order: list[str] | None = None) -> bool:
    """Say whether the graph begins with an input and each layer takes what the one before gives, and no more."""
    order = graph.topological_order() if order is None else order
    if not order or not graph.layer_of(order[0]).is_input or len(order) != len(graph.layers):
        return False
    for before, id in pairwise(order):
        edges = graph.in_edges(id)
        if (
            len(edges) != 1
            or (edges[0].source, edges[0].source_port) != (before, 0)
            or graph.nodes[before].output_ports
        ):
            return False
        if graph.layer_of(id).input_range[1] != 1:
            return False
    return len(order) > 1


def _without_cycles(graph: Graph) -> list[str]:
    """Return the nodes in the order of the data, without those that hang in a cycle or behind one."""
    found: dict[str, None] = {}
    for id in graph.topological_order():
        if all(edge.source in found for edge in graph.in_edges(id)):
            found[id] = None
    return list(found)


def _one_or_list(refs: list[Ref]) -> Any:
    return refs[0] if len(refs) == 1 else refs
