"""NonNeg: no weight below zero."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy
from nn_core.constraints.constraint import Constraint
from nn_core.spec.registry import register


@register("constraint", "non_neg", "nonneg")
class NonNeg(Constraint):
    """Set negative weights to zero."""

    def __call__(self, w: Any) -> Tensor:
        return Tensor(np.maximum(convert_to_numpy(w), 0))
