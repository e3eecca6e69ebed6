"""LeakyReLU: relu with a gentle slope for negative numbers."""

from __future__ import annotations

from typing import Any

from nn_core import activations
from nn_core.layers.activation.elementwise import Elementwise
from nn_core.layers.layer import Sample
from nn_core.spec.params import param


class LeakyReLU(Elementwise, category="Activation"):
    """Let positive numbers through and make negative ones smaller: x, or negative_slope · x below zero.

    Unlike relu it has a gradient everywhere, so that no unit dies.

    Reference: Maas et al., "Rectifier Nonlinearities Improve Neural Network Acoustic Models" (2013).
    """

    negative_slope: float = param(default=0.3, minimum=0.0, help="Slope for negative numbers.")

    applies = "leaky_relu"
    sample = Sample(args={}, inputs=[(4,)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if "alpha" in kwargs:  # the name in Keras 2
            kwargs["negative_slope"] = kwargs.pop("alpha")
        super().__init__(*args, **kwargs)

    def call(self, inputs: Any) -> Any:
        return activations.leaky_relu(inputs, self.negative_slope)
