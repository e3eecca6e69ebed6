"""ReduceLROnPlateau: smaller steps when the training no longer gets on."""

from __future__ import annotations

from typing import Any

from nn_core.spec.legacy import accepts_old_names
from nn_core.training.callbacks.callback import Callback
from nn_core.training.callbacks.monitor import Monitor


class ReduceLROnPlateau(Callback):
    """Multiply the learning rate by `factor` when the watched value has not improved for `patience` epochs.

    Args:
        monitor: entry of the logs to watch.
        factor: what the learning rate is multiplied with, below 1.
        patience: epochs without improvement to wait.
        verbose: 1 prints a line on every change.
        mode: "min", "max" or "auto".
        min_delta: smallest change that counts as improvement.
        cooldown: epochs to let pass after a change before watching again.
        min_lr: the learning rate does not fall below this.
    """

    @accepts_old_names
    def __init__(
        self,
        monitor: str = "val_loss",
        factor: float = 0.1,
        patience: int = 10,
        verbose: int = 0,
        mode: str = "auto",
        min_delta: float = 1e-4,
        cooldown: int = 0,
        min_lr: float = 0.0,
    ) -> None:
        if not 0 <= factor < 1:
            raise ValueError(f"ReduceLROnPlateau: factor must be at least 0 and below 1, not {factor!r}.")
        self.monitor, self.mode, self.min_delta = monitor, mode, min_delta
        self.factor, self.patience, self.verbose = factor, patience, verbose
        self.cooldown, self.min_lr = cooldown, min_lr
        self._reset()

    def _reset(self) -> None:
        self._watch = Monitor(self.monitor, self.mode, self.min_delta)
        self.wait = self.cooldown_counter = 0

    @property
    def best(self) -> float | None:
        return self._watch.best

    def on_train_begin(self, logs: Any = None) -> None:
        self._reset()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if logs is not None:
            logs["learning_rate"] = float(self.model.optimizer.learning_rate)
        value = self._watch.read(logs)
        if value is None:
            return
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.wait = 0
        if self._watch.improves(value):
            self._watch.best, self.wait = value, 0
        elif self.cooldown_counter <= 0:
            self.wait += 1
            if self.wait >= self.patience:
                self._reduce(epoch)

    def _reduce(self, epoch: int) -> None:
        old = float(self.model.optimizer.learning_rate)
        if old <= self.min_lr:
            return
        new = max(old * self.factor, self.min_lr)
        self.model.optimizer.learning_rate = new
        if self.verbose:
            print(f"\nEpoch {epoch + 1}: the learning rate falls to {new:.6g}.")
        self.cooldown_counter, self.wait = self.cooldown, 0
