"""Nadam: Adam with the momentum of the next step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from nn_core.autodiff import Variable
from nn_core.autodiff.tensor import Array
from nn_core.optimizers.learning_rate import Rate, learning_rate_param
from nn_core.optimizers.optimizer import Optimizer, bias_correction
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("optimizer")
class Nadam(Optimizer):
    """Adam that looks ahead as Nesterov's momentum does (Dozat, 2016)."""

    learning_rate: Rate = learning_rate_param(0.001)
    beta_1: float = param(default=0.9, minimum=0.0, maximum=1.0, help="Share of the old in m, the average of g.")
    beta_2: float = param(default=0.999, minimum=0.0, maximum=1.0, help="Share of the old in v, the average of g².")
    epsilon: float = param(default=1e-7, minimum=0.0, help="Added to √v, so that nothing is divided by 0.")

    schedule_decay: ClassVar[float] = 1.0  # how fast the momentum rises to beta_1

    def slot_groups(self) -> list[list[str]]:
        return [["momentum", "velocity"]]

    def build(self, variables: Sequence[Variable]) -> None:
        if self.built:
            return
        super().build(variables)
        self._product = self.add_variable(np.array(1.0), "variable")

    def start_step(self, learning_rate: float) -> None:
        step = int(self.iterations) + 1
        now, ahead = (self.beta_1 * (1 - 0.5 * 0.96 ** (n * self.schedule_decay)) for n in (step, step + 1))
        self._product.value *= now
        product = self._product.item()
        self._of_momentum = learning_rate * ahead / (1 - product * ahead)
        self._of_gradient = learning_rate * (1 - now) / (1 - product)
        self._of_velocity = 1 / bias_correction(self.beta_2, step)

    def update(self, w: Array, g: Array, slots: dict[str, Array], learning_rate: float) -> None:
        a, b = self._scratch(w), self._scratch(w, 1)
        m, v = slots["momentum"], slots["velocity"]
        np.subtract(g, m, out=a)
        a *= 1 - self.beta_1
        m += a
        np.multiply(g, g, out=a)
        a -= v
        a *= 1 - self.beta_2
        v += a
        np.multiply(v, self._of_velocity, out=a)
        np.sqrt(a, out=a)
        a += self.epsilon
        np.divide(m, a, out=b)
        b *= self._of_momentum
        w -= b
        np.divide(g, a, out=b)
        b *= self._of_gradient
        w -= b
