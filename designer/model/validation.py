"""Validation: what keeps a graph from being a model, or will surprise; one function per rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import networkx as nx

from designer.model import catalog
from designer.model.bridges import bridging_layers, disagreeing_axes
from designer.model.graph import Edge, Graph, id_order
from designer.model.report import Facts, Problem

FactsByNode = Mapping[str, Facts]
Rule = Callable[[Graph, FactsByNode], Iterator[Problem]]


def find_problems(graph: Graph, facts: FactsByNode) -> tuple[Problem, ...]:
    """Return all problems: errors before warnings, then by the rule that found them."""
    found = [replace(problem, rule=rule.__name__) for rule in RULES for problem in rule(graph, facts)]
    return tuple(sorted(found, key=lambda problem: problem.severity != "error"))


def no_input(graph: Graph, facts: FactsByNode) -> Iterator[Problem]:
    """A model needs a place where data enters."""
    if not graph.nodes:
        yield Problem("error", (), "The canvas is empty.", "Drag an Input from the Library to begin.")
    elif not graph.inputs():
        yield Problem("error", (), "The model has no input, so no data can enter it.", "Add an Input and wire it.")


def no_output(graph: Graph, facts: FactsByNode) -> Iterator[Problem]:
    """A model needs a layer whose result it gives."""
    if graph.nodes and not graph.outputs():
        remedy = "Wire a layer behind the input; every layer without an outgoing wire is an output."
        yield Problem("error", (), "The model has no output.", remedy)


def cycle(graph: Graph, facts: FactsByNode) -> Iterator[Problem]:
    """Data must be able to pass from the inputs to the outputs."""
    if not graph.has_cycle():
        return
    for group in nx.strongly_connected_components(graph.wires):
        node_ids = tuple(sorted(group, key=id_order))
        if len(group) > 1 or graph.wires.has_edge(node_ids[0], node_ids[0]):
            names = _listed([_name(graph, id) for id in node_ids])
            text = f"{names} feed each other in a circle." if len(group) > 1 else f"{names} feeds itself."
            yield Problem("error", node_ids, text, "Remove one wire of the circle.")


def duplicate_name(graph: Graph, facts: FactsByNode) -> Iterator[Problem]:
    """Files keep weights by the names of the layers."""
    keys_by_name: dict[str, list[str]] = {}
    for key, layer in graph.layers.items():
        keys_by_name.setdefault(layer.name, []).append(key)
    for name, keys in keys_by_name.items():
        if len(keys) > 1:
            node_ids = tuple(id for key in keys for id in graph.nodes_of(key))
            yield Problem("error", node_ids, f"{len(keys)} layers are named '{name}'.", "Rename all but one of them.")


def missing_input(graph: Graph, facts: FactsByNode) -> Iterator[Problem]:
    """A layer needs all the tensors it works on."""
    for id in graph.nodes:
        fewest, num_wires = graph.layer_of(id).input_range[0], len(graph.in_edges(id))
        if num_wires >= fewest:
            continue
        if num_wires == 0:
            text = f"{_name(graph, id)} has no input."
            yield Problem("error", (id,), text, f"Draw a wire from another layer to {_name(graph, id)}.")
        else:
            text = f"{_name(graph, id)} needs {fewest} inputs, but {num_wires} {_is_or_are(num_wires)} wired."
            yield Problem("error", (id,), text, f"Wire {fewest - num_wires} more to it, or delete it.")


def wrong_ports(graph: Graph, facts: FactsByNode) -> Iterator[Problem]:
    """Every port takes one wire, and a layer has only so many (files may say otherwise)."""
    for id in graph.nodes:
        most, wires = graph.layer_of(id).input_range[1], graph.in_edges(id)
        ports = [edge.target_port for edge in wires]
        name = _name(graph, id)
        if most is not None and len(wires) > most:
            text = f"{name} takes {_number_of(most, 'input')}, but {len(wires)} are wired."
            remedy = f"Remove {len(wires) - most} of them" + (
                "." if most == 0 else ", or join them with a merging layer."
            )
            yield Problem("error", (id,), text, remedy)
        elif len(set(ports)) < len(ports):
            yield Problem("error", (id,), f"Two wires end at the same port of {name}.", "Remove one of them.")
        elif most is not None and any(port >= most for port in ports):
            text = f"A wire ends at input {max(ports) + 1} of {name}, which has {_number_of(most, 'input')}."
            yield Problem("error", (id,), text, "Remove that wire and draw it again.")
        for edge in wires:
            yield from _wrong_source_port(graph, facts, edge)


def _wrong_source_port(graph: Graph, facts: FactsByNode, edge: Edge) -> Iterator[Problem]:
    source = facts[edge.source]
    if source.is_known and edge.source_port >= len(source.output_shapes):
        count = _number_of(len(source.output_shapes), "output")
        text = f"A wire leaves output {edge.source_port + 1} of {_name(graph, edge.source)}, which has {count}."
        yield Problem("error", (edge.source, edge.target), text, "Remove that wire and draw it again.")


def bad_argument(graph: Graph, facts: FactsByNode) -> Iterator[Problem]:
    """A layer that does not exist, or cannot be made with these parameters."""
    for key, layer in graph.layers.items():
        node_ids = tuple(graph.nodes_of(key))
        each = facts[node_ids[0]]
        if each.error and each.error_stage == "make":
            remedy = (
                "Correct the parameter in the Inspector."
                if catalog.find_layer_class(layer.class_name)
                else "Replace the layer."
            )
            yield Problem("error", node_ids, f"'{layer.name}': {each.error}", remedy)


def wrong_axes(graph: Graph, facts: FactsByNode) -> Iterator[Problem]:
    """A layer works on tensors with a certain number of axes."""
    for id, each in facts.items():
        if each.error and each.error_stage == "take":
            feeders = _feeders(graph, id)
            text = f"{each.error} It comes from {_listed(feeders)}." if feeders else each.error
            yield Problem("error", (id,), text, _axes_remedy(graph, id, each))


def _axes_remedy(graph: Graph, id: str, facts: Facts) -> str:
    if graph.layer_of(id).is_input:
        return f"Change the shape of {_name(graph, id)}, or feed the model with such tensors."
    layers = bridging_layers(facts.input_shapes[0], graph.layer_of(id)) if len(facts.input_shapes) == 1 else []
    if layers:
        return f"Insert {' or '.join(layers[:3])} before {_name(graph, id)}."
    return f"Choose another layer instead of {_name(graph, id)}, or give the layers before it another number of axes."


def shape_mismatch(graph: Graph, facts: FactsByNode) -> Iterator[Problem]:
    """Shapes that do not go together: branches to be merged, or one tensor and the layer's parameters."""
    for id, each in facts.items():
        if each.error and each.error_stage == "compute":
            wires = graph.in_edges(id)
            if len(wires) > 1:
                branches = [f"{_name(graph, e.source)} {s}" for e, s in zip(wires, each.input_shapes, strict=True)]
                text = f"{_name(graph, id)} cannot join {_listed(branches)}: {_reason(each.error)}"
                yield Problem("error", (id,), text, _merging_remedy(graph, id, each))
            else:
                before = f", or what {_listed(_feeders(graph, id))} gives" if wires else ""
                yield Problem("error", (id,), each.error, f"Change the parameters of {_name(graph, id)}{before}.")


