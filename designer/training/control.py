"""Control: how the window tells a running training to pause, go on, or stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Literal

from designer.model.settings import TrainingSettings

Step = Literal["batch", "epoch", "validation"]
MOST_ASIDE_S = 0.05  # each time the window has something to show, however long it takes


class Stopped(Exception):
    """Raised inside the training when it is to end now."""


class Control:
    """A switch with one side in the window's thread and the other in the training's.

    Args:
        pause_after: what to train before the first pause.
        tell: called in the training's thread when it stands still.
    """

    def __init__(self, pause_after: Step | None = None, tell: Callable[[], object] = lambda: None) -> None:
        self._changed = threading.Condition()
        self._is_paused = self._is_stopped = False
        self._pause_after, self._tell = pause_after, tell
        self.is_waiting = False  # whether the training really stands still
        self._wanted: TrainingSettings | None = None  # to go on with, where they were changed during the run
        self._is_way_free = threading.Event()
        self._is_way_free.set()
        self.is_calling = pause_after == "batch"  # whether there may be something to hear: asked in every step

    # ---- the window's side --------------------------------------------------------------------------------

    def pause(self) -> None:
        """Let the training stand still after the batch it is at."""
        with self._changed:
            self._is_paused = self.is_calling = True

    def resume(self, pause_after: Step | None = None) -> None:
        """Let it go on: to the end, or for one batch or epoch."""
        with self._changed:
            self._is_paused, self._pause_after = False, pause_after
            self.is_waiting, self.is_calling = False, True
            self._changed.notify_all()

    def stop(self) -> None:
        """Let it end after the batch it is at, paused or not."""
        with self._changed:
            self._is_stopped = self.is_calling = True
            self._changed.notify_all()

    def change(self, settings: TrainingSettings) -> None:
        """Let it go on with other settings from the next batch, as far as that can be."""
        with self._changed:
            self._wanted, self.is_calling = settings, True

    def take_way(self) -> None:
        """Let it stand aside at the next batch, until `free_way`: the window has something to show.

        Both at once would take the interpreter from one another hundreds of times, and each time costs.
        """
        with self._changed:
            self._is_way_free.clear()
            self.is_calling = True

    def free_way(self) -> None:
        """Let it go on: what was to be shown is painted."""
        self._is_way_free.set()

    # ---- the training's side ------------------------------------------------------------------------------

    def hear(self) -> bool:
        """Wait while the window shows something; return whether something may happen after this very batch."""
        if not self._is_way_free.wait(MOST_ASIDE_S):
            self._is_way_free.set()  # a window held up by something else does not slow down every batch
        with self._changed:
            self.is_calling = self.is_wanted or not self._is_way_free.is_set()
        return self.is_wanted

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
    def is_wanted_after_epoch(self) -> bool:
        """Whether something may happen at the end of this very epoch."""
        return self._pause_after == "epoch" or self.is_wanted

    @property
    def pauses_after_epoch(self) -> bool:
        """Whether the training will stand still at the end of this epoch."""
        return self._is_paused or self._pause_after == "epoch"

    def passed(self, step: Step) -> float:
        """Say that a batch or epoch is done; return the seconds spent in a pause, raise `Stopped` at a stop."""
        if not (self._is_paused or self._is_stopped or self._pause_after == step):
            return 0.0
        with self._changed:
            if self._pause_after == step:
                self._is_paused, self._pause_after = True, None
            before = time.monotonic()
            self.is_waiting = self._is_paused and not self._is_stopped
            if self.is_waiting:
                self._tell()
            self._changed.wait_for(lambda: self._is_stopped or not self._is_paused)
            self.is_waiting = False
            if self._is_stopped:
                raise Stopped
            return time.monotonic() - before
