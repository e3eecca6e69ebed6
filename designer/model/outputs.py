"""Outputs: what each output of the model is called and gives, as far as training needs to know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from designer.model import catalog
from designer.model.graph import Graph, LayerSpec
from designer.model.inference import shapes_given
from designer.model.report import Facts, UnknownShape
from nn_core.spec import registry
from nn_core.spec.naming import to_snake_case


@dataclass(frozen=True)
class OutputFacts:
    """One output of the model: its name, the activation it ends with (None: not known) and its shape."""

    name: str
    activation: str | None = None
    shape: UnknownShape = None
    node_id: str = ""

    @property
    def units(self) -> int | None:
        """The number of values on the last axis."""
        return self.shape[-1] if self.shape else None


def output_facts(graph: Graph, facts: Mapping[str, Facts]) -> tuple[OutputFacts, ...]:
    """Return the outputs in the order and with the names the compiled model has."""
    given = [(id, shape) for id in graph.outputs() for shape in shapes_given(graph, id, facts[id])]
    names = distinct(graph.layer_of(id).name for id, _ in given)
    activations = {id: final_activation(graph, id) for id, _ in given}
    return tuple(OutputFacts(name, activations[id], shape, id) for name, (id, shape) in zip(names, given, strict=True))


def final_activation(graph: Graph, node_id: str) -> str | None:
    """Return the activation a node ends with, looking through layers that only pass on or reshape; None if unclear."""
    seen: set[str] = set()
    while node_id not in seen:
        seen.add(node_id)
        layer, wires = graph.layer_of(node_id), graph.in_edges(node_id)
        if layer.inner is not None:
            ends = layer.inner.outputs()
            return final_activation(layer.inner, ends[0]) if len(ends) == 1 else None
        activation = own_activation(layer)
        if activation is not None or len(wires) != 1:
            return activation
        node_id = wires[0].source
    return None


def own_activation(layer: LayerSpec) -> str | None:
    """Return the name of the activation a layer applies: its parameter, or the layer itself is one."""
    cls = catalog.find_layer_class(layer.class_name)
    if cls is None:
        return None
    if "activation" not in cls.parameters:
        name = cls.applies or to_snake_case(cls.__name__)
        return name if registry.find("activation", name) is not None else None
    value = layer.arguments.get("activation", catalog.default_to_json(cls.parameters["activation"]))
    if isinstance(value, dict):
        value = to_snake_case(str(value.get("class_name", "")))
    return "linear" if value is None else str(value)


def distinct(names: Iterable[str]) -> list[str]:
    """Return the names, with a number behind each that was there before."""
    taken: dict[str, None] = {}
    for name in names:
        number, new = 0, name
        while new in taken:
            number += 1
            new = f"{name}_{number}"
        taken[new] = None
    return list(taken)
