"""ThresholdedReLU: let only large numbers through."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.activation.elementwise import Elementwise
from nn_core.layers.layer import Sample
from nn_core.spec.params import param


class ThresholdedReLU(Elementwise, category="Activation"):
    """Let numbers above `theta` through and turn all others into zero.

    A layer of Keras 2; Keras 3 no longer has it.

    Reference: Konda et al., "Zero-bias Autoencoders and the Benefits of Co-adapting Features" (2014).
    """

    theta: float = param(default=1.0, minimum=0.0, help="Numbers up to this one become zero.")

    applies = "relu"
    sample = Sample(args={}, inputs=[(4,)])

    def call(self, inputs: Any) -> Any:
        return ops.where(ops.greater(inputs, self.theta), inputs, 0)
