"""Checkpoints: what a training has learned so far, handed to the window every few seconds and before each pause."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

from designer.training.control import Control
from nn_core.training.callbacks.callback import Callback

KEEP_EVERY_S = 10.0  # what is lost with the process is at most this, and the time to write it


class Checkpoints(Callback):
    """Calls `keep` between two batches that are told, before whoever may let the training stand still."""

    def __init__(self, control: Control, keep: Callable[[], Any], every_s: float | None = None) -> None:
        self._control, self._keep = control, keep
        self._every_s = KEEP_EVERY_S if every_s is None else every_s
        self._kept = time.monotonic()

    @property
    def _is_due(self) -> bool:
        return self._control.is_wanted or time.monotonic() - self._kept >= self._every_s

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._look(logs)

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        self._look(logs)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if self._control.pauses_after_epoch:
            self._kept = -self._every_s
        self._look(logs)

    def _look(self, logs: Any) -> None:
        if self._is_due and math.isfinite((logs or {}).get("loss", 0.0)):  # what is spoiled is not worth keeping
            self._keep()
            self._kept = time.monotonic()
