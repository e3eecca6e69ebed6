"""Adagrad: steps divided by the size of all gradients so far."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.optimizers.learning_rate import Rate, learning_rate_param
from nn_core.optimizers.optimizer import Optimizer
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("optimizer")
class Adagrad(Optimizer):
    """w ← w - learning_rate · g / √(sum of all g²): rare features keep large steps (Duchi et al., 2011)."""

    learning_rate: Rate = learning_rate_param(0.001)
    initial_accumulator_value: float = param(default=0.1, minimum=0.0, help="Where the sum of g² starts.")
    epsilon: float = param(default=1e-7, minimum=0.0, help="Added before the root, so that nothing is divided by 0.")

    def slot_groups(self) -> list[list[str]]:
        return [["accumulator"]]

    def slot_start(self, slot: str) -> float:
        return self.initial_accumulator_value if slot == "accumulator" else 0.0

    def update(self, w: Array, g: Array, slots: dict[str, Array], learning_rate: float) -> None:
        a, b = self._scratch(w), self._scratch(w, 1)
        total = slots["accumulator"]
        total += np.multiply(g, g, out=a)
        np.add(total, self.epsilon, out=a)
        np.sqrt(a, out=a)
        np.multiply(g, learning_rate, out=b)
        w -= np.divide(b, a, out=b)
