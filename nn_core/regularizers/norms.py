"""L1, L2 and both: penalties for the size of weights."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.regularizers.regularizer import Regularizer
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("regularizer")
class L1(Regularizer):
    """l1 · Σ |x|: drives weights that matter little to zero."""

    l1: float = param(default=0.01, minimum=0.0, help="Factor on the sum of sizes.")

    def __call__(self, x: Any) -> Any:
        return self.l1 * ops.sum(ops.absolute(x))


@register("regularizer")
class L2(Regularizer):
    """l2 · Σ x²: keeps all weights small."""

    l2: float = param(default=0.01, minimum=0.0, help="Factor on the sum of squares.")

    def __call__(self, x: Any) -> Any:
        return self.l2 * ops.sum(ops.square(x))


@register("regularizer", "l1_l2")
class L1L2(Regularizer):
    """l1 · Σ |x| + l2 · Σ x²: both at once."""

    l1: float | None = param(default=0.0, minimum=0.0, help="Factor on the sum of sizes.")
    l2: float | None = param(default=0.0, minimum=0.0, help="Factor on the sum of squares.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.l1, self.l2 = self.l1 or 0.0, self.l2 or 0.0

    def __call__(self, x: Any) -> Any:
        penalty: Any = 0.0
        if self.l1:
            penalty = self.l1 * ops.sum(ops.absolute(x))
        if self.l2:
            penalty = penalty + self.l2 * ops.sum(ops.square(x))
        return penalty if self.l1 or self.l2 else ops.zeros(())
