"""Dot: the sum of products along one axis of each of two tensors."""

from __future__ import annotations

import math
from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.merging.merge import Merge
from nn_core.layers.shapes import flat_shapes
from nn_core.spec.kinds import Axes
from nn_core.spec.params import param


class Dot(Merge, category="Merging"):
    """Multiply two tensors along one axis of each and add up: how similar their vectors are.

    Two batches of vectors (None, 32) with `axes=1` become one number per sample, (None, 1). The other axes of both
    tensors stay: (None, 5, 32) and (None, 7, 32) with `axes=2` become (None, 5, 7), every step against every step.
    """

    axes: Axes = param(help="The axis to add along: one for both tensors, or one for each; not 0, the batch.")
    normalize: bool = param(default=False, help="Whether vectors are brought to length 1: the cosine of their angle.")

    max_inputs = 2
    suggested = {"axes": -1}
    sample = Sample(args={"axes": (2, 1)}, inputs=[(2, 3), (3, 4)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.axes, list) and len(self.axes) != 2:
            raise ValueError(f"{self._title()}: axes must be one axis or two, one for each tensor, not {self.axes}.")

    def build(self, input_shape: Any) -> None:
        self.compute_output_shape(input_shape)

    def compute_output_shape(self, input_shape: Any) -> Any:
        shapes = flat_shapes(input_shape)
        self.check_input_shape(shapes)
        summed = self._axes_for(*shapes)
        sizes = {shape[axis] for shape, axis in zip(shapes, summed, strict=True)} - {None}
        batches = {shape[0] for shape in shapes} - {None}
        if len(sizes) > 1 or len(batches) > 1:
            raise ValueError(
                f"{self._title()} adds along the axes {summed[0]} and {summed[1]}; there, and in the batch, the sizes "
                f"must agree, but the shapes are {shapes[0]} and {shapes[1]}."
            )
        kept = [size for shape, axis in zip(shapes, summed, strict=True) for size in _without(shape, axis)]
        return (shapes[0][0], *(kept or [1]))

    def _axes_for(self, first: tuple[Any, ...], second: tuple[Any, ...]) -> tuple[int, int]:
        """Return the axis of each tensor, counted from the front."""
        given = self.axes if isinstance(self.axes, list) else [self.axes] * 2
        for axis, shape in zip(given, (first, second), strict=True):
            if not -len(shape) < axis < len(shape) or axis == 0:
                raise ValueError(
                    f"{self._title()}: axes {self.axes} cannot be used with shape {shape}, "
                    f"whose axes besides the batch are 1 to {len(shape) - 1}."
                )
        return given[0] % len(first), given[1] % len(second)

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        return None

    def count_macs(self, input_shape: Any) -> int | None:
        shapes = flat_shapes(input_shape)
        axis = self._axes_for(*shapes)[0]
        sizes = [*self.compute_output_shape(input_shape)[1:], shapes[0][axis]]
        return None if None in sizes else math.prod(sizes)

    def call(self, inputs: Any) -> Any:
        first, second = inputs
        axes = self._axes_for(first.shape, second.shape)
        if self.normalize:
            first, second = (ops.normalize(x, axis) for x, axis in zip((first, second), axes, strict=True))
        shape = self.compute_output_shape([first.shape, second.shape])
        # one product of matrices for each sample: what is added stands last on the left and first on the right
        left = ops.moveaxis(first, axes[0], -1)
        right = ops.moveaxis(second, axes[1], 1)
        size = first.shape[axes[0]]
        product = ops.matmul(ops.reshape(left, (shape[0], -1, size)), ops.reshape(right, (shape[0], size, -1)))
        return ops.reshape(product, shape)


def _without(shape: tuple[Any, ...], axis: int) -> list[Any]:
    return [size for i, size in enumerate(shape) if i not in (0, axis)]
