"""SGD: stochastic gradient descent, with or without momentum."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.optimizers.learning_rate import Rate, learning_rate_param
from nn_core.optimizers.one_pass import OnePass, sgd, sgd_with_momentum
from nn_core.optimizers.optimizer import Optimizer
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("optimizer")
class SGD(Optimizer):
    """Go against the gradient: w ← w - learning_rate · g; momentum keeps part of the last step."""

    learning_rate: Rate = learning_rate_param(0.01)
    momentum: float = param(default=0.0, minimum=0.0, maximum=1.0, help="Share of the last step kept in this one.")
    nesterov: bool = param(default=False, help="Look ahead: add the momentum before the step as well as after it.")

    num_passes: ClassVar[float] = 2

    def slot_groups(self) -> list[list[str]]:
        return [["momentum"]] if self.momentum else []

    def update(self, w: Array, g: Array, slots: dict[str, Array], learning_rate: float) -> None:
        step = self._scratch(w)
        np.multiply(g, learning_rate, step)
        if not self.momentum:
            w -= step
            return
        m = slots["momentum"]
        m *= self.momentum
        m -= step
        if self.nesterov:
            w -= step
            w += np.multiply(m, self.momentum, out=step)
        else:
            w += m

    def in_one_pass(self, learning_rate: float) -> OnePass | None:
        if not self.momentum:
            return OnePass(sgd, (), (learning_rate,))
        if self.nesterov:
            return None
        return OnePass(sgd_with_momentum, ("momentum",), (self.momentum, learning_rate))
