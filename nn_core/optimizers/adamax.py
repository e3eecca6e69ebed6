"""Adamax: Adam with the largest recent gradient in place of the mean square."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.optimizers.learning_rate import Rate, learning_rate_param
from nn_core.optimizers.optimizer import Optimizer, bias_correction
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("optimizer")
class Adamax(Optimizer):
    """w ← w - α · m / (u + ε), u the largest recent |g|, fading (Kingma & Ba, 2014)."""

    learning_rate: Rate = learning_rate_param(0.001)
    beta_1: float = param(default=0.9, minimum=0.0, maximum=1.0, help="Share of the old in m, the average of g.")
    beta_2: float = param(default=0.999, minimum=0.0, maximum=1.0, help="How much of u remains after a step.")
    epsilon: float = param(default=1e-7, minimum=0.0, help="Added to u, so that nothing is divided by 0.")

    def slot_groups(self) -> list[list[str]]:
        return [["momentum", "norm"]]

    def start_step(self, learning_rate: float) -> None:
        self._alpha = learning_rate / bias_correction(self.beta_1, int(self.iterations) + 1)

    def update(self, w: Array, g: Array, slots: dict[str, Array], learning_rate: float) -> None:
        a = self._scratch(w)
        m, u = slots["momentum"], slots["norm"]
        np.subtract(g, m, out=a)
        a *= 1 - self.beta_1
        m += a
        u *= self.beta_2
        np.maximum(u, np.abs(g, out=a), out=u)
        np.add(u, self.epsilon, out=a)
        np.divide(m, a, out=a)
        a *= self._alpha
        w -= a
