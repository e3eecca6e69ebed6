"""Activation: apply a function to every element."""

from __future__ import annotations

from typing import Any

from nn_core.layers.layer import Layer, Sample
from nn_core.spec.kinds import Activation as ActivationKind
from nn_core.spec.kinds import Regularizer
from nn_core.spec.params import param


class Activation(Layer, category="Core"):
    """Apply a function such as relu or softmax to the input.

    Without a non-linear function between them, two Dense layers can do no more than one.
    """

    activation: ActivationKind = param(help="The function.")
    activity_regularizer: Regularizer = param(default=None, help="Penalty on large outputs.")

    supports_masking = True
    formula = "output = activation(input)"
    sample = Sample(args={"activation": "relu"}, inputs=[(4,)])

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape

    def call(self, inputs: Any) -> Any:
        return self.activation(inputs)
