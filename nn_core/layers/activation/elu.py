"""ELU: relu with a soft curve for negative numbers."""

from __future__ import annotations

from typing import Any

from nn_core import activations
from nn_core.layers.activation.elementwise import Elementwise
from nn_core.layers.layer import Sample
from nn_core.spec.params import param


class ELU(Elementwise, category="Activation"):
    """Let positive numbers through and bend negative ones towards -alpha: alpha · (exp(x) - 1).

    The outputs are centred nearer to zero than those of relu, which speeds training up.

    Reference: Clevert et al., "Fast and Accurate Deep Network Learning by Exponential Linear Units" (2015).
    """

    alpha: float = param(default=1.0, help="How far below zero the curve goes.")

    applies = "elu"
    sample = Sample(args={}, inputs=[(4,)])

    def call(self, inputs: Any) -> Any:
        return activations.elu(inputs, self.alpha)
