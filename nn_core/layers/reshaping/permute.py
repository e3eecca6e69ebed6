"""Permute: put the axes of each sample in another order."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.layer import Layer, Sample
from nn_core.spec.kinds import Shape
from nn_core.spec.params import param


class Permute(Layer, category="Reshaping"):
    """Put the axes of each sample in another order: with dims (2, 1), (10, 64) becomes (64, 10).

    Axes are counted from 1; the batch axis stays where it is. Useful where one layer looks along an axis
    that another one has elsewhere.
    """

    dims: Annotated[Any, Shape()] = param(help="The old axis that comes to each place, such as (2, 1); counted from 1.")

    casts_integers = False
    roles = ("linear",)
    sample = Sample(args={"dims": (2, 1)}, inputs=[(3, 4)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if set(self.dims) != set(range(1, len(self.dims) + 1)):
            raise ValueError(
                f"{self._title()}: dims must hold every axis from 1 to the last one once, such as (2, 1); "
                f"{self.dims} does not."
            )

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        if len(shape) != len(self.dims) + 1:
            raise ValueError(
                f"{self._title()} puts {len(self.dims)} axes (besides the batch) in the order {self.dims}, "
                f"but got shape {shape}."
            )

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        return (input_shape[0], *(input_shape[axis] for axis in self.dims))

    def call(self, inputs: Any) -> Any:
        return ops.transpose(inputs, (0, *self.dims))