def _merging_remedy(graph: Graph, id: str, facts: Facts) -> str:
    shapes = [shape for shape in facts.input_shapes if shape is not None]
    if len({len(shape) for shape in shapes}) > 1:
        return "Give the branches the same number of axes."
    axes = disagreeing_axes(shapes, graph.layer_of(id))
    if not axes:
        return f"Change the parameters of {_name(graph, id)}, or what {_listed(_feeders(graph, id))} give."
    differ = _listed([f"axis {axis} has {_listed([str(shape[axis]) for shape in shapes])}" for axis in axes])
    if axes == [len(shapes[0]) - 1]:
        return f"Give the branches the same number of units or filters: {differ}."
    return (
        f"Make the branches agree: {differ}. The same padding, kernel or pool size, and strides in the branches give "
        "the same sizes; padding 'same' keeps them."
    )


def unused_input(graph: Graph, facts: FactsByNode) -> Iterator[Problem]:
    """Data that enters and goes nowhere."""
    for id in graph.inputs():
        if not graph.out_edges(id):
            yield Problem("warning", (id,), f"The input {_name(graph, id)} is not used.", "Wire it, or delete it.")


def unused_output(graph: Graph, facts: FactsByNode) -> Iterator[Problem]:
    """A layer with several outputs of which some go nowhere."""
    several = ((id, each) for id, each in facts.items() if len(each.output_shapes) > 1)
    for id, each in several:
        ports = set(range(len(each.output_shapes)))
        used = ports & {*(edge.source_port for edge in graph.out_edges(id)), *graph.nodes[id].output_ports}
        if used:
            for port in sorted(ports - used):
                text = f"Output {port + 1} of {_name(graph, id)} is not used."
                yield Problem("warning", (id,), text, "Wire it if it was forgotten; otherwise ignore this.")


def problem_inside(graph: Graph, facts: FactsByNode) -> Iterator[Problem]:
    """What is wrong in a nested model is wrong with its node, once for all that use it where it is the same."""
    found: dict[tuple[str, Problem], list[str]] = {}
    for id in graph.nodes:
        layer, inner_facts = graph.layer_of(id), facts[id].inner if id in facts else None
        if layer.inner is not None and inner_facts is not None:
            for each in find_problems(layer.inner, inner_facts):
                found.setdefault((layer.key, each), []).append(id)
    for (key, each), node_ids in found.items():
        text = f"Inside '{graph.layers[key].name}': {each.text}"
        yield Problem(each.severity, tuple(node_ids), text, each.remedy, inside=each)


RULES: tuple[Rule, ...] = (
    no_input,
    no_output,
    cycle,
    duplicate_name,
    bad_argument,
    missing_input,
    wrong_ports,
    wrong_axes,
    shape_mismatch,
    unused_input,
    unused_output,
    problem_inside,
)


def _name(graph: Graph, node_id: str) -> str:
    return f"'{graph.layer_of(node_id).name}'"


def _feeders(graph: Graph, node_id: str) -> list[str]:
    return [_name(graph, edge.source) for edge in graph.in_edges(node_id)]


def _reason(error: str) -> str:
    """Return what a layer says without its own name in front: the sentence names it already."""
    return re.sub(r"^\w+ layer '[^']*' ", "it ", error)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _number_of(count: int, noun: str) -> str:
    return f"no {noun}" if count == 0 else f"{count} {noun}{'s' * (count != 1)}"


def _is_or_are(count: int) -> str:
    return "is" if count == 1 else "are"
