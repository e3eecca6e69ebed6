"""LearningRateScheduler: a learning rate of one's own for every epoch."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from nn_core.training.callbacks.callback import Callback


class LearningRateScheduler(Callback):
    """Set the learning rate before every epoch.

    Args:
        schedule: takes the number of the epoch (from 0), and if it wants the learning rate so far; gives the new one.
        verbose: 1 prints a line for every epoch.

    Example:
        >>> LearningRateScheduler(lambda epoch, rate: rate * 0.5 if epoch > 10 else rate)
    """

    def __init__(self, schedule: Callable[..., Any], verbose: int = 0) -> None:
        if not callable(schedule):
            raise TypeError(
                f"LearningRateScheduler takes a function from the epoch to a learning rate, not {schedule!r}."
            )
        self.schedule, self.verbose = schedule, verbose

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        optimizer = self.model.optimizer
        known = (epoch, float(optimizer.learning_rate))
        try:
            inspect.signature(self.schedule).bind(*known)
        except TypeError:  # it takes the epoch alone
            known = known[:1]  # type: ignore[assignment]
        rate = self.schedule(*known)
        try:
            optimizer.learning_rate = float(rate)
        except (TypeError, ValueError) as error:
            raise ValueError(
                f"The schedule of a LearningRateScheduler must return a number, but for epoch {epoch} it gave {rate!r} "
                f"({error})."
            ) from error
        if self.verbose:
            print(f"\nEpoch {epoch + 1}: LearningRateScheduler setting learning rate to {float(rate)}.")

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if logs is not None:
            logs["learning_rate"] = float(self.model.optimizer.learning_rate)
