"""RMSprop: steps divided by the recent size of the gradient."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.optimizers.learning_rate import Rate, learning_rate_param
from nn_core.optimizers.one_pass import OnePass, rmsprop
from nn_core.optimizers.optimizer import Optimizer
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("optimizer", "rmsprop")
class RMSprop(Optimizer):
    """w ← w - learning_rate · g / √(moving average of g²): every weight gets its own step size (Hinton, 2012)."""

    learning_rate: Rate = learning_rate_param(0.001)
    rho: float = param(default=0.9, minimum=0.0, maximum=1.0, help="Share of the old in the moving average of g².")
    momentum: float = param(default=0.0, minimum=0.0, maximum=1.0, help="Share of the last step kept in this one.")
    epsilon: float = param(default=1e-7, minimum=0.0, help="Added before the root, so that nothing is divided by 0.")
    centered: bool = param(default=False, help="Subtract the square of the mean gradient: divide by its spread.")

    def slot_groups(self) -> list[list[str]]:
        groups = [["velocity"]]
        groups += [["momentum"]] if self.momentum > 0 else []
        return groups + ([["average_gradient"]] if self.centered else [])

    def update(self, w: Array, g: Array, slots: dict[str, Array], learning_rate: float) -> None:
        a, b = self._scratch(w), self._scratch(w, 1)
        velocity = slots["velocity"]
        velocity *= self.rho
        np.multiply(g, g, out=a)
        a *= 1 - self.rho
        velocity += a
        np.add(velocity, self.epsilon, out=a)
        if self.centered:
            mean = slots["average_gradient"]
            mean *= self.rho
            mean += np.multiply(g, 1 - self.rho, out=b)
            a -= np.multiply(mean, mean, out=b)
        np.divide(g, np.sqrt(a, out=a), out=a)
        a *= learning_rate
        if self.momentum > 0:
            m = slots["momentum"]
            m *= self.momentum
            m += a
            w -= m
        else:
            w -= a

    def in_one_pass(self, learning_rate: float) -> OnePass | None:
        if self.momentum > 0 or self.centered:
            return None
        return OnePass(rmsprop, ("velocity",), (self.rho, 1 - self.rho, self.epsilon, learning_rate))
