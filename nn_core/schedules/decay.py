"""Learning rates that fall steadily: exponentially, like 1 / time, or along a polynomial."""

from __future__ import annotations

import math
from typing import Any

from nn_core.schedules.schedule import INITIAL_HELP, NAME_HELP, LearningRateSchedule
from nn_core.spec.params import param
from nn_core.spec.registry import register

STAIRCASE_HELP = "Fall in jumps every decay_steps, instead of a little at each step."


@register("schedule")
class ExponentialDecay(LearningRateSchedule):
    """initial · decay_rate ^ (step / decay_steps)."""

    initial_learning_rate: float = param(minimum=0.0, help=INITIAL_HELP)
    decay_steps: int = param(minimum=1, help="Steps after which the rate has been multiplied by decay_rate.")
    decay_rate: float = param(minimum=0.0, help="Factor after decay_steps.")
    staircase: bool = param(default=False, help=STAIRCASE_HELP)
    name: str = param(default="ExponentialDecay", help=NAME_HELP)

    def __call__(self, step: Any) -> float:
        share = float(step) / self.decay_steps
        return float(self.initial_learning_rate * self.decay_rate ** (math.floor(share) if self.staircase else share))


@register("schedule")
class InverseTimeDecay(LearningRateSchedule):
    """initial / (1 + decay_rate · step / decay_steps)."""

    initial_learning_rate: float = param(minimum=0.0, help=INITIAL_HELP)
    decay_steps: int = param(minimum=1, help="Steps that count as one unit of time.")
    decay_rate: float = param(minimum=0.0, help="How strongly time counts.")
    staircase: bool = param(default=False, help=STAIRCASE_HELP)
    name: str = param(default="InverseTimeDecay", help=NAME_HELP)

    def __call__(self, step: Any) -> float:
        share = float(step) / self.decay_steps
        return float(
            self.initial_learning_rate / (1 + self.decay_rate * (math.floor(share) if self.staircase else share))
        )


@register("schedule")
class PolynomialDecay(LearningRateSchedule):
    """From initial to end within decay_steps, along (1 - step / decay_steps) ^ power."""

    initial_learning_rate: float = param(minimum=0.0, help=INITIAL_HELP)
    decay_steps: int = param(minimum=1, help="Steps until the end is reached.")
    end_learning_rate: float = param(default=0.0001, minimum=0.0, help="Learning rate at the end.")
    power: float = param(default=1.0, help="1 for a straight line.")
    cycle: bool = param(default=False, help="Start again from a higher rate, with longer and longer cycles.")
    name: str = param(default="PolynomialDecay", help=NAME_HELP)

    def __call__(self, step: Any) -> float:
        step, length = float(step), float(self.decay_steps)
        if self.cycle:
            length *= max(1, math.ceil(step / length))
        share = min(step / length, 1.0)
        return float(
            (self.initial_learning_rate - self.end_learning_rate) * (1 - share) ** self.power + self.end_learning_rate
        )
