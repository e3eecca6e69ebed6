"""Lettering: every size nobody knows gets a letter once, and is calculated with from there on: H, H−2, ⌊H/2⌋−1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from designer.model.graph import Graph, LayerSpec
from designer.model.making import Workshop
from designer.model.recent import Recent
from designer.model.report import Facts, ShownShape
from designer.model.shape_text import letter_of
from nn_core.layers.calling import dry_run
from nn_core.layers.layer import Layer
from nn_core.layers.shapes import flat_shapes
from nn_core.layers.symbolic_size import SymbolicSize
from nn_core.layers.undecided import TooManyWays, all_answers

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

Shapes = tuple[ShownShape, ...]


class Letters:
    """Gives letters nobody has yet: H, H₂, H₃."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()

    def new(self, letter: str) -> SymbolicSize:
        """Return a size with this letter and, if it was used before, a number."""
        self._used[letter] += 1
        number = str(self._used[letter]).translate(SUBSCRIPTS) if self._used[letter] > 1 else ""
        return SymbolicSize.named(letter + number)


class Lettering:
    """Calculates with letters, and remembers what came out by layer and input shapes."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self.answers: Recent[tuple[str, Shapes], Shapes] = Recent()

    def lettered(
        self, graph: Graph, facts: dict[str, Facts], entering: Shapes = (), letters: Letters | None = None
    ) -> dict[str, Facts]:
        """Return the facts, which are in the order of the wires, with letters for all open sizes.

        `entering` are the shapes that reach the inputs of a nested model, `letters` those of the model around.
        """
        if not any(_is_open(each) for each in facts.values()):
            return facts
        letters = letters or Letters()
        given = {id: (shape,) for id, shape in zip(graph.inputs(), entering, strict=False)}
        found: dict[str, Facts] = {}
        for node_id, each in facts.items():
            layer, shapes = graph.layer_of(node_id), _input_shapes(graph, node_id, found)
            if layer.inner is not None and each.inner is not None:
                each = replace(each, inner=self.lettered(layer.inner, dict(each.inner), shapes, letters))
                answers = _given_by(layer.inner, each.inner or {})
            else:
                answers = given.get(node_id) or self._answers(layer, each, shapes)
            found[node_id] = _with_letters(each, answers, letters)
        return found

    def _answers(self, layer: LayerSpec, facts: Facts, shapes: Shapes) -> Shapes:
        """Return what a layer makes of such shapes; None where it cannot say a size, nothing if it cannot say any."""
        is_asked = facts.error is None and any(map(_has_gaps, facts.shown_shapes))
        if not is_asked or None in shapes or not any(map(_has_letters, shapes)):
            return ()
        answers = self.answers.get(key := (layer.fingerprint, shapes))
        if answers is None:
            answers = _asked(self._workshop.made(layer), shapes)
            self.answers.put(key, answers)
        return answers


def _asked(layer: Layer, shapes: Shapes) -> Shapes:
    """Return that on which a layer's answers agree, however the sizes compare that nobody knows."""
    if type(layer).compute_output_shape is Layer.compute_output_shape:
        return ()
    arguments = layer.arguments_for(shapes)
    try:
        with dry_run():
            answers = all_answers(lambda: flat_shapes(layer.compute_output_shape(*arguments)))
    except (TypeError, ArithmeticError, LookupError, AttributeError, TooManyWays):  # no formula for it
        return ()
    if len({tuple(map(len, each)) for each in answers}) != 1:
        return ()
    return tuple(_common(each) for each in zip(*answers, strict=True))


def _common(shapes: Sequence[tuple[int | SymbolicSize | None, ...]]) -> ShownShape:
    return tuple(sizes[0] if len(set(sizes)) == 1 else None for sizes in zip(*shapes, strict=True))


def _with_letters(facts: Facts, answers: Shapes, letters: Letters) -> Facts:
    """Return facts with what was answered, or new letters, in the place of open sizes."""
    if not any(map(_has_gaps, facts.shown_shapes)):
        return facts
    by_port = [*answers, *[None] * (len(facts.shown_shapes) - len(answers))]
    pairs = zip(facts.shown_shapes, by_port, strict=False)
    return replace(facts, lettered_shapes=tuple(_filled(shape, answer, letters) for shape, answer in pairs))


def _filled(shape: ShownShape, answer: ShownShape, letters: Letters) -> ShownShape:
    if shape is None:
        return None
    known = answer if answer is not None and len(answer) == len(shape) else (None,) * len(shape)
    sizes = [
        size if size is not None else letters.new(letter_of(len(shape), axis)) if other is None else other
        for axis, (size, other) in enumerate(zip(shape, known, strict=True))
        if axis > 0
    ]
    return (*shape[:1], *sizes)


def _is_open(facts: Facts) -> bool:
    inner = facts.inner is not None and any(map(_is_open, facts.inner.values()))
    return inner or any(map(_has_gaps, facts.shown_shapes))


def _has_gaps(shape: ShownShape) -> bool:
    return shape is not None and None in shape[1:]


def _has_letters(shape: ShownShape) -> bool:
    return shape is not None and any(isinstance(size, SymbolicSize) for size in shape)


def _input_shapes(graph: Graph, node_id: str, found: Mapping[str, Facts]) -> Shapes:
    return tuple(_given(found.get(edge.source, Facts()), edge.source_port) for edge in graph.in_edges(node_id))


def _given_by(inner: Graph, facts: Mapping[str, Facts]) -> Shapes:
    """Return the shapes of the outputs of a nested model."""
    ports = [(id, port) for id in inner.outputs() for port in _output_ports(inner, id, facts[id])]
    return tuple(_given(facts[id], port) for id, port in ports)


def _output_ports(graph: Graph, node_id: str, facts: Facts) -> Sequence[int]:
    return graph.nodes[node_id].output_ports or range(len(facts.output_shapes))


def _given(facts: Facts, port: int) -> ShownShape:
    return facts.shown_shapes[port] if port < len(facts.shown_shapes) else None
