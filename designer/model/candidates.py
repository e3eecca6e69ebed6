"""Candidates: ideas of what might solve a problem. They are cheap guesses; `repairs` tries which of them do."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from designer.model import catalog
from designer.model.arrange import DEFAULT_SIZE, GAPS_ALONG
from designer.model.bridges import bridges, makes_any_shape
from designer.model.command import Command
from designer.model.commands import AddLayer, Connect, Disconnect, RemoveNodes, RenameLayer, SetParameter, UnshareLayer
from designer.model.graph import Edge, Graph, LayerSpec, id_order
from designer.model.inserting import InsertLayer
from designer.model.report import Problem
from nn_core.layers.layer import Layer
from nn_core.spec.kinds import Boolean, Choice, Integer, Kind, Optional, Shape, Size
from nn_core.spec.params import Param

if TYPE_CHECKING:
    from designer.model.document import Document


@dataclass(frozen=True)
class Candidate:
    """A step that might help: how the user would say it, and the commands it is made of, new ones at each call."""

    text: str
    make: Callable[[], list[Command]]
    kind: str = ""  # candidates of one kind differ in a value only

    @property
    def group(self) -> str:
        return self.kind or self.text


Idea = Callable[["Document", Problem], Iterator[Candidate]]


def candidates(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Yield what might solve a problem, the likeliest first."""
    if problem.about == "model":
        ideas = IDEAS.get(problem.rule, ())
    else:
        from designer.model import data_candidates

        ideas = data_candidates.ideas(problem)
    for idea in ideas:
        yield from idea(document, problem)


# ---- a layer that is missing ------------------------------------------------------------------------------


