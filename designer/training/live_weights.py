"""LiveWeights: the weights of a running training, for who wants to look; nobody asks, nothing is copied."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from typing import Any

from designer.model.document import Weights
from designer.training.control import Control
from nn_core.training.callbacks.callback import Callback

_numbers = itertools.count(1)


class LiveWeights:
    """A box with one side in the window's thread and the other in the training's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._weights: Weights | None = None
        self._number = 0  # of the latest copy, different in every training
        self.is_wanted = False

    def ask(self) -> None:
        """Want the weights as they are after the next batch, and once more when the training pauses."""
        self.is_wanted = True

    def since(self, number: int) -> tuple[int, Weights | None]:
        """Return the number of the latest copy, and the copy if it came after that of this number."""
        with self._lock:
            return self._number, self._weights if self._number > number else None

    def give(self, weights: Weights) -> None:
        """Leave a copy of the weights."""
        with self._lock:
            self._weights, self.is_wanted = weights, False
            self._number = next(_numbers)


class WeightsGiver(Callback):
    """Gives the weights where they are wanted; it costs a training nothing while nobody looks."""

    def __init__(self, live: LiveWeights, control: Control, copied: Callable[[], Weights]) -> None:
        self._live, self._control, self._copied = live, control, copied
        self._was_wanted = False

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Give them also before a pause, so that what is looked at then is the latest."""
        if self._live.is_wanted or (self._was_wanted and self._control.is_wanted):
            self._was_wanted = True
            self._live.give(self._copied())

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        if self._was_wanted and self._control.pauses_after_epoch:
            self._live.give(self._copied())
