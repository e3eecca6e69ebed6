"""Flatten: lay out each sample as one row."""

from __future__ import annotations

import math
from typing import Any

from nn_core import ops
from nn_core.layers.described import Working, product
from nn_core.layers.layer import Layer, Sample
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param


class Flatten(Layer, category="Reshaping"):
    """Lay out each sample as one row: (28, 28, 1) becomes (784,).

    The usual step between convolutions, which work on pictures, and Dense, which works on rows.
    """

    data_format: DataFormat = param(default=None, help="Where the channels are; they always come last in the row.")

    bridges_axes = True
    casts_integers = False
    roles = ("flattening", "linear")
    sample = Sample(args={}, inputs=[(2, 3)])

    def compute_output_shape(self, input_shape: Any) -> Any:
        sizes = input_shape[1:]
        return (input_shape[0], None if None in sizes else math.prod(sizes))

    def explain_shape(self, input_shape: Any) -> tuple[Working, ...]:
        size = self.compute_output_shape(input_shape)[1]
        return () if size is None else (Working("features", product(input_shape[1:]), size),)

    def call(self, inputs: Any) -> Any:
        if self.data_format == "channels_first" and inputs.ndim > 1:
            inputs = ops.transpose(inputs, (0, *range(2, inputs.ndim), 1))
        return ops.reshape(inputs, (inputs.shape[0], math.prod(inputs.shape[1:])))
