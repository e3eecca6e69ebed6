"""Inference: the shapes and counts of every node; only what changed is worked out again."""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from designer.model.graph import Graph, LayerSpec
from designer.model.lettering import Lettering
from designer.model.making import Workshop, make_layer
from designer.model.partial import Partial, partly_known
from designer.model.recent import Recent
from designer.model.report import Facts, Stage, UnknownShape
from nn_core.layers.calling import dry_run
from nn_core.layers.layer import Layer
from nn_core.layers.shapes import flat_shapes

FEWEST_KEPT = 300  # answers, however small the graph


class Inference:
    """Works out facts and remembers them by layer and input shapes."""

    def __init__(self) -> None:
        self._cache: Recent[tuple[str, str, tuple[UnknownShape, ...]], Facts] = Recent()
        self._partial: Recent[tuple[str, tuple[UnknownShape, ...]], Partial] = Recent()
        self._workshop = Workshop()
        self._lettering = Lettering(self._workshop)
        self.num_inferred = 0  # how often a layer was really asked; the tests look at it

    def facts(self, graph: Graph, entering: Sequence[UnknownShape] | None = None) -> dict[str, Facts]:
        """Return the facts of every node; `entering` are the shapes that reach the inputs of a nested model."""
        room = max(FEWEST_KEPT, 2 * len(graph.nodes))
        self._cache.room = self._partial.room = self._workshop.unbuilt.room = self._lettering.answers.room = room
        return self._lettering.lettered(graph, self._facts(graph, entering))

    def _facts(self, graph: Graph, entering: Sequence[UnknownShape] | None) -> dict[str, Facts]:
        given = {id: shape for id, shape in zip(graph.inputs(), entering or (), strict=False) if shape is not None}
        first_use: dict[str, Facts] = {}
        found: dict[str, Facts] = {}
        for node_id in graph.topological_order():
            layer = graph.layer_of(node_id)
            facts = self.facts_of(layer, _input_shapes(graph, node_id, found))
            if not facts.is_known:
                facts = self._completed(layer, facts, _shown_shapes(graph, node_id, found))
            if node_id in given:
                facts = _entered(layer, facts, given[node_id])
            found[node_id] = _checked_sharing(layer, first_use.setdefault(layer.key, facts), facts)
        return found

    def facts_of(self, layer: LayerSpec, shapes: tuple[UnknownShape, ...]) -> Facts:
        """Return the facts of a layer for input shapes, from memory if they were worked out before.

        Layers that differ in nothing but the name share theirs, but for an error: that names the layer.
        """
        facts = self._cache.get((layer.fingerprint, "", shapes)) or self._cache.get(
            (layer.fingerprint, layer.name, shapes)
        )
        if facts is None:
            self.num_inferred += 1
            facts = self._worked_out(layer, shapes)
            self._cache.put((layer.fingerprint, layer.name if facts.error else "", shapes), facts)
        return facts

    def _completed(self, layer: LayerSpec, facts: Facts, shapes: tuple[UnknownShape, ...]) -> Facts:
        """Return facts with what can be said although the shapes that come in are known in part only, or wrong."""
        if layer.inner is not None or facts.error_stage == "make" or not shapes:
            return facts
        shapes = shapes if facts.error is None else (None,) * len(shapes)
        key = (layer.fingerprint, shapes)
        partial = self._partial.get(key)
        if partial is None:
            partial = _partly_known(layer, shapes)
            self._partial.put(key, partial)
        if facts.error is not None or partial.num_params is None:
            return replace(facts, partial_shapes=partial.shapes)
        return replace(
            facts,
            partial_shapes=partial.shapes,
            num_params=partial.num_params,
            num_trainable=partial.num_trainable,
            weight_shapes=partial.weight_shapes or (),
        )

    def _worked_out(self, layer: LayerSpec, shapes: tuple[UnknownShape, ...]) -> Facts:
        stage: Stage = "make"
        try:
            if layer.inner is not None:
                return self._nested(layer, layer.inner, shapes)
            made = self._workshop.made(layer)
            if not _are_enough(layer, shapes):
                return Facts(shapes)
            stage = "take"
            check_axes(made, shapes)
            stage = "compute"
            return _asked(made, shapes)
        except (ValueError, TypeError) as error:
            return Facts(shapes, error=str(error), error_stage=stage)
        except Exception as error:
            logging.getLogger(__name__).exception("The shape of %r could not be worked out", layer.name)
            text = f"The shape of '{layer.name}' could not be worked out: {error}"
            return Facts(shapes, error=text, error_stage=stage)

    def _nested(self, layer: LayerSpec, inner: Graph, shapes: tuple[UnknownShape, ...]) -> Facts:
        """Return the facts of a nested model; what is wrong in there is told by those of its nodes."""
        facts = self._facts(inner, shapes)
        if not _are_enough(layer, shapes) or any(each.error for each in facts.values()):
            return Facts(shapes, inner=facts)
        totals = totals_of(inner, facts)
        outputs = tuple(shape for id in inner.outputs() for shape in shapes_given(inner, id, facts[id]))
        trainable = totals.trainable if layer.arguments.get("trainable", True) else 0
        found = Facts(shapes, outputs or (None,), weight_shapes=_all_weights(inner, facts), inner=facts)
        if not totals.is_complete:
            return found
        return replace(found, num_params=totals.params, num_trainable=trainable, macs=totals.macs)


