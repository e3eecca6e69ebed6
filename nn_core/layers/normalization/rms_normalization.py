"""RMSNormalization: divide the features of each sample by the root of their mean square."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.normalization.by_axes import ByAxes
from nn_core.spec.kinds import Axes
from nn_core.spec.params import param


class RMSNormalization(ByAxes, category="Normalization"):
    """Divide the features of each sample by the root of their mean square, then multiply by a factor that is learned.

    A leaner LayerNormalization: the mean stays as it is, and works as well in large language models.

    Reference: Zhang & Sennrich, "Root Mean Square Layer Normalization" (2019).
    """

    axis: Axes = param(default=-1, help="The axis (or axes) to normalise along; -1 for the features.")
    epsilon: float = param(default=1e-6, minimum=0.0, help="Added to the mean square; nothing is divided by zero.")

    formula = "output = scale · input / √(mean of input² + epsilon)"
    sample = Sample(args={}, inputs=[(4, 3)])

    def build(self, input_shape: Any) -> None:
        self.scale = self.add_weight("scale", self.sizes(input_shape), initializer="ones")

    def call(self, inputs: Any) -> Any:
        return ops.rms_normalization(inputs, self.scale, axis=self.axes(), epsilon=self.epsilon)
