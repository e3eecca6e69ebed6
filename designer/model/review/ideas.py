"""Ideas of what would help against the weak spots of a design."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from designer.model import catalog
from designer.model.candidates import Candidate, Idea, set_parameter, value_of
from designer.model.command import Command
from designer.model.commands import RemoveNodes, SetParameter, SetSettings
from designer.model.graph import Edge
from designer.model.inserting import InsertLayer
from designer.model.report import Problem
from nn_core.layers.described import Role
from nn_core.layers.layer import Layer

if TYPE_CHECKING:
    from designer.model.document import Document


def setting(name: str, *values: Any) -> Idea:
    """Give a parameter of the layer another value."""

    def idea(document: Document, problem: Problem) -> Iterator[Candidate]:
        for node_id in problem.node_ids:
            layer = document.graph.layer_of(node_id)
            cls = catalog.find_layer_class(layer.class_name)
            if cls is not None and name in cls.parameters:
                for value in values:
                    if value != value_of(layer, cls.parameters[name]):
                        yield set_parameter(layer, name, value)

    return idea


def setting_all(name: str, value: Any) -> Idea:
    """Give a parameter of all the layers another value."""

    def idea(document: Document, problem: Problem) -> Iterator[Candidate]:
        graph = document.graph
        keys = list(dict.fromkeys(graph.nodes[id].layer_key for id in problem.node_ids))
        able = [key for key in keys if name in _parameters(graph.layers[key].class_name)]
        if len(able) == 1:
            yield set_parameter(graph.layers[able[0]], name, value)
        elif able:
            yield Candidate(
                f"Set {name} of {len(able)} layers to {value!r}",
                lambda: [SetParameter(key, name, value) for key in able],
            )

    return idea


def training_with(text: str, **changes: Any) -> Idea:
    """Change the training settings."""

    def idea(document: Document, problem: Problem) -> Iterator[Candidate]:
        yield Candidate(text, lambda: [SetSettings(replace(document.settings, **changes), text)])

    return idea


def without_node(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Delete the first of the layers, joining what it held together."""
    node_id = problem.node_ids[0]
    yield Candidate(f"Delete '{document.graph.layer_of(node_id).name}'", lambda: [RemoveNodes([node_id])])


def swapped(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Put the first layer behind the second."""
    first, second = problem.node_ids[:2]
    graph = document.graph
    layer = graph.layer_of(first)
    if layer.inner is None and len(graph.nodes_of(layer.key)) == 1:
        again = partial(_inserted, layer.class_name, second, 0, graph.out_edges(second), layer.arguments)
        text = f"Put '{layer.name}' behind '{graph.layer_of(second).name}'"
        yield Candidate(text, lambda: [RemoveNodes([first]), *again()])


def layer_after(role: Role, arguments: Callable[[Document, Problem], dict[str, Any] | None] | None = None) -> Idea:
    """Insert a layer of a role behind the first node."""

    def idea(document: Document, problem: Problem) -> Iterator[Candidate]:
        source = problem.node_ids[0]
        for cls in with_role(role):
            given = arguments(document, problem) if arguments else {}
            given = {name: value for name, value in (given or {}).items() if name in cls.parameters}
            if all(
                not each.is_required or each.name in given or each.name in _offered(cls)
                for each in cls.parameters.values()
            ):
                yield inserted(document, cls, source, given)

    return idea


def inserted(document: Document, cls: type[Layer], source: str, arguments: dict[str, Any]) -> Candidate:
    """Return the idea to put a new layer behind a node, before all it feeds."""
    words = ", ".join(f"{name}={_short(value)}" for name, value in arguments.items())
    described = f"{catalog.palette_name(cls)} ({words})" if words else catalog.palette_name(cls)
    text = f"Insert {described} after '{document.graph.layer_of(source).name}'"
    edges = tuple(edge for edge in document.graph.out_edges(source) if edge.source_port == 0)
    return Candidate(text, partial(_inserted, cls.__name__, source, 0, edges, arguments))


def pooled_before(document: Document, problem: Problem) -> Iterator[Candidate]:
    """Pool over all places before the first node: one number for each channel is left."""
    for edge in document.graph.in_edges(problem.node_ids[0]):
        for cls in (each for classes in catalog.categories().values() for each in classes if each.bridges_axes):
            if not any(each.is_required for each in cls.parameters.values()) and "flattening" not in cls.roles:
                text = f"Insert {catalog.palette_name(cls)} before '{document.graph.layer_of(edge.target).name}'"
                yield Candidate(text, partial(_inserted, cls.__name__, edge.source, edge.source_port, [edge], {}))


def _inserted(
    class_name: str, source: str, port: int, edges: Sequence[Edge], arguments: dict[str, Any]
) -> list[Command]:
    return [InsertLayer(class_name, source, port, edges, arguments)]


def with_role(role: Role) -> list[type[Layer]]:
    """Return the layers of the palette that declare a role."""
    return [cls for classes in catalog.categories().values() for cls in classes if role in cls.roles]


def _parameters(class_name: str) -> dict[str, Any]:
    cls = catalog.find_layer_class(class_name)
    return dict(cls.parameters) if cls else {}


def _offered(cls: type[Layer]) -> dict[str, Any]:
    return catalog.starting_arguments(cls.__name__)


def _short(value: Any) -> str:
    if isinstance(value, float) and 0 < value < 0.01 and abs(1 / value - round(1 / value)) < 1e-9:
        return f"1/{round(1 / value)}"
    return repr(value)
