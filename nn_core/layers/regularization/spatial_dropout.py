"""SpatialDropout: the base of layers that switch off whole channels."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.regularization.noise import Noise

RATE_HELP = "Share of the channels to switch off, from 0 to 1."


class SpatialDropout(Noise):
    """Switch off random channels as a whole while training.

    Neighbours in a picture or sequence are so alike that dropping single ones hides little.
    """

    suggested = {"rate": 0.5}

    def disturb(self, inputs: Any) -> Any:
        shape = (inputs.shape[0], *[1] * (inputs.ndim - 2), inputs.shape[-1])
        if getattr(self, "data_format", "") == "channels_first":
            shape = (*inputs.shape[:2], *[1] * (inputs.ndim - 2))
        return ops.dropout(inputs, rate=self.amount(), noise_shape=shape, seed=self._random)

    def get_config(self) -> dict[str, Any]:
        """Return the parameters as Keras writes them, which has no `trainable` here."""
        return {name: value for name, value in super().get_config().items() if name != "trainable"}
