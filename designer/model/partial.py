"""What can be said of a layer although a shape before it is unknown: asked for every number of axes it may get."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from designer.model.report import UnknownShape
from nn_core.layers.calling import dry_run
from nn_core.layers.layer import Layer
from nn_core.layers.node import SymbolicShape
from nn_core.layers.shapes import flat_shapes

RANKS = (2, 3, 4, 5)  # with the batch axis: rows, sequences, pictures, volumes


@dataclass(frozen=True)
class Partial:
    """What is known in spite of unknown inputs: sizes of the outputs (None where unknown), weights."""

    shapes: tuple[UnknownShape, ...] = ()
    weight_shapes: tuple[tuple[int, ...], ...] | None = None
    num_trainable: int = 0

    @property
    def num_params(self) -> int | None:
        return None if self.weight_shapes is None else sum(math.prod(shape) for shape in self.weight_shapes)


def partly_known(layer: Layer, shapes: Sequence[UnknownShape]) -> Partial:
    """Return on what all answers of a layer agree; nothing if they do not even agree on the number of axes."""
    if type(layer).compute_output_shape is Layer.compute_output_shape or not shapes:
        return Partial()
    answers = [answer for possible in _possible(layer, shapes) if (answer := _asked(layer, possible)) is not None]
    if not answers:
        return Partial()
    outputs = _agreed([shapes for shapes, *_ in answers])
    weights = {weights for _, weights, _ in answers}
    if len(weights) != 1 or None in weights:
        return Partial(outputs)
    return Partial(outputs, weights.pop(), answers[0][2])


def _possible(layer: Layer, shapes: Sequence[UnknownShape]) -> Iterator[list[SymbolicShape]]:
    """Yield the input shapes with nothing but open sizes in the place of unknown ones."""
    known = {len(shape) for shape in shapes if shape is not None}
    own = type(layer).input_ndim
    ranks = known or ({own} if own is not None else set(RANKS))
    for rank in sorted(ranks):
        yield [(None,) * rank if shape is None else shape for shape in shapes]


Answer = tuple[list[SymbolicShape], "tuple[tuple[int, ...], ...] | None", int]


def _asked(layer: Layer, shapes: list[SymbolicShape]) -> Answer | None:
    """Return outputs and weights for these shapes; None if the layer cannot have them."""
    arguments = layer.arguments_for(shapes)
    try:
        with dry_run():
            outputs = flat_shapes(layer.compute_output_shape(*arguments))
    except Exception:  # whatever a layer says of shapes it was not made for
        return None
    return outputs, *_weights(layer, arguments)


def _weights(layer: Layer, arguments: tuple[object, ...]) -> tuple[tuple[tuple[int, ...], ...] | None, int]:
    fresh = type(layer).from_config(layer.get_config())
    try:
        with dry_run():
            fresh.build(*arguments)
    except Exception:  # a size it needs is open
        return None, 0
    trainable = sum(math.prod(weight.shape) for weight in fresh.trainable_weights)
    return tuple(tuple(weight.shape) for weight in fresh.weights), trainable


def _agreed(answers: list[list[SymbolicShape]]) -> tuple[UnknownShape, ...]:
    """Return the shapes with the sizes on which all answers agree."""
    if len({len(shapes) for shapes in answers}) != 1:
        return ()
    return tuple(_common(list(each)) for each in zip(*answers, strict=True))


def _common(shapes: list[SymbolicShape]) -> UnknownShape:
    if len({len(shape) for shape in shapes}) != 1:
        return None
    return tuple(sizes[0] if len(set(sizes)) == 1 else None for sizes in zip(*shapes, strict=True))
