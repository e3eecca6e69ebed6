"""EarlyStopping: end the training when it no longer helps."""

from __future__ import annotations

from typing import Any

from nn_core.training.callbacks.callback import Callback
from nn_core.training.callbacks.monitor import Monitor
from nn_core.training.refusals import whole_number


class EarlyStopping(Callback):
    """Stop when the watched value has not improved for `patience` epochs.

    Args:
        monitor: entry of the logs to watch.
        min_delta: smallest change that counts as improvement.
        patience: epochs without improvement to wait.
        verbose: 1 prints a line on stopping.
        mode: "min", "max" or "auto".
        baseline: value that must be beaten for an epoch to count as improvement.
        restore_best_weights: whether the weights of the best epoch come back at the end.
        start_from_epoch: epochs to let pass before watching.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        self.monitor, self.mode, self.min_delta = monitor, mode, min_delta
        whole_number("EarlyStopping: patience", patience, minimum=0)
        self.patience, self.verbose, self.baseline = patience, verbose, baseline
        self.restore_best_weights, self.start_from_epoch = restore_best_weights, start_from_epoch
        self._watch = Monitor(monitor, mode, min_delta)

    def on_train_begin(self, logs: Any = None) -> None:
        self._watch = Monitor(self.monitor, self.mode, self.min_delta)
        self._against_baseline = Monitor(self.monitor, self.mode, self.min_delta)
        self._against_baseline.best = self.baseline
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best_weights: list[Any] | None = None

    @property
    def best(self) -> float | None:
        return self._watch.best

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        value = self._watch.read(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        if self.restore_best_weights and self.best_weights is None:
            self.best_weights, self.best_epoch = self.model.get_weights(), epoch
        self.wait += 1
        if self._watch.improves(value):
            self._keep(epoch, value)
            if self.baseline is None or self._against_baseline.improves(value):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def _keep(self, epoch: int, value: float) -> None:
        self._watch.best, self.best_epoch = value, epoch
        if self.restore_best_weights:
            self.best_weights = self.model.get_weights()

    def on_train_end(self, logs: Any = None) -> None:
        if self.stopped_epoch and self.verbose:
            print(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.restore_best_weights and self.best_weights is not None:
            self.model.set_weights(self.best_weights)
            if self.verbose:
                print(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
