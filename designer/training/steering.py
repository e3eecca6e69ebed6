"""Steering: what may change while a training runs, brought to it between two batches."""

from __future__ import annotations

from typing import Any

from designer.training.control import Control
from nn_core.schedules.schedule import LearningRateSchedule
from nn_core.training.callbacks.callback import Callback


class Steering(Callback):
    """Sets the learning rate, and how many epochs there are, as the window wishes.

    Args:
        settings: those of the run as JSON, kept up to date.
    """

    def __init__(self, control: Control, settings: dict[str, Any]) -> None:
        self._control, self._settings = control, settings

    def on_train_begin(self, logs: Any = None) -> None:
        self._obey()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._obey()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._obey()

    def _obey(self) -> None:
        rate, num_epochs = self._control.take_changes()
        if rate is not None and not self._follows_schedule:
            self.model.optimizer.learning_rate = rate
            self._settings["learning_rate"] = rate
        if num_epochs is not None:
            self.model.last_epoch = num_epochs

    @property
    def _follows_schedule(self) -> bool:
        return isinstance(getattr(self.model.optimizer, "_rate", None), LearningRateSchedule)
