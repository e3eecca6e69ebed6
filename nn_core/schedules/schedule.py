"""LearningRateSchedule: a learning rate that depends on the number of steps taken."""

from __future__ import annotations

from typing import Any, ClassVar

from nn_core.spec.params import Configurable

INITIAL_HELP = "Learning rate at the first step."
NAME_HELP = "Name of the schedule."


class LearningRateSchedule(Configurable):
    """Gives the learning rate for a step.

    Example:
        >>> class Halving(LearningRateSchedule):
        ...     def __call__(self, step):
        ...         return 0.1 * 0.5 ** (step // 1000)
    """

    family: ClassVar[str] = "schedule"

    def __call__(self, step: Any) -> float:
        raise NotImplementedError(f"{type(self).__name__} must define __call__(step) and return the learning rate.")
