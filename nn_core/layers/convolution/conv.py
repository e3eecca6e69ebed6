"""Conv: what convolutions over one, two and three axes share."""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

from nn_core import ops
from nn_core.layers.data_format import channels_last, channels_last_shape, in_format, to_format
from nn_core.layers.layer import Layer
from nn_core.ops.windows import window_output_size
from nn_core.spec.kinds import Activation, Choice, Constraint, DataFormat, Initializer, Regularizer, Size2
from nn_core.spec.params import param


class Conv(Layer):
    """Slide small kernels over the input; each filter looks for one pattern everywhere."""

    filters: int = param(minimum=1, help="Number of patterns looked for: the channels of the output.")
    kernel_size: Size2 = param(help="Height and width of the window that slides over the input.")
    strides: Size2 = param(default=(1, 1), help="Steps by which the window moves; 2 halves the size of the output.")
    padding: Annotated[str, Choice(("valid", "same"))] = param(
        default="valid", help="'valid': the window stays inside. 'same': zeros around keep the size (at stride 1)."
    )
    data_format: DataFormat = param(default=None, help="Whether the channels are the last axis or the first.")
    dilation_rate: Size2 = param(default=(1, 1), help="Distance between the elements the window looks at.")
    groups: int = param(default=1, minimum=1, help="Number of groups of channels that are convolved by themselves.")
    activation: Activation = param(default=None, help="Function applied to every output; linear if none.")
    use_bias: bool = param(default=True, help="Whether a bias is added to every filter's output.")
    kernel_initializer: Initializer = param(default="glorot_uniform", help="How the kernels start.")
    bias_initializer: Initializer = param(default="zeros", help="How the biases start.")
    kernel_regularizer: Regularizer = param(default=None, help="Penalty on large kernels.")
    bias_regularizer: Regularizer = param(default=None, help="Penalty on large biases.")
    activity_regularizer: Regularizer = param(default=None, help="Penalty on large outputs.")
    kernel_constraint: Constraint = param(default=None, help="Limit kept by the kernels.")
    bias_constraint: Constraint = param(default=None, help="Limit kept by the biases.")

    suggested: ClassVar[dict[str, Any]] = {"filters": 32, "kernel_size": 3}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.filters % self.groups:
            raise ValueError(
                f"{self._title()}: filters must be a multiple of groups, but {self.filters} is none of {self.groups}."
            )
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"{self._title()}: strides={self.strides} and dilation_rate={self.dilation_rate} cannot both exceed 1."
            )

    def build(self, input_shape: Any) -> None:
        self.compute_output_shape(input_shape)
        channels = channels_last_shape(input_shape, self.data_format)[-1]
        if channels is None:
            raise ValueError(f"{self._title()} must know the number of channels, but the input shape is {input_shape}.")
        self.kernel = self.add_weight(
            "kernel",
            (*self.kernel_size, channels // self.groups, self.filters),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                (self.filters,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        channels = channels_last_shape(shape, self.data_format)[-1]
        if channels is not None and channels % self.groups:
            raise ValueError(
                f"{self._title()}: with groups={self.groups} the number of channels must be a multiple of "
                f"{self.groups}, but the input shape {shape} has {channels}."
            )
        if self.built and channels is not None and channels != self.kernel.shape[-2] * self.groups:
            raise ValueError(
                f"{self._title()} was built for {self.kernel.shape[-2] * self.groups} channels, but got shape {shape}."
            )

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        batch, *sizes, _ = channels_last_shape(input_shape, self.data_format)
        axes = zip(sizes, self.kernel_size, self.strides, self.dilation_rate, strict=True)
        found = [window_output_size(n, window, stride, self.padding, rate) for n, window, stride, rate in axes]
        if any(size is not None and size < 1 for size in found):
            raise ValueError(
                f"{self._title()}: a kernel of size {self.kernel_size} with dilation_rate {self.dilation_rate} does "
                f"not fit into the input shape {input_shape}. Use a smaller kernel_size or padding='same'."
            )
        return in_format((batch, *found, self.filters), self.data_format)

    def count_macs(self, input_shape: Any) -> int | None:
        channels = channels_last_shape(input_shape, self.data_format)[-1]
        output = self.compute_output_shape(input_shape)[1:]
        if channels is None or None in output:
            return None
        return int(math.prod(output) * math.prod(self.kernel_size) * channels // self.groups)

    def call(self, inputs: Any) -> Any:
        y = ops.conv(
            channels_last(inputs, self.data_format),
            self.kernel,
            self.bias,
            strides=self.strides,
            padding=self.padding,
            dilation_rate=self.dilation_rate,
            groups=self.groups,
        )
        return self.activation(to_format(y, self.data_format))
