"""ConvLSTMCell: one step of an LSTM whose states are pictures."""

from __future__ import annotations

import math
from typing import Any, ClassVar, Literal

from nn_core import ops
from nn_core.layers.data_format import channels_last, channels_last_shape, in_format, to_format
from nn_core.layers.recurrent.cell import Cell, with_forget_gate_open
from nn_core.layers.recurrent.unit_cell import dropped
from nn_core.ops.windows import window_output_size
from nn_core.spec.kinds import Activation, DataFormat
from nn_core.spec.params import param


class ConvLSTMCell(Cell):
    """One step of an LSTM in which convolutions take the place of matrix products.

    The convolution of the input may shrink it; that of the state keeps its size.
    """

    filters: int = param(after="", minimum=1, help="Number of channels of the output, and of each state.")
    kernel_size: Any = param(after="filters", help="Size of the window that slides over the input and the state.")
    strides: Any = param(default=1, after="kernel_size", help="Steps by which the window moves over the input.")
    padding: Literal["valid", "same"] = param(
        default="valid", after="strides", help="'valid': the window stays inside. 'same': zeros around keep the size."
    )
    data_format: DataFormat = param(
        default=None, after="padding", help="Whether the channels are the last axis or the first after the steps."
    )
    dilation_rate: Any = param(
        default=1, after="data_format", help="Distance between the elements the window looks at in the input."
    )
    recurrent_activation: Activation = param(default="sigmoid", after="activation", help="Function of the gates.")
    unit_forget_bias: bool = param(
        default=True, after="bias_initializer", help="Whether the forget gate starts open, with a bias of 1."
    )

    num_states = 2
    num_gates = 4
    suggested: ClassVar[dict[str, Any]] = {"filters": 32, "kernel_size": 3}

    @property
    def state_size(self) -> list[int]:
        """The number of channels of each state."""
        return [self.filters] * self.num_states

    def get_initial_state(self, batch_size: int) -> list[Any]:
        """Return states of zeros."""
        return [ops.zeros((batch_size, *self._sizes), str(self.dtype)) for _ in range(self.num_states)]

    def build(self, input_shape: Any) -> None:
        self._sizes = self.shape_of_state(input_shape)[1:]
        channels = channels_last_shape(input_shape, self.data_format)[-1]
        start = with_forget_gate_open(self.bias_initializer, self.filters)
        start = start if self.unit_forget_bias else self.bias_initializer
        columns = 4 * self.filters
        self.kernel = self._add("kernel", (*self.kernel_size, channels, columns), self.kernel_initializer)
        self.recurrent_kernel = self._add(
            "recurrent_kernel", (*self.kernel_size, self.filters, columns), self.recurrent_initializer
        )
        self.bias = self._add("bias", (columns,), start) if self.use_bias else None

    def shape_of_state(self, input_shape: Any) -> tuple[Any, ...]:
        batch, *sizes, _ = channels_last_shape(input_shape, self.data_format)
        axes = zip(sizes, self.kernel_size, self.strides, self.dilation_rate, strict=True)
        found = [window_output_size(n, window, stride, self.padding, rate) for n, window, stride, rate in axes]
        return tuple(in_format((batch, *found, self.filters), self.data_format))

    def count_macs(self, input_shape: Any) -> int | None:
        channels = channels_last_shape(input_shape, self.data_format)[-1]
        sizes = self.shape_of_state(input_shape)[1:]
        if channels is None or None in sizes:
            return None
        return int(math.prod(sizes) * 4 * math.prod(self.kernel_size) * (channels + self.filters))

    def step(self, x: Any, states: list[Any], dropouts: list[Any]) -> list[Any]:
        x = channels_last(dropped(x, dropouts[0]), self.data_format)
        h, c = channels_last(dropped(states[0], dropouts[1]), self.data_format), states[1]
        settings = {"strides": self.strides, "padding": self.padding, "dilation_rate": self.dilation_rate}
        z = ops.conv(x, self.kernel, self.bias, **settings) + ops.conv(h, self.recurrent_kernel, padding="same")
        is_last = self.data_format == "channels_last"
        # back in its own format, because a softmax goes along the last axis, whatever that is
        i, f, candidate, o = ops.split(to_format(z, self.data_format), 4, axis=-1 if is_last else 1)
        gate = self.recurrent_activation
        c = gate(f) * c + gate(i) * self.activation(candidate)
        return [gate(o) * self.activation(c), c]
