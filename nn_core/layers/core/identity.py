"""Identity: pass the input on."""

from __future__ import annotations

from typing import Any

from nn_core.layers.layer import Layer, Sample


class Identity(Layer, category="Core"):
    """Pass the input on unchanged.

    A place holder: a spot in the network to name, or to fill later.
    """

    supports_masking = True
    casts_integers = False
    roles = ("transparent", "linear")
    sample = Sample(args={}, inputs=[(4,)])

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def call(self, inputs: Any) -> Any:
        return inputs
