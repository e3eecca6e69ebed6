"""Lamb: Adam with steps in proportion to the size of the weight."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff import Variable
from nn_core.autodiff.tensor import Array
from nn_core.optimizers.learning_rate import Rate, learning_rate_param
from nn_core.optimizers.optimizer import Optimizer, bias_correction
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("optimizer")
class Lamb(Optimizer):
    """Adam whose step has, for each weight, a length in proportion to the weight's own (You et al., 2019)."""

    learning_rate: Rate = learning_rate_param(0.001)
    beta_1: float = param(default=0.9, minimum=0.0, maximum=1.0, help="Share of the old in m, the average of g.")
    beta_2: float = param(default=0.999, minimum=0.0, maximum=1.0, help="Share of the old in v, the average of g².")
    epsilon: float = param(default=1e-7, minimum=0.0, help="Added to √v, so that nothing is divided by 0.")

    def slot_groups(self) -> list[list[str]]:
        return [["momentum", "velocity"]]

    def update_step(self, gradient: Array, variable: Variable, learning_rate: float) -> None:
        slots = self._slots[id(variable)]
        m, v, w = slots["momentum"].value, slots["velocity"].value, variable.value
        a, b = self._scratch(w), self._scratch(w, 1)
        step = int(self.iterations) + 1
        np.subtract(gradient, m, out=a)
        a *= 1 - self.beta_1
        m += a
        np.multiply(gradient, gradient, out=a)
        a -= v
        a *= 1 - self.beta_2
        v += a
        np.divide(v, bias_correction(self.beta_2, step), out=a)
        np.sqrt(a, out=a)
        a += self.epsilon
        np.divide(m, bias_correction(self.beta_1, step), out=b)
        b /= a
        length, step_length = float(np.linalg.norm(w)), float(np.linalg.norm(b))
        b *= learning_rate * (length / step_length if length and step_length else 1.0)
        w -= b
