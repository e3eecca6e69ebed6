"""Constraints on the length of the vector of weights that leads into each unit."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import Tensor
from nn_core.constraints.constraint import Constraint, norms
from nn_core.spec.kinds import Axes
from nn_core.spec.params import param
from nn_core.spec.registry import register

AXIS_HELP = "Axis along which the length is taken: 0 for Dense, [0, 1, 2] for Conv2D."
EPSILON = 1e-7


@register("constraint", "max_norm", "maxnorm")
class MaxNorm(Constraint):
    """Shorten vectors that are longer than max_value."""

    max_value: float = param(default=2, minimum=0.0, help="Greatest length.")
    axis: Axes = param(default=0, help=AXIS_HELP)

    def __call__(self, w: Any) -> Tensor:
        array, length = norms(w, self.axis)
        return Tensor(array * (np.clip(length, 0, self.max_value) / (EPSILON + length)))


@register("constraint", "unit_norm", "unitnorm")
class UnitNorm(Constraint):
    """Bring every vector to length 1."""

    axis: Axes = param(default=0, help=AXIS_HELP)

    def __call__(self, w: Any) -> Tensor:
        array, length = norms(w, self.axis)
        return Tensor(array / (EPSILON + length))


@register("constraint", "min_max_norm")
class MinMaxNorm(Constraint):
    """Bring the length of every vector between min_value and max_value, at once or part of the way."""

    min_value: float = param(default=0.0, minimum=0.0, help="Smallest length.")
    max_value: float = param(default=1.0, minimum=0.0, help="Greatest length.")
    rate: float = param(default=1.0, minimum=0.0, maximum=1.0, help="Part of the way to go in each step; 1 is all.")
    axis: Axes = param(default=0, help=AXIS_HELP)

    def __call__(self, w: Any) -> Tensor:
        array, length = norms(w, self.axis)
        desired = self.rate * np.clip(length, self.min_value, self.max_value) + (1 - self.rate) * length
        return Tensor(array * (desired / (EPSILON + length)))
