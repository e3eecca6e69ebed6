"""PiecewiseConstantDecay: a learning rate that jumps at given steps."""

from __future__ import annotations

from typing import Any

from nn_core.schedules.schedule import NAME_HELP, LearningRateSchedule
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("schedule")
class PiecewiseConstantDecay(LearningRateSchedule):
    """values[0] up to and including step boundaries[0], then values[1], and so on."""

    boundaries: list[Any] = param(help="Steps at which the rate changes, rising.")
    values: list[Any] = param(help="Learning rates, one more than boundaries.")
    name: str = param(default="PiecewiseConstant", help=NAME_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(self.values) != len(self.boundaries) + 1:
            raise ValueError(
                f"PiecewiseConstantDecay: {len(self.boundaries)} boundaries need {len(self.boundaries) + 1} values, "
                f"not {len(self.values)}."
            )

    def __call__(self, step: Any) -> float:
        passed = sum(float(step) > boundary for boundary in self.boundaries)
        return float(self.values[passed])
