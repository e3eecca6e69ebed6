"""SeparableConv: what convolutions share that look at places and at channels one after the other."""

from __future__ import annotations

import math
from typing import Any

from nn_core import ops
from nn_core.layers.convolution.sliding import Sliding
from nn_core.layers.data_format import channels_last_shape
from nn_core.spec.kinds import Constraint, Initializer, Regularizer, Size2
from nn_core.spec.params import param


class SeparableConv(Sliding):
    """Slide kernels over every channel by itself, then mix the channels at every place."""

    formula = "output = activation((Σ window · depthwise, channel by channel) · pointwise + bias)"

    filters: int = param(after="", minimum=1, help="Number of mixtures: the channels of the output.")
    dilation_rate: Size2 = param(
        default=(1, 1), after="data_format", help="Distance between the elements the window looks at."
    )
    depth_multiplier: int = param(
        default=1, after="dilation_rate", minimum=1, help="Number of kernels for each channel of the input."
    )
    depthwise_initializer: Initializer = param(
        default="glorot_uniform", after="use_bias", help="How the kernels of the single channels start."
    )
    pointwise_initializer: Initializer = param(
        default="glorot_uniform", after="depthwise_initializer", help="How the weights of the mixtures start."
    )
    depthwise_regularizer: Regularizer = param(default=None, after="bias_initializer", help="Penalty on large kernels.")
    pointwise_regularizer: Regularizer = param(
        default=None, after="depthwise_regularizer", help="Penalty on large weights of the mixtures."
    )
    depthwise_constraint: Constraint = param(
        default=None, after="activity_regularizer", help="Limit kept by the kernels."
    )
    pointwise_constraint: Constraint = param(
        default=None, after="depthwise_constraint", help="Limit kept by the weights of the mixtures."
    )

    def build_kernels(self, channels: int) -> None:
        depth = channels * self.depth_multiplier
        ones = (1,) * len(self.kernel_size)
        self.depthwise_kernel = self.add(
            "depthwise_kernel", (*self.kernel_size, channels, self.depth_multiplier), "depthwise"
        )
        self.pointwise_kernel = self.add("pointwise_kernel", (*ones, depth, self.filters), "pointwise")

    def output_channels(self, channels: int | None) -> int | None:
        return int(self.filters)

    def count_macs(self, input_shape: Any) -> int | None:
        channels = channels_last_shape(input_shape, self.data_format)[-1]
        places = self.count_places(input_shape)
        if channels is None or places is None:
            return None
        for_each: int = channels * self.depth_multiplier * (math.prod(self.kernel_size) + self.filters)
        return places * for_each

    def slide(self, x: Any) -> Any:
        settings = {"strides": self.strides, "padding": self.padding, "dilation_rate": self.dilation_rate}
        return ops.conv(ops.depthwise_conv(x, self.depthwise_kernel, **settings), self.pointwise_kernel, self.bias)
