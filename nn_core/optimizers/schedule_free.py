"""ScheduleFreeAdamW: AdamW that needs no falling learning rate, because it averages the weights itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nn_core.autodiff import Variable
from nn_core.autodiff.tensor import Array
from nn_core.optimizers.learning_rate import Rate, learning_rate_param
from nn_core.optimizers.optimizer import Optimizer, bias_correction
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("optimizer", "schedulefreeadamw")
class ScheduleFreeAdamW(Optimizer):
    """Steps away from z, averages z into x, and lets the gradient look between the two (Defazio et al., 2024)."""

    learning_rate: Rate = learning_rate_param(0.0025)
    beta_1: float = param(default=0.9, minimum=0.0, maximum=1.0, help="How near to the average the weights lie.")
    beta_2: float = param(default=0.999, minimum=0.0, maximum=1.0, help="Share of the old in v, the average of g².")
    epsilon: float = param(default=1e-8, minimum=0.0, help="Added to √v, so that nothing is divided by 0.")
    warmup_steps: int = param(default=0, minimum=0, help="Steps during which the learning rate rises.")

    def slot_groups(self) -> list[list[str]]:
        return [["momentum", "velocity"]]

    def add_slots(self, variables: Sequence[Variable]) -> None:
        super().add_slots(variables)
        for variable in variables:
            self._slots[id(variable)]["momentum"].assign(variable)

    def update(self, w: Array, g: Array, slots: dict[str, Array], learning_rate: float) -> None:
        z, v = slots["momentum"], slots["velocity"]
        step = int(self.iterations) + 1
        rate = learning_rate * min(step / self.warmup_steps, 1.0) if self.warmup_steps else learning_rate
        v += (1 - self.beta_2) * (g * g - v)
        z -= rate * g / (np.sqrt(v / bias_correction(self.beta_2, step)) + self.epsilon)
        # The paper takes the old z here. Keras on TensorFlow takes the new one, and we take the steps it takes.
        average = (w - (1 - self.beta_1) * z) / self.beta_1
        average += (z - average) / step
        np.add((1 - self.beta_1) * z, self.beta_1 * average, out=w)
