"""EarlyStopping: end the training when it no longer helps."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from nn_core.spec.params import param
from nn_core.spec.registry import register
from nn_core.training.callbacks.declared import MODE_HELP, MONITOR_HELP, DeclaredCallback, verbose_param
from nn_core.training.callbacks.monitor import Monitor


@register("callback")
class EarlyStopping(DeclaredCallback):
    """Stop when the watched value has not improved for `patience` epochs."""

    title: ClassVar[str] = "Early stopping"
    remembered: ClassVar[tuple[str, ...]] = ("best", "wait", "stopped_epoch", "best_epoch", "best_weights")

    monitor: str = param(default="val_loss", help=MONITOR_HELP)
    min_delta: float = param(default=0.0, help="Smallest change that counts as improvement.")
    patience: int = param(default=0, minimum=0, help="Epochs without improvement to wait.")
    verbose: int = verbose_param()
    mode: Literal["auto", "min", "max"] = param(default="auto", help=MODE_HELP)
    baseline: float | None = param(default=None, help="Value that must be beaten for an epoch to count.")
    restore_best_weights: bool = param(
        default=False, help="Whether the weights of the best epoch come back at the end."
    )
    start_from_epoch: int = param(default=0, minimum=0, help="Epochs to let pass before watching.")

    steerable: ClassVar[tuple[str, ...]] = ("patience", "start_from_epoch")
    suggested: ClassVar[dict[str, Any]] = {"patience": 5, "restore_best_weights": True}

    def prepare(self) -> None:
        self._watch = Monitor(self.monitor, self.mode, self.min_delta)

    def on_train_begin(self, logs: Any = None) -> None:
        self._watch = Monitor(self.monitor, self.mode, self.min_delta)
        self._against_baseline = Monitor(self.monitor, self.mode, self.min_delta)
        self._against_baseline.best = self.baseline
        self.wait = self.stopped_epoch = self.best_epoch = 0
        self.best_weights: list[Any] | None = None

    @property
    def best(self) -> float | None:
        return self._watch.best

    @best.setter
    def best(self, value: float | None) -> None:
        self._watch.best = value

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
