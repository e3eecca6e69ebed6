"""Adadelta: step sizes from the recent size of the steps themselves."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.optimizers.learning_rate import Rate, learning_rate_param
from nn_core.optimizers.optimizer import Optimizer
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("optimizer")
class Adadelta(Optimizer):
    """w ← w - learning_rate · g · √(average of steps²) / √(average of g²) (Zeiler, 2012)."""

    learning_rate: Rate = learning_rate_param(0.001)
    rho: float = param(default=0.95, minimum=0.0, maximum=1.0, help="Share of the old in both moving averages.")
    epsilon: float = param(default=1e-7, minimum=0.0, help="Added before the roots; decides how small the start is.")

    def slot_groups(self) -> list[list[str]]:
        return [["accumulated_grad", "accumulated_delta_var"]]

    def update(self, w: Array, g: Array, slots: dict[str, Array], learning_rate: float) -> None:
        a, b = self._scratch(w), self._scratch(w, 1)
        gradients, steps = slots["accumulated_grad"], slots["accumulated_delta_var"]
        np.multiply(g, g, out=a)
        self._average(gradients, a)
        np.add(gradients, self.epsilon, out=a)
        np.add(steps, self.epsilon, out=b)
        b /= a
        np.sqrt(b, out=b)
        b *= g
        np.multiply(b, b, out=a)
        self._average(steps, a)
        b *= learning_rate
        w -= b

    def _average(self, kept: Array, new: Array) -> None:
        kept *= self.rho
        new *= 1 - self.rho
        kept += new