def shapes_given(graph: Graph, node_id: str, facts: Facts) -> list[UnknownShape]:
    """Return the shapes of those outputs of a node that are outputs of the model."""
    ports = graph.nodes[node_id].output_ports or range(len(facts.output_shapes))
    return [facts.output_shapes[port] if port < len(facts.output_shapes) else None for port in ports]


def check_axes(layer: Layer, shapes: Sequence[UnknownShape]) -> None:
    """Raise ValueError if a layer cannot take tensors with so many axes."""
    if type(layer).max_inputs != 0:
        arguments = layer.arguments_for(shapes)
        layer.check_input_shape(arguments if layer.takes_separately else arguments[0])


def _are_enough(layer: LayerSpec, shapes: Sequence[UnknownShape]) -> bool:
    """Say whether all input shapes are there and known, and not too many of them."""
    fewest, most = layer.input_range
    return None not in shapes and fewest <= len(shapes) and (most is None or len(shapes) <= most)


def _asked(layer: Layer, shapes: tuple[UnknownShape, ...]) -> Facts:
    """Ask a fresh layer for all it can say about these input shapes; no weight is allocated."""
    arguments = layer.arguments_for(shapes)
    with dry_run():
        if shapes:
            layer.build(*arguments)
        outputs = flat_shapes(layer.compute_output_shape(*arguments))
        return Facts(
            shapes,
            tuple(outputs),
            num_params=layer.count_params(),
            num_trainable=sum(math.prod(weight.shape) for weight in layer.trainable_weights),
            macs=layer.count_macs(*arguments) if shapes else 0,
            weight_shapes=tuple(tuple(weight.shape) for weight in layer.weights),
        )


def _input_shapes(graph: Graph, node_id: str, found: dict[str, Facts]) -> tuple[UnknownShape, ...]:
    shapes = []
    for edge in graph.in_edges(node_id):
        outputs = found[edge.source].output_shapes if edge.source in found else ()
        shapes.append(outputs[edge.source_port] if edge.source_port < len(outputs) else None)
    return tuple(shapes)


def _all_weights(graph: Graph, facts: dict[str, Facts]) -> tuple[tuple[int, ...], ...]:
    by_layer = {graph.nodes[id].layer_key: each.weight_shapes for id, each in facts.items()}
    return tuple(shape for shapes in by_layer.values() for shape in shapes)


def _shown_shapes(graph: Graph, node_id: str, found: dict[str, Facts]) -> tuple[UnknownShape, ...]:
    """Return what is known of the shapes that come in."""
    shapes = []
    for edge in graph.in_edges(node_id):
        outputs = found[edge.source].open_shapes if edge.source in found else ()
        shapes.append(outputs[edge.source_port] if edge.source_port < len(outputs) else None)
    return tuple(shapes)


def _partly_known(layer: LayerSpec, shapes: tuple[UnknownShape, ...]) -> Partial:
    fewest, most = layer.input_range
    if len(shapes) < fewest or (most is not None and len(shapes) > most):
        return Partial()
    try:
        made = make_layer(layer)
    except (ValueError, TypeError):
        return Partial()
    found = partly_known(made, shapes)
    return found if found.shapes else Partial(partly_known(made, (None,) * len(shapes)).shapes)


def _entered(layer: LayerSpec, facts: Facts, shape: UnknownShape) -> Facts:
    """Return the facts of a nested model's input when a tensor of this shape enters it."""
    own = facts.output_shape
    if shape is None or own is None:
        return replace(facts, output_shapes=(shape,))
    fits = len(own) == len(shape) and all(None in pair or pair[0] == pair[1] for pair in zip(own, shape, strict=True))
    if not fits:
        return replace(facts, error=f"It takes tensors of shape {own}, but got {shape}.", error_stage="take")
    return replace(facts, output_shapes=(shape,))


def _checked_sharing(layer: LayerSpec, first: Facts, facts: Facts) -> Facts:
    """Refuse a further use of a layer for which its weights would need other shapes."""
    if first.weight_shapes == facts.weight_shapes or None in (first.num_params, facts.num_params):
        return facts
    text = (
        f"The shared layer '{layer.name}' has one set of weights, made for the input {_listed(first.input_shapes)}; "
        f"here it gets {_listed(facts.input_shapes)}, which needs weights of other shapes."
    )
    return Facts(facts.input_shapes, error=text, error_stage="compute")


def _listed(shapes: Sequence[UnknownShape]) -> str:
    return " and ".join(str(shape) for shape in shapes)


@dataclass(frozen=True)
class Totals:
    """Sums over a graph of what is known; a shared layer's weights count once, its work each time."""

    params: int
    trainable: int
    macs: int
    is_complete: bool


def totals_of(graph: Graph, facts: dict[str, Facts]) -> Totals:
    """Add up the facts of a graph."""
    by_layer: dict[str, Facts] = {}
    for node_id, each in facts.items():
        by_layer.setdefault(graph.nodes[node_id].layer_key, each)
    return Totals(
        sum(each.num_params or 0 for each in by_layer.values()),
        sum(each.num_trainable or 0 for each in by_layer.values()),
        sum(each.macs or 0 for each in facts.values()),
        all(each.num_params is not None and each.macs is not None for each in facts.values()),
    )
