"""GlobalPooling: what the layers that summarise whole channels share."""

from __future__ import annotations

from typing import Any

from nn_core.layers.data_format import channels_last_shape, in_format
from nn_core.layers.layer import Layer
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param


class GlobalPooling(Layer):
    """Summarise every channel by one number."""

    bridges_axes = True

    data_format: DataFormat = param(default=None, help="Whether the channels are the last axis or the first.")
    keepdims: bool = param(default=False, help="Whether the summarised axes stay, with size 1.")

    def reduce(self, x: Any, axes: tuple[int, ...]) -> Any:
        """Summarise a tensor over some axes."""
        raise NotImplementedError

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        batch, *sizes, channels = channels_last_shape(input_shape, self.data_format)
        return in_format((batch, *[1] * len(sizes), channels), self.data_format) if self.keepdims else (batch, channels)

    def call(self, inputs: Any) -> Any:
        first = 2 if self.data_format == "channels_first" else 1
        return self.reduce(inputs, tuple(range(first, first + inputs.ndim - 2)))
