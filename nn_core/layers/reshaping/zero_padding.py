"""ZeroPadding: what layers that put zeros around share."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.data_format import channels_last_shape, in_format
from nn_core.layers.described import Working, worked_spatial
from nn_core.layers.layer import Layer
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param


class ZeroPadding(Layer):
    """Put zeros around the input."""

    padding: Any
    data_format: DataFormat = param(default=None, help="Whether the channels are the last axis or the first.")

    roles = ("linear",)
    casts_integers = False

    def borders(self) -> tuple[tuple[int, int], ...]:
        """Return how many zeros come before and after every axis between batch and channels."""
        return tuple(self.padding)

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        batch, *sizes, channels = channels_last_shape(input_shape, self.data_format)
        found = [n if n is None else n + sum(pair) for n, pair in zip(sizes, self.borders(), strict=True)]
        return in_format((batch, *found, channels), self.data_format)

    def explain_shape(self, input_shape: Any) -> tuple[Working, ...]:
        how = [lambda n, pair=pair: f"{n:,} + {pair[0]} + {pair[1]}" for pair in self.borders()]
        return worked_spatial(self, input_shape, how)

    def call(self, inputs: Any) -> Any:
        none = (0, 0)
        is_first = self.data_format == "channels_first"
        return ops.pad(inputs, (none, none, *self.borders()) if is_first else (none, *self.borders(), none))
