"""Conv: what convolutions over one, two and three axes share."""

from __future__ import annotations

import math
from typing import Any

from nn_core import ops
from nn_core.layers.convolution.sliding import Sliding
from nn_core.layers.data_format import channels_last_shape
from nn_core.spec.kinds import Constraint, Initializer, Regularizer, Size2
from nn_core.spec.params import param


class Conv(Sliding):
    """Slide small kernels over the input; each filter looks for one pattern everywhere."""

    formula = "output = activation(Σ window · kernel + bias), at every place of the window"

    filters: int = param(after="", minimum=1, help="Number of patterns looked for: the channels of the output.")
    dilation_rate: Size2 = param(
        default=(1, 1), after="data_format", help="Distance between the elements the window looks at."
    )
    groups: int = param(
        default=1,
        after="dilation_rate",
        minimum=1,
        help="Number of groups of channels that are convolved by themselves.",
    )
    kernel_initializer: Initializer = param(default="glorot_uniform", after="use_bias", help="How the kernels start.")
    kernel_regularizer: Regularizer = param(default=None, after="bias_initializer", help="Penalty on large kernels.")
    kernel_constraint: Constraint = param(default=None, after="activity_regularizer", help="Limit kept by the kernels.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refuse_strides_with_dilation()
        if self.filters % self.groups:
            raise ValueError(
                f"{self._title()}: filters must be a multiple of groups, but {self.filters} is none of {self.groups}."
            )

    @classmethod
    def projection(cls, ndim: int, size: int) -> dict[str, Any] | None:
        return {"filters": size, "kernel_size": 1} if ndim == cls.input_ndim else None

    def build_kernels(self, channels: int) -> None:
        self.kernel = self.add("kernel", (*self.kernel_size, channels // self.groups, self.filters))

    def output_channels(self, channels: int | None) -> int | None:
        return int(self.filters)

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        channels = channels_last_shape(shape, self.data_format)[-1]
        if channels is not None and channels % self.groups:
            raise ValueError(
                f"{self._title()}: with groups={self.groups} the number of channels must be a multiple of "
                f"{self.groups}, but the input shape {shape} has {channels}."
            )

    def count_macs(self, input_shape: Any) -> int | None:
        channels = channels_last_shape(input_shape, self.data_format)[-1]
        places = self.count_places(input_shape)
        if channels is None or places is None:
            return None
        for_each: int = self.filters * math.prod(self.kernel_size) * channels // self.groups
        return places * for_each

    def slide(self, x: Any) -> Any:
        return ops.conv(
            x,
            self.kernel,
            self.bias,
            strides=self.strides,
            padding=self.padding,
            dilation_rate=self.dilation_rate,
            groups=self.groups,
        )
