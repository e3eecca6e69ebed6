"""Reporter: the callback that fills the progress box and obeys the control."""

from __future__ import annotations

import math
import time
from typing import Any

from designer.training.control import Control
from designer.training.progress import Logs, ProgressBox, ProgressSnapshot
from nn_core.training.callbacks.callback import Callback

ALL_OF_THE_FIRST = 40  # batches are told one by one, so that the shortest runs have whole curves
EVERY_S = 0.16  # after that so many seconds apart: more often than the window looks, seldom enough to cost nothing
ASLEEP_S = 30.0  # without any work of the processor: the computer slept, as far as a training is concerned


class LossNotFiniteError(ValueError):
    """The loss is no longer a number, so that going on is pointless; the text says when and what helps."""


class Reporter(Callback):
    """Listens to one training."""

    def __init__(self, control: Control, box: ProgressBox, num_samples: int, batch_size: int, epochs: int) -> None:
        self._control, self._box = control, box
        self._num_samples, self._batch_size, self._epochs = num_samples, batch_size, epochs
        self._num_batches = math.ceil(num_samples / batch_size)
        self._epoch = self._batch = 0
        self._loss_sum = self._samples_seen = 0.0
        self._epochs_before = 0
        self._start = self._told = time.monotonic()
        self._worked = time.thread_time()  # likewise at the last report
        self._num_told = 0
        self._due = 0.0  # when the next batch is to be told

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._start = self._told = time.monotonic()
        self._worked = time.thread_time()
        self._epochs_before = self.model.first_epoch if self.model else 0

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._epoch, self._batch, self._samples_seen = epoch + 1, 0, 0.0
        self._loss_sum = 0.0

    def wants_train_batch(self, batch: int) -> bool:
        is_wanted = self._control.is_calling and self._control.hear()
        return is_wanted or time.monotonic() >= self._due

    def wants_test_batch(self, batch: int) -> bool:
        is_wanted = self._control.is_calling and self._control.hear()
        return is_wanted or time.monotonic() >= self._told + EVERY_S

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._batch, self._num_told = batch + 1, self._num_told + 1
        self._look_at_clock()
        seen = min(self._num_samples, self._batch * self._batch_size)
        size = max(1, seen - int(self._samples_seen))
        values = {name: float(value) for name, value in (logs or {}).items()}
        self._refuse_nan(values)
        position = self._epoch - 1 + self._batch / self._num_batches
        self._box.add_batch(position, {**values, "loss": self._own_loss(values.get("loss", 0.0), size)})
        self._box.put(self._snapshot(values))
        self._wait("batch")

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._batch = self._num_batches
        self._look_at_clock()
        self._wait("validation")

    def take_epoch(self, epoch: int, logs: Logs) -> bool:
        """Leave the values of an epoch; return whether `on_epoch_end` is to follow.

        An epoch may last less than a thousandth of a second: most of them have nothing else to tell.
        """
        if not (math.isfinite(logs.get("loss", 0.0)) and math.isfinite(logs.get("val_loss", 0.0))):
            return True
        self._box.add_epoch(epoch + 1, logs)
        is_due = time.monotonic() >= self._told + EVERY_S
        return is_due or self._control.is_wanted_after_epoch or self._is_last(epoch)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Tell where the training stands, and let what is waited for happen."""
        values = logs or {}
        self._batch = self._num_batches
        self._refuse_nan(values)
        self._look_at_clock()
        self._box.put(self._snapshot({name: float(value) for name, value in values.items()}))
        self._wait("epoch")

    def _is_last(self, epoch: int) -> bool:
        return self.model is None or self.model.stop_training or epoch + 1 >= self.model.last_epoch

    def _wait(self, step: Any) -> None:
        pause = self._control.passed(step)  # does not count as time needed
        self._start, self._told, self._due = self._start + pause, self._told + pause, self._due + pause

    def _look_at_clock(self) -> None:
        """Note when this report is; a jump of the clock, as a computer makes that was asleep, is no time needed."""
        now, worked = time.monotonic(), time.thread_time()
        passed, used = now - self._told, worked - self._worked
        if passed > ASLEEP_S and used < passed / 100:
            self._start += passed - used
        self._told, self._worked = now, worked
        self._due = now + EVERY_S if self._num_told >= ALL_OF_THE_FIRST else 0.0

    def _own_loss(self, mean: float, size: int) -> float:
        """Return the loss since the last report alone; the logs hold the mean since the epoch began."""
        before, self._samples_seen = self._loss_sum, self._samples_seen + size
        self._loss_sum = mean * self._samples_seen
        return (self._loss_sum - before) / size

    def _refuse_nan(self, logs: Logs) -> None:
        if math.isfinite(logs.get("loss", 0.0)) and math.isfinite(logs.get("val_loss", 0.0)):
            return
        broken = [name for name in ("loss", "val_loss") if not math.isfinite(logs.get(name, 0.0))]
        if broken:
            what = "loss" if broken[0] == "loss" else "loss on the validation part"
            raise LossNotFiniteError(
                f"The {what} is no longer a number ({logs[broken[0]]}) in epoch {self._epoch}, batch {self._batch}. "
                "Usually a smaller learning rate helps; also check the loss and the last activation."
            )

    def _snapshot(self, logs: Logs) -> ProgressSnapshot:
        self._epochs = self.model.last_epoch if self.model else self._epochs
        elapsed = max(time.monotonic() - self._start, 1e-9)
        epochs = self._epoch - 1 + min(1.0, self._batch / self._num_batches)
        done = epochs - self._epochs_before  # by this run
        left = elapsed / done * max(0.0, self._epochs - epochs) if done > 0 else None
        speed = max(0.0, done) * self._num_samples / elapsed
        return ProgressSnapshot(self._epoch, self._epochs, self._batch, self._num_batches, speed, left, dict(logs))
