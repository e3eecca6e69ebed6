"""UpSampling: what layers that enlarge by repeating share."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.data_format import channels_last, channels_last_shape, in_format, to_format
from nn_core.layers.described import Working, worked_spatial
from nn_core.layers.layer import Layer


class UpSampling(Layer):
    """Enlarge the input by a whole factor along each axis."""

    size: Any
    data_format: Any = "channels_last"

    roles = ("linear",)
    casts_integers = False

    def factors(self) -> tuple[int, ...]:
        """Return the factor for every axis between batch and channels."""
        return tuple(self.size)

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        batch, *sizes, channels = channels_last_shape(input_shape, self.data_format)
        found = [n if n is None else n * factor for n, factor in zip(sizes, self.factors(), strict=True)]
        return in_format((batch, *found, channels), self.data_format)

    def explain_shape(self, input_shape: Any) -> tuple[Working, ...]:
        how = [lambda n, factor=factor: f"{n:,} × {factor}" for factor in self.factors()]
        return worked_spatial(self, input_shape, how)

    def call(self, inputs: Any) -> Any:
        return to_format(self.enlarge(channels_last(inputs, self.data_format)), self.data_format)

    def enlarge(self, x: Any) -> Any:
        """Enlarge a tensor that has the channels last: repeat every element."""
        batch, *sizes, channels = x.shape
        apart = [n for size in sizes for n in (size, 1)]  # every element by itself on an axis of size 1 …
        spread = [n for pair in zip(sizes, self.factors(), strict=True) for n in pair]  # … along which it is repeated
        repeated = ops.broadcast_to(ops.reshape(x, (batch, *apart, channels)), shape=(batch, *spread, channels))
        return ops.reshape(repeated, self._output_sizes(x.shape))

    def _output_sizes(self, shape: Any) -> tuple[int, ...]:
        batch, *sizes, channels = shape
        return (batch, *(n * factor for n, factor in zip(sizes, self.factors(), strict=True)), channels)
