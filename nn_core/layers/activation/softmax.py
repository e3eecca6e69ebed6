"""Softmax: turn scores into probabilities."""

from __future__ import annotations

from typing import Any

from nn_core import activations, ops
from nn_core.layers.activation.elementwise import Elementwise
from nn_core.layers.layer import Sample
from nn_core.spec.kinds import Axes
from nn_core.spec.params import param

HIDDEN = -1e9  # a score so low that nothing of it is left after the softmax


class Softmax(Elementwise, category="Activation"):
    """Turn scores into probabilities: positive numbers that add up to 1 along an axis.

    Where a `mask` is given in the call, places at which it is false get the probability 0.
    """

    axis: Axes = param(default=-1, help="Axis (or axes) along which the probabilities add up to 1.")

    applies = "softmax"
    sample = Sample(args={}, inputs=[(4,)])

    def compute_output_shape(self, input_shape: Any) -> Any:
        for axis in self.axis if isinstance(self.axis, list | tuple) else [self.axis]:
            if not -len(input_shape) <= axis < len(input_shape):
                raise ValueError(f"{self._title()}: there is no axis {axis} in the input shape {input_shape}.")
        return input_shape

    def call(self, inputs: Any, mask: Any = None) -> Any:
        if mask is None:
            return activations.softmax(inputs, axis=self.axis)
        self._check_mask(inputs.shape, mask.shape)
        is_seen = mask if str(mask.dtype) == "bool" else ops.greater(mask, 0.5)
        y = activations.softmax(ops.where(is_seen, inputs, HIDDEN), axis=self.axis)
        return ops.where(is_seen, y, 0.0)  # where nothing at all is seen, softmax would share out evenly

    def _check_mask(self, shape: tuple[int, ...], mask_shape: tuple[int, ...]) -> None:
        pairs = zip(reversed(mask_shape), reversed(shape), strict=False)
        if len(mask_shape) > len(shape) or any(size not in (1, wanted) for size, wanted in pairs):
            raise ValueError(
                f"{self._title()} needs a mask that fits the input {shape}: every size the same, or 1; "
                f"got a mask of shape {mask_shape}."
            )
