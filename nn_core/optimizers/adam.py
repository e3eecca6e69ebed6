"""Adam and AdamW: momentum, and steps divided by the recent size of the gradient."""

from __future__ import annotations

import math

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.optimizers.learning_rate import Rate, learning_rate_param
from nn_core.optimizers.one_pass import OnePass, adam
from nn_core.optimizers.optimizer import DECAY_HELP, Optimizer, bias_correction
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("optimizer")
class Adam(Optimizer):
    """w ← w - α · m / (√v + ε), m and v moving averages of g and g² (Kingma & Ba, 2014): a good first choice."""

    learning_rate: Rate = learning_rate_param(0.001)
    beta_1: float = param(default=0.9, minimum=0.0, maximum=1.0, help="Share of the old in m, the average of g.")
    beta_2: float = param(default=0.999, minimum=0.0, maximum=1.0, help="Share of the old in v, the average of g².")
    epsilon: float = param(default=1e-7, minimum=0.0, help="Added to √v, so that nothing is divided by 0.")
    amsgrad: bool = param(default=False, help="Divide by the largest v so far (Reddi et al., 2018).")

    def slot_groups(self) -> list[list[str]]:
        return [["momentum", "velocity"], *([["velocity_hat"]] if self.amsgrad else [])]

    def start_step(self, learning_rate: float) -> None:
        step = int(self.iterations) + 1
        self._alpha = learning_rate * math.sqrt(bias_correction(self.beta_2, step)) / bias_correction(self.beta_1, step)

    def update(self, w: Array, g: Array, slots: dict[str, Array], learning_rate: float) -> None:
        a = self._scratch(w)
        m, v = slots["momentum"], slots["velocity"]
        np.subtract(g, m, out=a)
        a *= 1 - self.beta_1
        m += a
        np.multiply(g, g, out=a)
        a -= v
        a *= 1 - self.beta_2
        v += a
        if self.amsgrad:
            v = np.maximum(slots["velocity_hat"], v, out=slots["velocity_hat"])
        np.sqrt(v, out=a)
        a += self.epsilon
        np.divide(m, a, out=a)
        a *= self._alpha
        w -= a

    def in_one_pass(self, learning_rate: float) -> OnePass | None:
        if self.amsgrad:
            return None
        return OnePass(adam, ("momentum", "velocity"), (1 - self.beta_1, 1 - self.beta_2, self.epsilon, self._alpha))


@register("optimizer", "adamw")
class AdamW(Adam):
    """Adam with weight decay, kept apart from the moving averages (Loshchilov & Hutter, 2017)."""

    weight_decay: float = param(
        default=0.004,
        after="learning_rate",
        minimum=0.0,
        help=DECAY_HELP,
    )