def bridge(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Insert a layer that gives the number of axes the culprit takes."""
    graph = document.graph
    for edge in _wires_into(document, problem):
        shape = document.report.facts[edge.source].output_shapes[edge.source_port]
        if shape is None:
            continue
        for cls in bridges():
            given = _shapes_to_make(cls, shape) if makes_any_shape(cls) else [{}]
            for arguments in given:
                yield insert_before(graph.layer_of(edge.target).name, cls, edge, arguments)


def bridge_branch(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Give one branch the number of axes of the others."""
    shapes = [_shape_of(document, edge) for edge in _wires_into(document, problem)]
    if len({len(shape) for shape in shapes if shape}) > 1:
        yield from bridge(document, problem)


def both(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Keep the sizes and bring the channels to the same number, at once."""
    sized = [each for each in other_choice(document, problem) if "'same'" in each.text]
    for first in sized[:2]:
        for second in list(projection(document, problem))[:4]:
            yield Candidate(f"{first.text}; {second.text[0].lower()}{second.text[1:]}", partial(_joined, first, second))


def _joined(*candidates: Candidate) -> list[Command]:
    return [command for each in candidates for command in each.make()]


def _shapes_to_make(cls: type[Layer], shape: tuple[int | None, ...]) -> list[dict[str, Any]]:
    """Return arguments for a layer whose output shape is a parameter: an axis of size 1 more, or all in a row."""
    name = next(each.name for each in cls.parameters.values() if isinstance(each.kind, Shape))
    sizes = [-1 if size is None else size for size in shape[1:]]
    if sizes.count(-1) > 1:
        return []
    square = _nearly_square(sizes[0]) if len(sizes) == 1 and sizes[0] > 0 else []
    return [{name: each} for each in (*square, [*sizes, 1], [*sizes, 1, 1], [sizes[0], -1], [-1]) if each.count(-1) < 2]


def _nearly_square(count: int) -> list[list[int]]:
    """Return the pictures, grey or in colours, of about the same height and width that have so many numbers."""
    found = []
    for channels in (1, 3):
        rows = math.isqrt(count // channels)
        height = next((n for n in range(rows, 0, -1) if count % (n * channels) == 0), 0)
        if height > 2:
            found.append([height, count // channels // height, channels])
    return found


def projection(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Before a merging layer: bring the last axis of one branch to the size of another."""
    graph = document.graph
    wires = [(edge, _shape_of(document, edge)) for edge in _wires_into(document, problem)]
    for edge, shape in wires:
        sizes = {other[-1] for _, other in wires if other and shape and len(other) == len(shape)}
        for size in sorted(size for size in sizes if size is not None and shape is not None and size != shape[-1]):
            assert shape is not None
            for cls, arguments in _projections(len(shape), size):
                name = f"{graph.layer_of(edge.source).name} and {graph.layer_of(edge.target).name}"
                yield insert_between(name, cls, edge, arguments)


def _projections(ndim: int, size: int) -> list[tuple[type[Layer], dict[str, Any]]]:
    found = [(cls, cls.projection(ndim, size)) for classes in catalog.categories().values() for cls in classes]
    wanted = [(cls, arguments) for cls, arguments in found if arguments is not None]
    return sorted(wanted, key=lambda each: each[0].input_ndim is None)  # those made for so many axes first


def same_size(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Give the layer that feeds a branch as many units or filters as the other branch has."""
    wires = [(edge, _shape_of(document, edge)) for edge in _wires_into(document, problem)]
    for edge, shape in wires:
        for _, other in wires:
            if shape and other and shape[-1] != other[-1] and other[-1] is not None:
                layer = document.graph.layer_of(edge.source)
                yield from _with_parameters(layer, lambda each: isinstance(each.kind, Integer), [other[-1]])


# ---- a parameter that does not fit ------------------------------------------------------------------------


def other_choice(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Choose another word where there is a choice: padding 'same' instead of 'valid'."""
    for layer in _culprits_and_feeders(document, problem):
        for each in _parameters(layer):
            kind = _plain(each.kind)
            if isinstance(kind, Choice) and each.name != "data_format":  # which says what the input is, not what to do
                yield from _with_parameters(layer, partial(_is, each), list(kind.options))


def other_switch(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Turn a switch of a layer before the culprit: return_sequences, keepdims."""
    for edge in _wires_into(document, problem):
        layer = document.graph.layer_of(edge.source)
        for each in _parameters(layer):
            if isinstance(each.kind, Boolean) and each.name != "trainable":
                yield from _with_parameters(layer, partial(_is, each), [not value_of(layer, each)])


def smaller_window(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Make a window or a stride smaller: the largest that fits comes first."""
    for layer in _culprits_and_feeders(document, problem):
        for each in _parameters(layer):
            kind, value = _plain(each.kind), value_of(layer, each)
            if isinstance(kind, Size) and value is not None and not each.is_advanced:
                sizes = [value] if isinstance(value, int) else list(value)
                smaller = [[min(size, most) for size in sizes] for most in range(max(sizes) - 1, 0, -1)]
                yield from _with_parameters(layer, partial(_is, each), smaller[:4] + smaller[-1:])


def other_axis(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Join along another axis."""
    for node_id in problem.node_ids:
        ndim = max((len(shape) for shape in document.report.facts[node_id].input_shapes if shape), default=0)
        layer = document.graph.layer_of(node_id)
        yield from _with_parameters(layer, lambda each: each.name == "axis", list(range(1, ndim)))


def other_shape(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Leave one size of a wanted shape open, so that all elements find a place."""
    for node_id in problem.node_ids:
        layer = document.graph.layer_of(node_id)
        for each in _parameters(layer):
            value = value_of(layer, each)
            if isinstance(_plain(each.kind), Shape) and value:
                opened = [[*value[:axis], -1, *value[axis + 1 :]] for axis in reversed(range(len(value)))]
                yield from _with_parameters(layer, partial(_is, each), [*opened, [-1]])


def starting_value(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Set a parameter back to what a new layer has."""
    for node_id in problem.node_ids[:1]:
        layer = document.graph.layer_of(node_id)
        cls = catalog.find_layer_class(layer.class_name)
        starting = catalog.starting_arguments(layer.class_name) if cls else {}
        for each in _parameters(layer):
            if each.name in layer.arguments and each.name != "name":
                value = starting.get(each.name, catalog.default_to_json(each))
                yield from _with_parameters(layer, partial(_is, each), [value])


# ---- wires, names, sharing --------------------------------------------------------------------------------


def missing_wire(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Wire something to the layer: first what leads nowhere yet, then what stands nearest."""
    graph = document.graph
    for node_id in problem.node_ids:
        port, name = graph.free_input_port(node_id), graph.layer_of(node_id).name
        taken = graph.downstream(node_id) | {node_id} | {edge.source for edge in graph.in_edges(node_id)}
        sources = sorted(graph.nodes.keys() - taken, key=partial(_far, graph, node_id))
        for source in sources[:4] if port is not None else []:
            text = f"Connect '{graph.layer_of(source).name}' to '{name}'"
            yield Candidate(text, partial(_list_of, Connect, Edge(source, 0, node_id, port or 0)))


def _far(graph: Graph, node_id: str, source: str) -> tuple[bool, float, str]:
    here, there = graph.nodes[node_id], graph.nodes[source]
    return bool(graph.out_edges(source)), abs(there.x - here.x) + abs(there.y - here.y), source


def new_input(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Add an input, of the shape of the data if that is known, before the first layer that has none."""
    graph, data = document.graph, document.data_facts(document)
    starts = sorted((id for id in graph.nodes if not graph.in_edges(id)), key=id_order)
    cls = next(cls for classes in catalog.categories().values() for cls in classes if cls.max_inputs == 0)
    if starts:
        shape = {"shape": list(data.inputs[0].shape)} if data else {}
        text = f"Add {catalog.palette_name(cls)} before '{graph.layer_of(starts[0]).name}'"
        yield Candidate(text, partial(_input_before, document, cls.__name__, shape, starts[0]))


def _input_before(document: Document, class_name: str, arguments: dict[str, Any], node_id: str) -> list[Command]:
    graph, node = document.graph, document.graph.nodes[node_id]
    new = graph.copy().new_node_id()
    above = node.y - DEFAULT_SIZE[1] - GAPS_ALONG[1]
    return [AddLayer(class_name, node.x, above, arguments, node_id=new), Connect(Edge(new, 0, node_id, 0))]


def without_wire(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Remove one wire of those the problem is about."""
    among = set(problem.node_ids)
    graph = document.graph
    is_about_one = len(among) == 1
    for edge in graph.edges:
        if edge.target in among and (is_about_one or edge.source in among):
            text = f"Remove the wire from '{graph.layer_of(edge.source).name}' to '{graph.layer_of(edge.target).name}'"
            yield Candidate(text, partial(_list_of, Disconnect, edge))


def without_node(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Delete the node, joining what it held together."""
    for node_id in problem.node_ids[:1]:
        text = f"Delete '{document.graph.layer_of(node_id).name}'"
        yield Candidate(text, partial(_list_of, RemoveNodes, [node_id]))


def own_name(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Give all but one of the layers with a name another one."""
    graph = document.graph
    keys = list(dict.fromkeys(graph.nodes[id].layer_key for id in problem.node_ids))
    name = graph.layers[keys[0]].name

    def make() -> list[Command]:
        taken = {layer.name for layer in graph.layers.values()}
        commands: list[Command] = []
        for key in keys[1:]:
            free = next(f"{name}_{n}" for n in range(1, len(graph.layers) + 2) if f"{name}_{n}" not in taken)
            taken.add(free)
            commands.append(RenameLayer(key, free))
        return commands

    yield Candidate(f"Rename all but one '{name}'", make)


def own_layer(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Give a node that shares a layer a layer of its own."""
    for node_id in problem.node_ids:
        if len(document.graph.nodes_of(document.graph.nodes[node_id].layer_key)) > 1:
            name = document.graph.layer_of(node_id).name
            yield Candidate(f"Make this use of '{name}' independent", partial(_list_of, UnshareLayer, node_id))


IDEAS: dict[str, tuple[Idea, ...]] = {
    "wrong_axes": (other_switch, bridge, without_node),
    "shape_mismatch": (
        other_choice, smaller_window, other_axis, other_shape, projection, same_size, own_layer, bridge_branch, both,
    ),
    "bad_argument": (starting_value, without_node),
    "missing_input": (missing_wire, without_node),
    "no_input": (new_input,),
    "cycle": (without_wire,),
    "wrong_ports": (without_wire,),
    "duplicate_name": (own_name,),
    "unused_input": (without_node,),
}  # fmt: skip


# ---- words the ideas are made of --------------------------------------------------------------------------


def insert_before(name: str, cls: type[Layer], edge: Edge, arguments: dict[str, Any]) -> Candidate:
    """Return the idea to put a new layer into a wire."""
    text = f"Insert {_described(cls, arguments)} before '{name}'"
    return Candidate(text, lambda: [InsertLayer(cls.__name__, edge.source, edge.source_port, [edge], arguments)])


def insert_between(names: str, cls: type[Layer], edge: Edge, arguments: dict[str, Any]) -> Candidate:
    """Return the idea to put a new layer between two."""
    text = f"Insert {_described(cls, arguments)} between {names}"
    return Candidate(text, lambda: [InsertLayer(cls.__name__, edge.source, edge.source_port, [edge], arguments)])


def set_parameter(layer: LayerSpec, name: str, value: Any) -> Candidate:
    """Return the idea to give a parameter another value."""
    shown = tuple(value) if isinstance(value, list) else value
    kind = f"Set {name} of '{layer.name}' to"
    return Candidate(f"{kind} {shown!r}", partial(_list_of, SetParameter, layer.key, name, value), kind)


def value_of(layer: LayerSpec, each: Param) -> Any:
    """Return the value a parameter has, as JSON data."""
    return layer.arguments.get(each.name, catalog.default_to_json(each))


def _described(cls: type[Layer], arguments: dict[str, Any]) -> str:
    words = [f"{name}={tuple(v) if isinstance(v, list) else v!r}" for name, v in arguments.items()]
    return f"{catalog.palette_name(cls)} ({', '.join(words)})" if words else catalog.palette_name(cls)


def _with_parameters(layer: LayerSpec, is_meant: Callable[[Param], bool], values: list[Any]) -> Iterator[Candidate]:
    for each in _parameters(layer):
        if is_meant(each):
            for value in values:
                if value != value_of(layer, each):
                    yield set_parameter(layer, each.name, value)


def _parameters(layer: LayerSpec) -> list[Param]:
    cls = catalog.find_layer_class(layer.class_name)
    return [] if cls is None or layer.inner is not None else list(cls.parameters.values())


def _is(wanted: Param, each: Param) -> bool:
    return each is wanted


def _plain(kind: Kind) -> Kind:
    return kind.kind if isinstance(kind, Optional) else kind


def _list_of(command: Callable[..., Command], *arguments: Any) -> list[Command]:
    return [command(*arguments)]


def _wires_into(document: Document, problem: Problem) -> list[Edge]:
    return [edge for id in problem.node_ids for edge in document.graph.in_edges(id)]


def _shape_of(document: Document, edge: Edge) -> tuple[int | None, ...] | None:
    shapes = document.report.facts[edge.source].output_shapes
    return shapes[edge.source_port] if edge.source_port < len(shapes) else None


def _culprits_and_feeders(document: Document, problem: Problem) -> list[LayerSpec]:
    """Return the layers the problem is about, then those that feed them."""
    graph = document.graph
    feeders = [edge.source for id in problem.node_ids for edge in graph.in_edges(id)]
    return list({graph.nodes[id].layer_key: graph.layer_of(id) for id in [*problem.node_ids, *feeders]}.values())
