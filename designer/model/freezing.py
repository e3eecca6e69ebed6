"""Freezing: layers whose weights no training changes, as a step of the history for all that is selected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from designer.model.change import Edit
from designer.model.command import GraphCommand
from designer.model.graph import Graph, LayerSpec
from designer.model.planning import need_nodes
from designer.model.report import Facts

if TYPE_CHECKING:
    from designer.model.document import Document


class FreezeLayers(GraphCommand):
    """Freeze the layers of some nodes, or let them learn again; a shared layer follows in all its nodes."""

    def __init__(self, node_ids: Iterable[str], is_frozen: bool) -> None:
        super().__init__()
        self.node_ids, self.is_frozen = frozenset(node_ids), is_frozen
        self.text = "Freeze" if is_frozen else "Unfreeze"

    def plan(self, graph: Graph) -> Edit:
        need_nodes(graph, self.node_ids)
        layers = {layer.key: layer for layer in map(graph.layer_of, sorted(self.node_ids))}
        if len(layers) == 1:
            self.text = f"{self.text} {next(iter(layers.values())).name}"
        return Edit(layers={key: (layer, self._changed(layer)) for key, layer in layers.items()})

    def _changed(self, layer: LayerSpec) -> LayerSpec:
        arguments = {name: value for name, value in layer.arguments.items() if name != "trainable"}
        return replace(layer, arguments={**arguments, "trainable": False} if self.is_frozen else arguments)


def is_frozen(layer: LayerSpec) -> bool:
    """Say whether a layer, or a nested model with all that is in it, is frozen."""
    return layer.arguments.get("trainable", True) is False


def frozen_around(document: Document) -> str:
    """Return the name of the frozen nested model a level is in; nothing if there is none."""
    around = (outer.graph.layers.get(key) for outer, key in zip(document.levels, document.path_of_keys, strict=False))
    return next((layer.name for layer in around if layer is not None and is_frozen(layer)), "")


def frozen_text(layer: LayerSpec, facts: Facts, around: str = "") -> str:
    """Return what is to be said of a layer that training leaves as it is; nothing if training changes it.

    Args:
        around: the name of the frozen nested model it is in.
    """
    if is_frozen(layer):
        return "Frozen: training leaves its weights as they are."
    return f"Frozen with the nested model '{around}' around it." if around and facts.num_params else ""


def freezable(document: Document, node_ids: Iterable[str]) -> list[str]:
    """Return the nodes among these whose layers have weights, as far as one can know."""
    graph, facts = document.graph, document.report.facts
    own = [id for id in node_ids if not graph.layer_of(id).is_input]
    return [id for id in own if id not in facts or facts[id].num_params != 0]
