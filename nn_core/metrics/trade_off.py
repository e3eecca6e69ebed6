"""The best of one rate over all thresholds at which another rate is large enough."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.metrics.confusion import CLASS_HELP, Counting, name_param
from nn_core.metrics.metric import dtype_param
from nn_core.metrics.rates import OUTCOMES, Rate, precision, recall, specificity
from nn_core.spec.params import param
from nn_core.spec.registry import register

NUM_THRESHOLDS_HELP = "At how many thresholds between 0 and 1 to look."


class _AtLeast(Counting):
    """Base of: the best value of one rate over all thresholds at which another rate is large enough."""

    counts = OUTCOMES
    rates: ClassVar[tuple[Rate, Rate]]  # the one that must be large enough, the one that is reported
    bound: ClassVar[str]  # the parameter that says how large
    num_thresholds: int = 200

    def levels(self) -> Array:
        return np.linspace(0, 1, self.num_thresholds) if self.num_thresholds > 1 else np.array([0.5])

    def result(self) -> float:
        counts = {outcome: variable.value for outcome, variable in self._counts.items()}
        constrained, wanted = (rate(counts) for rate in self.rates)
        return float(np.max(np.where(constrained >= getattr(self, self.bound), wanted, 0.0)))


@register("metric")
class SensitivityAtSpecificity(_AtLeast):
    """The best sensitivity with at least the given specificity."""

    rates, bound = (specificity, recall), "specificity"
    specificity: float = param(minimum=0.0, maximum=1.0, help="Share of no that must be called no.")
    num_thresholds: int = param(default=200, minimum=1, help=NUM_THRESHOLDS_HELP)
    class_id: int | None = param(default=None, minimum=0, help=CLASS_HELP)
    name: str | None = name_param()
    dtype: Any = dtype_param()


@register("metric")
class SpecificityAtSensitivity(_AtLeast):
    """The best specificity with at least the given sensitivity."""

    rates, bound = (recall, specificity), "sensitivity"
    sensitivity: float = param(minimum=0.0, maximum=1.0, help="Share of yes that must be found.")
    num_thresholds: int = param(default=200, minimum=1, help=NUM_THRESHOLDS_HELP)
    class_id: int | None = param(default=None, minimum=0, help=CLASS_HELP)
    name: str | None = name_param()
    dtype: Any = dtype_param()


@register("metric")
class PrecisionAtRecall(_AtLeast):
    """The best precision with at least the given recall."""

    rates, bound = (recall, precision), "recall"
    recall: float = param(minimum=0.0, maximum=1.0, help="Share of yes that must be found.")
    num_thresholds: int = param(default=200, minimum=1, help=NUM_THRESHOLDS_HELP)
    class_id: int | None = param(default=None, minimum=0, help=CLASS_HELP)
    name: str | None = name_param()
    dtype: Any = dtype_param()


@register("metric")
class RecallAtPrecision(_AtLeast):
    """The best recall with at least the given precision."""

    rates, bound = (precision, recall), "precision"
    precision: float = param(minimum=0.0, maximum=1.0, help="Share of what is called yes that must be yes.")
    num_thresholds: int = param(default=200, minimum=1, help=NUM_THRESHOLDS_HELP)
    class_id: int | None = param(default=None, minimum=0, help=CLASS_HELP)
    name: str | None = name_param()
    dtype: Any = dtype_param()
