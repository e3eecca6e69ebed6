"""Concatenate: put tensors side by side."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core import ops
from nn_core.autodiff import convert_to_numpy
from nn_core.layers.described import Working, axis_names
from nn_core.layers.layer import Sample
from nn_core.layers.merging.merge import Merge
from nn_core.layers.shapes import flat_shapes
from nn_core.spec.params import param


class Concatenate(Merge, category="Merging"):
    """Put tensors side by side along one axis: (None, 4) and (None, 3) become (None, 7).

    All other sizes must agree.
    """

    axis: int = param(default=-1, help="Axis along which to join; -1 is the last one.")

    roles = ("linear",)
    formula = "output = inputs side by side"
    sample = Sample(args={}, inputs=[(2, 3), (2, 4)])

    def compute_output_shape(self, input_shape: Any) -> Any:
        shapes = flat_shapes(input_shape)
        ndim = len(shapes[0])
        if any(len(shape) != ndim for shape in shapes):
            self._refuse(shapes)
        if not -ndim <= self.axis < ndim:
            raise ValueError(f"{self._title()}: there is no axis {self.axis} in the input shape {tuple(shapes[0])}.")
        axis = self.axis % ndim
        return tuple(self._joined(shapes, i) if i == axis else self._common(shapes, i) for i in range(ndim))

    def _joined(self, shapes: list[Any], axis: int) -> int | None:
        sizes = [shape[axis] for shape in shapes]
        return None if None in sizes else sum(sizes)

    def _common(self, shapes: list[Any], axis: int) -> int | None:
        sizes = {shape[axis] for shape in shapes} - {None}
        if len(sizes) > 1:
            self._refuse(shapes)
        return sizes.pop() if sizes else None

    def _refuse(self, shapes: list[Any]) -> None:
        listed = " and ".join(str(tuple(shape)) for shape in shapes)
        raise ValueError(
            f"{self._title()} needs shapes that agree in every axis but axis {self.axis}, but got {listed}."
        )

    def explain_shape(self, input_shape: Any) -> tuple[Working, ...]:
        shapes, worked = flat_shapes(input_shape), super().explain_shape(input_shape)
        axis = self.axis % len(shapes[0])
        name, sizes = axis_names(len(shapes[0]))[axis], [shape[axis] for shape in shapes]
        joined = Working(name, " + ".join(f"{size:,}" for size in sizes if size is not None), sum(filter(None, sizes)))
        return tuple(joined if each.subject == name and None not in sizes else each for each in worked)

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        if not isinstance(previous_mask, list | tuple) or all(mask is None for mask in previous_mask):
            return None
        masks = [_full_mask(x, mask) for x, mask in zip(inputs, previous_mask, strict=True)]
        return np.concatenate(masks, axis=self.axis).any(axis=-1)  # all() in Keras 2

    def call(self, inputs: Any) -> Any:
        return ops.concatenate(inputs, axis=self.axis)


def _full_mask(x: Any, mask: Any) -> Any:
    """Return the mask with the shape of the tensor; True everywhere if there is none."""
    if mask is None:
        return np.ones(x.shape, bool)
    array = convert_to_numpy(mask)
    return np.broadcast_to(array.reshape(array.shape + (1,) * (x.ndim - array.ndim)), x.shape)
