"""From a document to what a diagram shows; a model that is not finished yet is shown as far as it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from designer.model import catalog
from designer.model.document import Document
from designer.model.graph import Graph, LayerSpec
from designer.model.inference import Inference
from designer.model.report import Facts, UnknownShape
from nn_core.diagram.graph import Box, ModelGraph, shapes_text


def graph_of_document(document: Document) -> ModelGraph:
    """Return the boxes and wires of the model on the canvas."""
    return _graph(document.graph, document.report.facts)


def _graph(graph: Graph, facts: Mapping[str, Facts]) -> ModelGraph:
    boxes = [_box(id, graph.layer_of(id), facts.get(id, Facts())) for id in graph.topological_order()]
    wires = dict.fromkeys((edge.source, edge.target) for edge in graph.edges)
    return ModelGraph(boxes, list(wires))


def _box(node_id: str, layer: LayerSpec, facts: Facts) -> Box:
    return Box(
        node_id,
        layer.name,
        layer.class_name,
        _text(facts.input_shapes or facts.output_shapes),
        _text(facts.output_shapes),
        str(layer.arguments.get("dtype") or "float32"),
        _activation(layer),
        bool(layer.arguments.get("trainable", True)) if facts.num_params else None,
        None if layer.inner is None else _graph(layer.inner, Inference().facts(layer.inner, facts.input_shapes)),
    )


def _text(shapes: Sequence[UnknownShape]) -> str:
    return "?" if any(shape is None for shape in shapes) else shapes_text(list(shapes))


def _activation(layer: LayerSpec) -> str:
    """Return the activation function, chosen or by default, of a layer that has one."""
    cls = catalog.find_layer_class(layer.class_name)
    declared = cls.parameters.get("activation") if cls is not None else None
    if declared is None:
        return ""
    value = layer.arguments.get("activation", catalog.default_to_json(declared))
    return str(value.get("class_name", "")) if isinstance(value, dict) else str(value or "")
