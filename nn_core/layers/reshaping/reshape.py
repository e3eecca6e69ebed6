"""Reshape: give each sample another shape with the same number of elements."""

from __future__ import annotations

import math
from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.layer import Layer, Sample
from nn_core.spec.kinds import Shape
from nn_core.spec.params import param


class Reshape(Layer, category="Reshaping"):
    """Give each sample another shape with the same number of elements: (12,) becomes (3, 4).

    One size may be -1: it is worked out from the others.
    """

    target_shape: Annotated[Any, Shape(minimum=-1)] = param(help="New shape of a sample, without the batch axis.")

    bridges_axes = True
    casts_integers = False
    roles = ("linear",)
    sample = Sample(args={"target_shape": (3, 2)}, inputs=[(6,)])

    def compute_output_shape(self, input_shape: Any) -> Any:
        return (input_shape[0], *self._resolved(tuple(input_shape[1:])))

    def _resolved(self, sizes: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """Return the target shape with -1 replaced; ValueError if the elements do not come out even."""
        target = self.target_shape
        if None in sizes:
            return tuple(None if size == -1 else size for size in target)
        total, known = math.prod(s for s in sizes if s is not None), math.prod(size for size in target if size != -1)
        if target.count(-1) > 1:
            raise ValueError(
                f"{self._title()}: target_shape {target} has more than one -1; only one size can be worked out."
            )
        if (known == 0 or total % known) if -1 in target else total != known:
            raise ValueError(
                f"{self._title()} cannot turn a sample of shape {sizes} with {total:,} elements "
                f"into {target}{'' if -1 in target else f' with {known:,}'}: the numbers must agree."
            )
        return tuple(total // known if size == -1 else size for size in target)

    def call(self, inputs: Any) -> Any:
        return ops.reshape(inputs, (inputs.shape[0], *self._resolved(inputs.shape[1:])))
