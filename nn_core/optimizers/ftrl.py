"""Ftrl: follow the regularised leader, for weights that should mostly be zero."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.optimizers.learning_rate import Rate, learning_rate_param
from nn_core.optimizers.optimizer import Optimizer
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("optimizer")
class Ftrl(Optimizer):
    """Takes the weight that would have been best so far, with penalties on its size (McMahan et al., 2013)."""

    learning_rate: Rate = learning_rate_param(0.001)
    learning_rate_power: float = param(default=-0.5, maximum=0.0, help="How the step size falls; 0 keeps it.")
    initial_accumulator_value: float = param(default=0.1, minimum=0.0, help="Where the sum of g² starts.")
    l1_regularization_strength: float = param(default=0.0, minimum=0.0, help="Drives small weights to zero.")
    l2_regularization_strength: float = param(default=0.0, minimum=0.0, help="Keeps all weights small.")
    l2_shrinkage_regularization_strength: float = param(default=0.0, minimum=0.0, help="Shrinks weights at each step.")
    beta: float = param(default=0.0, help="Added to the penalty on size, divided by the learning rate.")

    def slot_groups(self) -> list[list[str]]:
        return [["accumulator", "linear"]]

    def slot_start(self, slot: str) -> float:
        return self.initial_accumulator_value if slot == "accumulator" else 0.0

    def update(self, w: Array, g: Array, slots: dict[str, Array], learning_rate: float) -> None:
        total, linear = slots["accumulator"], slots["linear"]
        power = -self.learning_rate_power
        new_total = total + g * g
        inverse_step = new_total**power / learning_rate
        shrunk = g + 2 * self.l2_shrinkage_regularization_strength * w
        linear += shrunk - (inverse_step - total**power / learning_rate) * w
        size = inverse_step + 2 * self.l2_regularization_strength + self.beta / learning_rate
        l1 = self.l1_regularization_strength
        np.divide(np.clip(linear, -l1, l1) - linear, size, out=w)
        total[...] = new_total
