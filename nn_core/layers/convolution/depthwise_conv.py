"""DepthwiseConv: what convolutions that keep the channels apart share."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from nn_core import ops
from nn_core.layers.convolution.sliding import Sliding
from nn_core.layers.data_format import channels_last_shape
from nn_core.spec.kinds import Constraint, Initializer, Regularizer, Size2
from nn_core.spec.params import param


class DepthwiseConv(Sliding):
    """Slide kernels over every channel by itself."""

    formula = "output = activation(Σ window · kernel + bias), every channel by itself"

    depth_multiplier: int = param(
        default=1, after="padding", minimum=1, help="Number of kernels for each channel of the input."
    )
    dilation_rate: Size2 = param(
        default=(1, 1), after="data_format", help="Distance between the elements the window looks at."
    )
    depthwise_initializer: Initializer = param(
        default="glorot_uniform", after="use_bias", help="How the kernels start."
    )
    depthwise_regularizer: Regularizer = param(default=None, after="bias_initializer", help="Penalty on large kernels.")
    depthwise_constraint: Constraint = param(
        default=None, after="activity_regularizer", help="Limit kept by the kernels."
    )

    suggested: ClassVar[dict[str, Any]] = {"kernel_size": 3}

    def build_kernels(self, channels: int) -> None:
        self.kernel = self.add("kernel", (*self.kernel_size, channels, self.depth_multiplier), "depthwise")

    def output_channels(self, channels: int | None) -> int | None:
        return None if channels is None else channels * self.depth_multiplier

    def count_macs(self, input_shape: Any) -> int | None:
        channels = self.output_channels(channels_last_shape(input_shape, self.data_format)[-1])
        places = self.count_places(input_shape)
        return None if channels is None or places is None else places * channels * math.prod(self.kernel_size)

    def slide(self, x: Any) -> Any:
        settings = {"strides": self.strides, "padding": self.padding, "dilation_rate": self.dilation_rate}
        return ops.depthwise_conv(x, self.kernel, self.bias, **settings)
