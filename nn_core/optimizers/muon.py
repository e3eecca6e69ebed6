"""Muon: momentum made orthogonal, for the matrices of a network; AdamW for everything else."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn_core.autodiff import Variable
from nn_core.autodiff.tensor import Array
from nn_core.optimizers.learning_rate import Rate, learning_rate_param
from nn_core.optimizers.optimizer import DECAY_HELP, Optimizer, bias_correction
from nn_core.spec.params import param
from nn_core.spec.registry import register

POLYNOMIAL_HELP = "Factor in the polynomial that makes the step orthogonal; better left alone."
SMALL = 1e-7


@register("optimizer")
class Muon(Optimizer):
    """Turns the momentum of each matrix into the nearest rotation before stepping (Jordan et al., 2024)."""

    learning_rate: Rate = learning_rate_param(0.001)
    adam_beta_1: float = param(default=0.9, minimum=0.0, maximum=1.0, help="Share of the old in Adam's average of g.")
    adam_beta_2: float = param(default=0.999, minimum=0.0, maximum=1.0, help="Share of the old in the average of g².")
    adam_weight_decay: float | None = param(default=0.004, minimum=0.0, help="Weight decay where Adam is used.")
    epsilon: float = param(default=1e-7, minimum=0.0, help="Added to the root of Adam's average of g².")
    weight_decay: float | None = param(default=0.004, kw_only=True, minimum=0.0, help=DECAY_HELP)
    exclude_layers: Any = param(default=None, kw_only=True, help="Parts of names of weights that Adam shall change.")
    exclude_embeddings: bool = param(default=True, kw_only=True, help="Let Adam change embeddings.")
    muon_a: float = param(default=3.4445, kw_only=True, help=POLYNOMIAL_HELP)
    muon_b: float = param(default=-4.775, kw_only=True, help=POLYNOMIAL_HELP)
    muon_c: float = param(default=2.0315, kw_only=True, help=POLYNOMIAL_HELP)
    adam_lr_ratio: float = param(default=1, kw_only=True, minimum=0.0, help="Adam's learning rate as a multiple.")
    momentum: float = param(
        default=0.95, kw_only=True, minimum=0.0, maximum=1.0, help="Share of the last step kept in this one."
    )
    ns_steps: int = param(default=5, kw_only=True, minimum=1, help="How often the polynomial is applied.")
    nesterov: bool = param(default=True, kw_only=True, help="Look ahead: add the momentum once more.")
    rms_rate: float | None = param(
        default=0.2, kw_only=True, minimum=0.0, help="Size of a step compared with one of Adam; as it comes if empty."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exclude_layers = list(self.exclude_layers or [])

    def is_for_adam(self, variable: Variable) -> bool:
        """Say whether a weight is no matrix, or was excluded."""
        is_embedding = self.exclude_embeddings and "embedding" in variable.path.lower()
        return variable.ndim != 2 or is_embedding or any(re.search(each, variable.path) for each in self.exclude_layers)

    def decay_of(self, variable: Variable) -> float | None:
        return self.adam_weight_decay if self.is_for_adam(variable) else self.weight_decay

    def add_slots(self, variables: Sequence[Variable]) -> None:
        for variable in variables:
            for slot in ("momentum", "velocity") if self.is_for_adam(variable) else ("momentum",):
                self.add_slot(variable, slot, variable.shape, f"{variable.path.replace('/', '_')}_{slot}")

    def update_step(self, gradient: Array, variable: Variable, learning_rate: float) -> None:
        slots = {name: kept.value for name, kept in self._slots[id(variable)].items()}
        if "velocity" in slots:
            self._step_of_adam(gradient, variable.value, slots, learning_rate * self.adam_lr_ratio)
        else:
            self._step_of_muon(gradient, variable.value, slots["momentum"], learning_rate)

    def _step_of_adam(self, g: Array, w: Array, slots: dict[str, Array], learning_rate: float) -> None:
        step = int(self.iterations) + 1
        m, v = slots["momentum"], slots["velocity"]
        m += (1 - self.adam_beta_1) * (g - m)
        v += (1 - self.adam_beta_2) * (g * g - v)
        correction = math.sqrt(bias_correction(self.adam_beta_2, step)) / bias_correction(self.adam_beta_1, step)
        w -= learning_rate * correction * m / (np.sqrt(v) + self.epsilon)

    def _step_of_muon(self, g: Array, w: Array, m: Array, learning_rate: float) -> None:
        m *= self.momentum
        m += g
        direction = self._orthogonal(g + self.momentum * m if self.nesterov else m)
        scale = 1.0 if self.rms_rate is None else self.rms_rate * math.sqrt(max(w.shape))
        w -= learning_rate * scale * direction

    def _orthogonal(self, x: Array) -> Array:
        """Bring all singular values near 1, by a polynomial that needs nothing but products (Newton-Schulz)."""
        is_tall = x.shape[0] > x.shape[1]
        x = x.T if is_tall else x
        x = x / (np.linalg.norm(x) + SMALL)
        for _ in range(self.ns_steps):
            square = x @ x.T
            x = self.muon_a * x + (self.muon_b * square + self.muon_c * square @ square) @ x
        return np.asarray(x.T if is_tall else x)
