"""Lion: steps of one size, only the sign follows the gradient."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.optimizers.learning_rate import Rate, learning_rate_param
from nn_core.optimizers.optimizer import Optimizer
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("optimizer")
class Lion(Optimizer):
    """w ← w - learning_rate · sign(average of g): needs little memory (Chen et al., 2023)."""

    learning_rate: Rate = learning_rate_param(0.001)
    beta_1: float = param(default=0.9, minimum=0.0, maximum=1.0, help="Share of the old in the direction of the step.")
    beta_2: float = param(default=0.99, minimum=0.0, maximum=1.0, help="Share of the old in what is kept.")

    def slot_groups(self) -> list[list[str]]:
        return [["momentum"]]

    def update(self, w: Array, g: Array, slots: dict[str, Array], learning_rate: float) -> None:
        a, b = self._scratch(w), self._scratch(w, 1)
        m = slots["momentum"]
        np.multiply(m, self.beta_1, out=a)
        a += np.multiply(g, 1 - self.beta_1, out=b)
        np.sign(a, out=a)
        a *= learning_rate
        w -= a
        m *= self.beta_2
        m += np.multiply(g, 1 - self.beta_2, out=b)
