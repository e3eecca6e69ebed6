"""LocallyConnected: what layers share that slide a window whose weights differ from place to place."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np

from nn_core import ops
from nn_core.autodiff.tensor import Array
from nn_core.layers.convolution.sliding import Sliding
from nn_core.layers.data_format import channels_last, channels_last_shape, in_format, to_format
from nn_core.ops.windows import Windows
from nn_core.spec.kinds import Constraint, Initializer, Regularizer
from nn_core.spec.params import param


class LocallyConnected(Sliding):
    """Slide a window over the input, with other weights at every place."""

    filters: int = param(after="", minimum=1, help="Number of patterns looked for: the channels of the output.")
    kernel_initializer: Initializer = param(default="glorot_uniform", after="use_bias", help="How the kernels start.")
    kernel_regularizer: Regularizer = param(default=None, after="bias_initializer", help="Penalty on large kernels.")
    kernel_constraint: Constraint = param(default=None, after="activity_regularizer", help="Limit kept by the kernels.")
    implementation: Literal[1, 2, 3] = param(
        default=1, help="How the weights are kept: 1 by window, 2 as one large matrix, 3 as a row of those that count."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.padding != "valid" and self.implementation == 1:
            raise ValueError(f"{self._title()}: padding='same' needs implementation=2 or 3.")

    def build(self, input_shape: Any) -> None:
        sizes = channels_last_shape(input_shape, self.data_format)[1:-1]
        if None in sizes:
            raise ValueError(f"{self._title()} has weights for every place and must know all sizes, not {input_shape}.")
        self._windows = Windows.over(sizes, self.kernel_size, self.strides, self.padding)
        super().build(input_shape)

    def build_kernels(self, channels: int) -> None:
        places = math.prod(self.kernel_size) * channels
        connections = sum(
            math.prod(each.stop - each.start for each in outputs) for _, outputs, _ in self._windows.taps()
        )
        shapes = {
            1: (self._windows.count, places, self.filters),
            2: (*in_format((0, *self._windows.size, channels), self.data_format)[1:], *self._output_sizes()),
            3: (connections * channels * self.filters,),
        }
        self.kernel = self.add("kernel", shapes[self.implementation])

    def bias_shape(self, input_shape: Any) -> tuple[int, ...]:
        return (*self._windows.output, self.filters)

    def output_channels(self, channels: int | None) -> int | None:
        return int(self.filters)

    def check_input_shape(self, shape: Any) -> None:
        super().check_input_shape(shape)
        sizes = channels_last_shape(shape, self.data_format)[1:-1]
        if self.built and tuple(sizes) != self._windows.size:
            raise ValueError(f"{self._title()} was built for the size {self._windows.size}, but got shape {shape}.")

    def count_macs(self, input_shape: Any) -> int | None:
        channels = channels_last_shape(input_shape, self.data_format)[-1]
        places = self.count_places(input_shape)
        if channels is None or places is None:
            return None
        return int(places * math.prod(self.kernel_size) * channels * self.filters)

    def slide(self, x: Any) -> Any:
        y = self._by_window(x) if self.implementation == 1 else self._by_matrix(x)
        return y if self.bias is None else y + self.bias

    def _by_window(self, x: Any) -> Any:
        """Multiply what each window sees, laid out as a row, with the weights of its place."""
        seen = [x[:, *inputs] for _, _, inputs in self._windows.taps()]
        rows = ops.stack(seen, axis=-1 if self.data_format == "channels_first" else -2)
        rows = ops.reshape(rows, (x.shape[0], self._windows.count, -1))
        y = ops.matmul(ops.transpose(rows, (1, 0, 2)), self.kernel)
        return ops.reshape(ops.transpose(y, (1, 0, 2)), (x.shape[0], *self._windows.output, self.filters))

    def _by_matrix(self, x: Any) -> Any:
        """Multiply each sample, laid out as a row, with one matrix that has zeros where no window reaches."""
        flat = ops.reshape(to_format(x, self.data_format), (x.shape[0], -1))
        y = ops.matmul(flat, self._matrix(x.shape[-1]))
        return channels_last(ops.reshape(y, (x.shape[0], *self._output_sizes())), self.data_format)

    def _output_sizes(self) -> tuple[int, ...]:
        return tuple(in_format((0, *self._windows.output, self.filters), self.data_format)[1:])

    def _matrix(self, channels: int) -> Any:
        connected = self._connected(channels)
        if self.implementation == 2:
            return ops.reshape(self.kernel, connected.shape) * connected.astype(str(self.dtype))
        count = np.count_nonzero(connected)
        places = np.full(connected.shape, count)
        places.T[connected.T] = np.arange(count)  # the weights stand by output, then by input
        return ops.take(ops.concatenate([self.kernel, ops.zeros((1,), str(self.dtype))], axis=0), places)

    def _connected(self, channels: int) -> Array:
        """Return which elements of a sample (rows) reach which elements of the output (columns)."""
        windows = self._windows
        inputs, outputs = (np.arange(math.prod(each)).reshape(each) for each in (windows.size, windows.output))
        places = np.zeros((inputs.size, outputs.size), bool)
        for _, reached, seen in windows.taps():
            places[inputs[seen], outputs[reached]] = True
        shape = (inputs.size, channels, outputs.size, self.filters)
        spread = np.broadcast_to(places[:, None, :, None], shape)
        if self.data_format == "channels_first":
            spread = spread.transpose(1, 0, 3, 2)
        return spread.reshape(inputs.size * channels, outputs.size * self.filters)
