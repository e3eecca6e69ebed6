"""ReduceLROnPlateau: smaller steps when the training no longer gets on."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from nn_core.spec.params import param
from nn_core.spec.registry import register
from nn_core.training.callbacks.declared import MODE_HELP, MONITOR_HELP, DeclaredCallback, verbose_param
from nn_core.training.callbacks.monitor import Monitor


@register("callback")
class ReduceLROnPlateau(DeclaredCallback):
    """Multiply the learning rate by `factor` when the watched value has not improved for `patience` epochs."""

    title: ClassVar[str] = "Reduce learning rate on plateau"
    remembered: ClassVar[tuple[str, ...]] = ("best", "wait", "cooldown_counter")

    monitor: str = param(default="val_loss", help=MONITOR_HELP)
    factor: float = param(default=0.1, minimum=0.0, help="What the learning rate is multiplied with, below 1.")
    patience: int = param(default=10, minimum=0, help="Epochs without improvement to wait.")
    verbose: int = verbose_param()
    mode: Literal["auto", "min", "max"] = param(default="auto", help=MODE_HELP)
    min_delta: float = param(default=1e-4, help="Smallest change that counts as improvement.")
    cooldown: int = param(default=0, minimum=0, help="Epochs to let pass after a change before watching again.")
    min_lr: float = param(default=0.0, minimum=0.0, help="The learning rate does not fall below this.")

    steerable: ClassVar[tuple[str, ...]] = ("factor", "patience", "cooldown", "min_lr")
    lowers_learning_rate: ClassVar[bool] = True
    suggested: ClassVar[dict[str, Any]] = {"patience": 3}

    def prepare(self) -> None:
        if not self.factor < 1:
            raise ValueError(f"ReduceLROnPlateau: factor must be at least 0 and below 1, not {self.factor!r}.")
        self._reset()

    def _reset(self) -> None:
        self._watch = Monitor(self.monitor, self.mode, self.min_delta)
        self.wait = self.cooldown_counter = 0

    @property
    def best(self) -> float | None:
        return self._watch.best

    @best.setter
    def best(self, value: float | None) -> None:
        self._watch.best = value

    def on_train_begin(self, logs: Any = None) -> None:
        if self.model.optimizer.follows_schedule:  # said before hours of training, not after
            raise ValueError(
                "ReduceLROnPlateau cannot lower a learning rate that follows a schedule: give the optimizer a number, "
                "or leave the callback out."
            )
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
            print(f"\nEpoch {epoch + 1}: ReduceLROnPlateau reducing learning rate to {new}.")
        self.cooldown_counter, self.wait = self.cooldown, 0
