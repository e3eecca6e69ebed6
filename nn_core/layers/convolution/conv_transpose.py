"""ConvTranspose: what transposed convolutions over one, two and three axes share."""

from __future__ import annotations

import math
from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.convolution.sliding import Sliding
from nn_core.layers.data_format import channels_last_shape, in_format
from nn_core.layers.described import Window, Working
from nn_core.ops.transposed_convolution import transposed_output_size
from nn_core.spec.kinds import Choice, Constraint, Initializer, Optional, Regularizer, Size, Size2
from nn_core.spec.params import param


class ConvTranspose(Sliding):
    """Put down a small kernel for every element of the input, scaled by it: the way back through a convolution."""

    formula = "output = activation(Σ input · kernel put down every strides elements + bias)"

    filters: int = param(after="", minimum=1, help="Number of kernels: the channels of the output.")
    strides: Size2 = param(default=(1, 1), help="Distance between neighbouring kernels; 2 doubles the size.")
    padding: Annotated[str, Choice(("valid", "same"))] = param(
        default="valid",
        help="'valid': every kernel is kept whole. 'same': the size is that of the input times strides.",
    )
    output_padding: Annotated[Any, Optional(Size(2, minimum=0))] = param(
        default=None, after="padding", help="Rows and columns added at the end; chosen to fit if not given."
    )
    dilation_rate: Size2 = param(default=(1, 1), after="data_format", help="Distance between the elements of a kernel.")
    kernel_initializer: Initializer = param(default="glorot_uniform", after="use_bias", help="How the kernels start.")
    kernel_regularizer: Regularizer = param(default=None, after="bias_initializer", help="Penalty on large kernels.")
    kernel_constraint: Constraint = param(default=None, after="activity_regularizer", help="Limit kept by the kernels.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refuse_strides_with_dilation()
        if any(more >= stride for more, stride in zip(self.output_padding or (), self.strides, strict=False)):
            raise ValueError(
                f"{self._title()}: output_padding={self.output_padding} must be smaller than strides={self.strides} "
                "on every axis."
            )

    def build_kernels(self, channels: int) -> None:
        self.kernel = self.add("kernel", (*self.kernel_size, self.filters, channels))

    def output_channels(self, channels: int | None) -> int | None:
        return int(self.filters)

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        batch, *sizes, _ = channels_last_shape(input_shape, self.data_format)
        more = self.output_padding or (None,) * len(sizes)
        axes = zip(sizes, self.kernel_size, self.strides, self.dilation_rate, more, strict=True)
        found = [transposed_output_size(n, w, stride, self.padding, rate, m) for n, w, stride, rate, m in axes]
        return in_format((batch, *found, self.filters), self.data_format)

    def explain_size(self, name: str, size: int, window: Window, result: int) -> Working:
        if self.padding == "same" and self.output_padding is None:
            return Working(name, f"{size:,} × {window.stride}", result)
        first = f"({size:,} − 1) × {window.stride}"
        reach = window.dilation * (window.size - 1) + 1
        left = result - (size - 1) * window.stride
        sign = "+" if left >= 0 else "−"
        more = f" + {left - reach}" if left > reach else f" − {reach - left}" if left < reach else ""
        return Working(name, f"{first} + {reach}{more}" if reach else f"{first} {sign} {abs(left)}", result)

    def count_macs(self, input_shape: Any) -> int | None:
        sizes = input_shape[1:]
        for_each: int = math.prod(self.kernel_size) * self.filters
        return None if None in sizes else math.prod(sizes) * for_each

    def slide(self, x: Any) -> Any:
        return ops.conv_transpose(
            x,
            self.kernel,
            self.bias,
            strides=self.strides,
            padding=self.padding,
            output_padding=self.output_padding,
            dilation_rate=self.dilation_rate,
        )
