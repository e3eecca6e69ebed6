"""Errands: small computations for the panels, one after another in a thread; of each kind only the latest counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from designer.training.worker import Worker


class Errands(QObject):
    """Keeps the window awake while a model answers; who asks faster than it answers gets the last answer only."""

    done = Signal(str, object)  # the kind that was asked for, and the result
    failed = Signal(str, object)  # the kind, and the Outcome

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[str, Callable[[], Any]] = {}
        self._worker: Worker | None = None
        self._kind = ""

    def ask(self, kind: str, work: Callable[[], Any]) -> None:
        """Let something be computed; it takes the place of what waits under the same kind."""
        self._waiting[kind] = work
        self._start_next()

    def forget(self, kind: str) -> None:
        """Let nothing be computed any more that waits under this kind."""
        self._waiting.pop(kind, None)

    def wait(self, timeout_ms: int = 10_000) -> bool:
        """Finish the errand under way and drop the others; False if that took too long."""
        self._waiting.clear()
        if self._worker is not None and self._worker.wait(timeout_ms):
            self._on_finished()
        return self._worker is None

    def _start_next(self) -> None:
        if self._worker is not None or not self._waiting:
            return
        self._kind = next(iter(self._waiting))
        self._worker = Worker(self._waiting.pop(self._kind), self)
        self._worker.finished.connect(self._on_finished)
        self._worker.launch()

    def _on_finished(self) -> None:
        worker, kind = self._worker, self._kind
        if worker is None or not worker.isFinished():  # `wait` was here before the signal
            return
        self._worker = None
        result, failed = worker.result, worker.failed
        worker.discard()
        if failed is None:
            self.done.emit(kind, result)
        else:
            self.failed.emit(kind, failed)
        self._start_next()
