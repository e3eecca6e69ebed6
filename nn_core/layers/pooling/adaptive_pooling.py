"""AdaptivePooling: what layers that bring any size to a fixed one share."""

from __future__ import annotations

from typing import Any

from nn_core.layers.data_format import channels_last_shape, in_format
from nn_core.layers.layer import Layer
from nn_core.spec.kinds import DataFormat, Size2
from nn_core.spec.params import param


class AdaptivePooling(Layer):
    """Summarise the input by a fixed number of windows along each axis, however large it is.

    Window i of n covers the elements from i / n to (i + 1) / n of the axis, rounded outwards: neighbours may overlap.
    """

    output_size: Size2 = param(help="Height and width of the output.")
    data_format: DataFormat = param(default=None, help="Whether the channels are the last axis or the first.")

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        batch, *_, channels = channels_last_shape(input_shape, self.data_format)
        return in_format((batch, *self.output_size, channels), self.data_format)
