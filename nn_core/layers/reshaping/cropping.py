"""Cropping: what layers that cut away the edges share."""

from __future__ import annotations

from typing import Any

from nn_core.layers.data_format import channels_last_shape, in_format
from nn_core.layers.described import Working, worked_spatial
from nn_core.layers.layer import Layer


class Cropping(Layer):
    """Cut away what lies at the edges."""

    cropping: Any
    data_format: Any = "channels_last"

    roles = ("linear",)
    casts_integers = False

    def borders(self) -> tuple[tuple[int, int], ...]:
        """Return how much is cut away before and after every axis between batch and channels."""
        return tuple(self.cropping)

    def compute_output_shape(self, input_shape: Any) -> Any:
        self.check_input_shape(input_shape)
        batch, *sizes, channels = channels_last_shape(input_shape, self.data_format)
        found = [n if n is None else n - sum(pair) for n, pair in zip(sizes, self.borders(), strict=True)]
        if any(size is not None and size < 1 for size in found):
            raise ValueError(
                f"{self._title()}: cropping={self.cropping} would leave nothing of the input shape {input_shape}."
            )
        return in_format((batch, *found, channels), self.data_format)

    def explain_shape(self, input_shape: Any) -> tuple[Working, ...]:
        how = [lambda n, pair=pair: f"{n:,} − {pair[0]} − {pair[1]}" for pair in self.borders()]
        return worked_spatial(self, input_shape, how)

    def call(self, inputs: Any) -> Any:
        self.compute_output_shape(inputs.shape)
        first = 2 if self.data_format == "channels_first" else 1
        sizes = inputs.shape[first:]
        kept = (slice(before, n - after) for n, (before, after) in zip(sizes, self.borders(), strict=False))
        return inputs[*[slice(None)] * first, *kept]
