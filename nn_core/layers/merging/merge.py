"""Merge: the base of layers that make one tensor of several, element by element."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ClassVar

from nn_core import ops
from nn_core.layers.layer import Layer
from nn_core.layers.shapes import flat_shapes, is_shape


class Merge(Layer):
    """Combine several tensors of the same shape, element by element; a size of 1 is stretched to fit."""

    min_inputs = 2
    max_inputs: ClassVar[int | None] = None
    casts_integers = False
    supports_masking = True

    def merge(self, inputs: list[Any]) -> Any:
        """Combine the tensors, which have the same number of axes."""
        raise NotImplementedError

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        if is_shape(shape):
            raise ValueError(f"{self._title()} takes a list of tensors, but got a single one of shape {shape}.")
        if self.max_inputs is not None and len(shape) != self.max_inputs:
            raise ValueError(
                f"{self._title()} takes {self.max_inputs} tensors, but got {len(shape)}: {_listed(shape)}."
            )

    def compute_output_shape(self, input_shape: Any) -> Any:
        shapes = flat_shapes(input_shape)
        batches = {shape[0] for shape in shapes} - {None}
        if len(batches) > 1:
            raise ValueError(f"{self._title()} needs batches of the same size, but got {_listed(shapes)}.")
        sizes = functools.reduce(lambda a, b: self._broadcast(a, b, shapes), [shape[1:] for shape in shapes])
        return (batches.pop() if batches else None, *sizes)

    def _broadcast(self, a: tuple[Any, ...], b: tuple[Any, ...], shapes: list[Any]) -> tuple[Any, ...]:
        long, short = (a, b) if len(a) >= len(b) else (b, a)
        start = len(long) - len(short)
        merged = list(long[:start])
        for x, y in zip(long[start:], short, strict=True):
            if x is not None and y is not None and x != y and 1 not in (x, y):
                raise ValueError(
                    f"{self._title()} needs tensors of the same shape, but got {_listed(shapes)}: "
                    f"{x} does not match {y}."
                )
            merged.append(None if x is None or y is None else y if x == 1 else x)
        return tuple(merged)

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        if not isinstance(previous_mask, list | tuple) or any(mask is None for mask in previous_mask):
            return None
        return functools.reduce(ops.logical_or, previous_mask)

    def call(self, inputs: Any) -> Any:
        ndim = max(x.ndim for x in inputs)
        return self.merge([_with_axes(x, ndim) for x in inputs])


def _listed(shapes: list[Any]) -> str:
    return " and ".join(str(tuple(shape)) for shape in shapes)


def seen(x: Any) -> Any:
    """Return the mask of a tensor, with an axis more so that it covers all numbers of a step; None if there is none."""
    mask = getattr(x, "_keras_mask", None)
    return None if mask is None else ops.expand_dims(mask, axis=-1)


def extreme(choose: Callable[[Any, Any], Any], inputs: list[Any]) -> Any:
    """Return the largest (or smallest) of several tensors; where one is masked, the others decide."""
    output, is_seen = inputs[0], seen(inputs[0])
    for x in inputs[1:]:
        x_is_seen = seen(x)
        x = x if x_is_seen is None else ops.where(x_is_seen, x, output)
        output = output if is_seen is None else ops.where(is_seen, output, x)
        is_seen = None if is_seen is None or x_is_seen is None else ops.logical_or(is_seen, x_is_seen)
        output = choose(output, x)
    return output


def _with_axes(x: Any, ndim: int) -> Any:
    """Add axes of size 1 behind the batch axis until there are `ndim`."""
    return x if x.ndim == ndim else ops.reshape(x, (x.shape[0], *[1] * (ndim - x.ndim), *x.shape[1:]))
