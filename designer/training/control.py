"""Control: how the window tells a running training to pause, go on, or stop."""

from __future__ import annotations

import threading
import time
from typing import Literal

from designer.model.settings import TrainingSettings

Step = Literal["batch", "epoch", "validation"]


class Stopped(Exception):
    """Raised inside the training when it is to end now."""


class Control:
    """A switch with one side in the window's thread and the other in the training's."""

    def __init__(self, pause_after: Step | None = None) -> None:
        self._changed = threading.Condition()
        self._is_paused = self._is_stopped = False
        self._pause_after = pause_after
        self.is_waiting = False  # whether the training really stands still
        self._wanted: TrainingSettings | None = None  # to go on with, where they were changed during the run

    # ---- the window's side --------------------------------------------------------------------------------

    def pause(self) -> None:
        """Let the training stand still after the batch it is at."""
        with self._changed:
            self._is_paused = True

    def resume(self, pause_after: Step | None = None) -> None:
        """Let it go on: to the end, or for one batch or epoch."""
        with self._changed:
            self._is_paused, self._pause_after = False, pause_after
            self.is_waiting = False
            self._changed.notify_all()

    def stop(self) -> None:
        """Let it end after the batch it is at, paused or not."""
        with self._changed:
            self._is_stopped = True
            self._changed.notify_all()

    def change(self, settings: TrainingSettings) -> None:
        """Let it go on with other settings from the next batch, as far as that can be."""
        with self._changed:
            self._wanted = settings

    # ---- the training's side ------------------------------------------------------------------------------

    @property
    def is_wanted(self) -> bool:
        """Whether the training is to say when this very batch is done, because something may happen then."""
        return self._is_paused or self._is_stopped or self._pause_after == "batch" or self._wanted is not None

    def take_wanted(self) -> TrainingSettings | None:
        """Return the settings to go on with; None if they stay."""
        with self._changed:
            found, self._wanted = self._wanted, None
        return found

    @property
    def pauses_after_epoch(self) -> bool:
        """Whether the training will stand still at the end of this epoch."""
        return self._is_paused or self._pause_after == "epoch"

    def passed(self, step: Step) -> float:
        """Say that a batch or epoch is done; return the seconds spent in a pause, raise `Stopped` at a stop."""
        with self._changed:
            if self._pause_after == step:
                self._is_paused, self._pause_after = True, None
            before = time.monotonic()
            self.is_waiting = self._is_paused and not self._is_stopped
            self._changed.wait_for(lambda: self._is_stopped or not self._is_paused)
            self.is_waiting = False
            if self._is_stopped:
                raise Stopped
            return time.monotonic() - before
