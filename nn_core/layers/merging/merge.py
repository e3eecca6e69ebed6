"""Merge: the base of layers that make one tensor of several, element by element."""

from __future__ import annotations

import functools
from typing import Any

from nn_core import ops
from nn_core.layers.layer import Layer
from nn_core.layers.shapes import flat_shapes, is_shape


class Merge(Layer):
    """Combine several tensors of the same shape, element by element; a size of 1 is stretched to fit."""

    min_inputs = 2
    max_inputs = None
    casts_integers = False
    supports_masking = True

    def merge(self, inputs: list[Any]) -> Any:
        """Combine the tensors, which have the same number of axes."""
        raise NotImplementedError

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        if is_shape(shape):
            raise ValueError(f"{self._title()} takes a list of tensors, but got a single one of shape {shape}.")

    def compute_output_shape(self, input_shape: Any) -> Any:
        shapes = flat_shapes(input_shape)
        batches = {shape[0] for shape in shapes} - {None}
        sizes = functools.reduce(lambda a, b: self._broadcast(a, b, shapes), [shape[1:] for shape in shapes])
        return (batches.pop() if len(batches) == 1 else None, *sizes)

    def _broadcast(self, a: tuple[Any, ...], b: tuple[Any, ...], shapes: list[Any]) -> tuple[Any, ...]:
        long, short = (a, b) if len(a) >= len(b) else (b, a)
        start = len(long) - len(short)
        merged = list(long[:start])
        for x, y in zip(long[start:], short, strict=True):
            if x is not None and y is not None and x != y and 1 not in (x, y):
                listed = " and ".join(str(tuple(shape)) for shape in shapes)
                raise ValueError(
                    f"{self._title()} needs tensors of the same shape, but got {listed}: {x} does not match {y}."
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


def _with_axes(x: Any, ndim: int) -> Any:
    """Add axes of size 1 behind the batch axis until there are `ndim`."""
    return x if x.ndim == ndim else ops.reshape(x, (x.shape[0], *[1] * (ndim - x.ndim), *x.shape[1:]))
