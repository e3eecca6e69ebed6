"""Adafactor: Adam's adaptive steps with the memory of one row and one column for each matrix."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from nn_core.autodiff import Variable
from nn_core.autodiff.tensor import Array
from nn_core.optimizers.learning_rate import Rate, learning_rate_param
from nn_core.optimizers.optimizer import Optimizer
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("optimizer")
class Adafactor(Optimizer):
    """Divides by the size of the gradient, known from the means of its rows and columns (Shazeer & Stern, 2018)."""

    learning_rate: Rate = learning_rate_param(0.001)
    beta_2_decay: float = param(default=-0.8, maximum=0.0, help="How fast the averages of g² begin to last longer.")
    epsilon_1: float = param(default=1e-30, minimum=0.0, help="Added to g².")
    epsilon_2: float = param(default=1e-3, minimum=0.0, help="Least size of a weight; steps are in proportion.")
    clip_threshold: float = param(default=1.0, minimum=0.0, help="Greatest mean size of a step, before scaling.")
    relative_step: bool = param(default=True, help="Let the learning rate fall like 1 / √steps.")

    def add_slots(self, variables: Sequence[Variable]) -> None:
        for variable in variables:
            shape, name = variable.shape, variable.path.replace("/", "_")
            is_matrix = len(shape) > 1  # for others Keras keeps two numbers that it does not use
            self.add_slot(variable, "row", shape[:-1] if is_matrix else (), name)
            self.add_slot(variable, "column", (*shape[:-2], shape[-1]) if is_matrix else (), name)
            self.add_slot(variable, "velocity", shape, f"{name}_velocity")

    def update_step(self, gradient: Array, variable: Variable, learning_rate: float) -> None:
        slots = {name: kept.value for name, kept in self._slots[id(variable)].items()}
        step = int(self.iterations) + 1
        kept = 1 - step**self.beta_2_decay
        velocity = slots["velocity"]
        squared = gradient * gradient + self.epsilon_1
        if variable.ndim > 1:
            row, column = slots["row"], slots["column"]
            row += (1 - kept) * (squared.mean(axis=-1) - row)
            column += (1 - kept) * (squared.mean(axis=-2) - column)
            shares = row / row.mean(axis=-1, keepdims=True)
            np.multiply(shares[..., None], column[..., None, :], out=velocity)
        else:
            velocity += (1 - kept) * (squared - velocity)
        direction = gradient / np.sqrt(velocity)
        direction /= max(1.0, _size(direction) / self.clip_threshold)
        rate = min(learning_rate, 1 / math.sqrt(step))  # whatever relative_step says: Keras compares twice
        variable.value -= max(self.epsilon_2, _size(variable.value)) * rate * direction


def _size(x: Array) -> float:
    """Return the root of the mean square."""
    return math.sqrt(float(np.mean(np.square(x))))
