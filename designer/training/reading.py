"""Reading: how far a thread is with some data, for the window to look at, and the wish that it end."""

from __future__ import annotations

from dataclasses import dataclass

from designer.training.control import Stopped


@dataclass(frozen=True)
class ReadingStep:
    """What is being done, and how far it is; `total` is None if nobody knows."""

    text: str = ""
    done: int = 0
    total: int | None = None

    @property
    def percent(self) -> int | None:
        """How much is done, in a hundred parts."""
        return None if not self.total else min(100, 100 * self.done // self.total)


class Reading:
    """Passed to whatever reads: called with each step, it raises `Stopped` once nobody wants the data any more."""

    def __init__(self) -> None:
        self.latest = ReadingStep()
        self._is_cancelled = False

    def cancel(self) -> None:
        """Let the reading end at its next step."""
        self._is_cancelled = True

    def __call__(self, text: str, done: int, total: int | None) -> None:
        if self._is_cancelled:
            raise Stopped
        self.latest = ReadingStep(text, done, total)
