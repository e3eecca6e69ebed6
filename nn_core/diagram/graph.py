"""What a diagram shows: boxes with the facts about a layer, and the wires between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal

from nn_core.spec.structure import flatten

Direction = Literal["TB", "BT", "LR", "RL"]


@dataclass(frozen=True)
class Box:
    """A layer at one place of the model."""

    key: str
    name: str
    class_name: str
    input_shape: str = "?"
    output_shape: str = "?"
    dtype: str = ""
    activation: str = ""
    trainable: bool | None = None  # None: there is nothing to train
    inner: ModelGraph | None = None


@dataclass
class ModelGraph:
    """The boxes, each after those it depends on, and (from, to) for every wire."""

    boxes: list[Box] = field(default_factory=list)
    wires: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class PlotOptions:
    """What to show and which way the data flows."""

    show_shapes: bool = False
    show_dtype: bool = False
    show_layer_names: bool = False
    rankdir: Direction = "TB"
    expand_nested: bool = False
    show_layer_activations: bool = False
    show_trainable: bool = False

    def __post_init__(self) -> None:
        if self.rankdir not in ("TB", "BT", "LR", "RL"):
            raise ValueError(
                f"rankdir must be 'TB' (top to bottom), 'BT', 'LR' (left to right) or 'RL', not {self.rankdir!r}."
            )


def graph_of(model: Any) -> ModelGraph:
    """Return what there is to show of a model: a box for every call, so a shared layer is seen wherever it is used."""
    nodes = getattr(model, "graph_nodes", None)
    if nodes is None or not model.built:
        return _graph_without_calls(model)
    keys = {id(node): str(number) for number, node in enumerate(nodes)}
    boxes = [_box(node, keys[id(node)]) for node in nodes]
    parents = {id(node): [parent for parent in node.parents if id(parent) in keys] for node in nodes}
    wires = [(keys[id(parent)], keys[id(node)]) for node in nodes for parent in parents[id(node)]]
    return ModelGraph(boxes, list(dict.fromkeys(wires)))


def _graph_without_calls(model: Any) -> ModelGraph:
    """A stack that has not seen data, or a model written in Python: layers, but no shapes."""
    boxes = [_facts(layer, str(number)) for number, layer in enumerate(model.layers)]
    is_stack = hasattr(model, "graph_nodes") or hasattr(model, "add")
    wires = [(a.key, b.key) for a, b in pairwise(boxes)] if is_stack else []
    return ModelGraph(boxes, wires)


def _box(node: Any, key: str) -> Box:
    outputs = flatten(node.outputs)
    inputs = node.inputs or outputs
    shapes = shapes_text([x.shape for x in inputs]), shapes_text([x.shape for x in outputs])
    return _facts(node.layer, key, *shapes)


def _facts(layer: Any, key: str, input_shape: str = "?", output_shape: str = "?") -> Box:
    activation = getattr(layer, "activation", None)
    return Box(
        key,
        str(layer.name),
        type(layer).__name__,
        input_shape,
        output_shape,
        str(layer.dtype),
        getattr(activation, "__name__", type(activation).__name__) if activation is not None else "",
        bool(layer.trainable) if layer.weights else None,
        graph_of(layer) if hasattr(layer, "graph_nodes") else None,
    )


def shapes_text(shapes: list[Any]) -> str:
    """Return one shape as it is, several as a list."""
    texts = [str(tuple(shape)) for shape in shapes]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
