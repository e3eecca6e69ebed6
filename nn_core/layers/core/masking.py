"""Masking: skip the steps of a sequence that hold nothing."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Layer, Sample
from nn_core.spec.params import param


class Masking(Layer, category="Core"):
    """Mark the steps of a sequence in which every number is `mask_value`, so that later layers skip them.

    Sequences of different lengths fit into one array once the short ones are filled up; a recurrent or attention layer
    behind Masking then reads only what is really there.
    """

    mask_value: float = param(default=0.0, help="A step in which all numbers are this one is skipped.")

    min_ndim = 2
    supports_masking = True
    roles = ("masking", "linear")
    sample = Sample(args={}, inputs=[(4, 3)])

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        return ops.any(ops.not_equal(inputs, self.mask_value), axis=-1)

    def call(self, inputs: Any) -> Any:
        is_there = ops.any(ops.not_equal(inputs, self.mask_value), axis=-1, keepdims=True)
        return ops.where(is_there, inputs, 0)
