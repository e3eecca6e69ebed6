"""ReLU: let positive numbers through."""

from __future__ import annotations

from typing import Any

from nn_core import activations
from nn_core.layers.activation.elementwise import Elementwise
from nn_core.layers.layer import Sample
from nn_core.spec.params import param


class ReLU(Elementwise, category="Activation"):
    """Let positive numbers through and turn negative ones into zero: max(x, 0).

    The usual choice between the layers of a deep network: cheap, and the gradient of positive numbers passes unchanged.

    Reference: Nair & Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines" (2010).
    """

    max_value: float | None = param(default=None, minimum=0.0, help="Largest output; no limit if none.")
    negative_slope: float = param(default=0.0, minimum=0.0, help="Slope below the threshold; 0 gives zeros there.")
    threshold: float = param(default=0.0, minimum=0.0, help="Numbers up to this one count as negative.")

    applies = "relu"
    sample = Sample(args={}, inputs=[(4,)])

    def call(self, inputs: Any) -> Any:
        return activations.relu(
            inputs, negative_slope=self.negative_slope, max_value=self.max_value, threshold=self.threshold
        )
