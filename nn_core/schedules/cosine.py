"""Learning rates that fall along half a wave of a cosine."""

from __future__ import annotations

import math
from typing import Any

from nn_core.schedules.schedule import INITIAL_HELP, NAME_HELP, LearningRateSchedule
from nn_core.spec.params import param
from nn_core.spec.registry import register

ALPHA_HELP = "Learning rate at the end, as a share of that at the start."


@register("schedule")
class CosineDecay(LearningRateSchedule):
    """Fall along a cosine, if wanted after a straight rise (Loshchilov & Hutter, 2016)."""

    initial_learning_rate: float = param(minimum=0.0, help=INITIAL_HELP)
    decay_steps: int = param(minimum=1, help="Steps from the top of the wave to the bottom.")
    alpha: float = param(default=0.0, help=ALPHA_HELP)
    name: str = param(default="CosineDecay", help=NAME_HELP)
    warmup_target: float | None = param(default=None, minimum=0.0, help="Learning rate to rise to first, if any.")
    warmup_steps: int = param(default=0, minimum=0, help="Steps of the rise.")

    def __call__(self, step: Any) -> float:
        step = float(step)
        if self.warmup_target is None:
            return self._fall(self.initial_learning_rate, step)
        if step < self.warmup_steps:
            rise = self.warmup_target - self.initial_learning_rate
            return float(self.initial_learning_rate + rise * step / self.warmup_steps)
        return self._fall(self.warmup_target, step - self.warmup_steps)

    def _fall(self, start: float, step: float) -> float:
        wave = 0.5 * (1 + math.cos(math.pi * min(step / self.decay_steps, 1.0)))
        return start * ((1 - self.alpha) * wave + self.alpha)


@register("schedule")
class CosineDecayRestarts(LearningRateSchedule):
    """Fall along a cosine again and again, in waves that may get longer and lower (Loshchilov & Hutter, 2016)."""

    initial_learning_rate: float = param(minimum=0.0, help=INITIAL_HELP)
    first_decay_steps: int = param(minimum=1, help="Steps of the first wave.")
    t_mul: float = param(default=2.0, minimum=1.0, help="Length of a wave, as a multiple of the one before.")
    m_mul: float = param(default=1.0, minimum=0.0, help="Height of a wave, as a multiple of the one before.")
    alpha: float = param(default=0.0, help=ALPHA_HELP)
    name: str = param(default="SGDRDecay", help=NAME_HELP)

    def __call__(self, step: Any) -> float:
        wave, share = self._position(float(step) / self.first_decay_steps)
        height = 0.5 * self.m_mul**wave * (1 + math.cos(math.pi * share))
        return float(self.initial_learning_rate * ((1 - self.alpha) * height + self.alpha))

    def _position(self, time: float) -> tuple[int, float]:
        """Return the number of the wave and how far in it we are, time counted in lengths of the first wave."""
        if self.t_mul == 1:
            return math.floor(time), time - math.floor(time)
        wave = math.floor(math.log(1 - time * (1 - self.t_mul)) / math.log(self.t_mul))
        start = (1 - self.t_mul**wave) / (1 - self.t_mul)
        return wave, (time - start) / self.t_mul**wave
