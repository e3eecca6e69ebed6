"""Noise: the base of layers that disturb their input while training."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Layer
from nn_core.ops.random import SeedGenerator

SEED_HELP = "Makes the random choice repeatable."


class Noise(Layer):
    """Disturb the input while training, pass it on unchanged otherwise."""

    roles = ("transparent", "linear")
    casts_integers = False  # where nothing is disturbed they pass as they are
    supports_masking = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._random = SeedGenerator(getattr(self, "seed", None))

    def disturb(self, inputs: Any) -> Any:
        """Return the input as it is seen in training."""
        raise NotImplementedError

    def amount(self) -> float:
        """Return how much the input is disturbed; 0 is not at all."""
        return float(getattr(self, "rate", 0.0))

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def call(self, inputs: Any, training: bool = False) -> Any:
        return self.disturb(ops.cast(inputs, str(self.dtype))) if training and self.amount() > 0 else inputs
