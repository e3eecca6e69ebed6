"""WeightsWriter: writes weights and curves in a thread, the latest of them if there is no time for all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from designer.formats.project import arrays_of
from designer.model.document import Curves, Document, Weights
from designer.model.last_run import LastRun
from nn_core.saving.atomic import write_bytes

_Task = tuple[Path, Weights, Curves, LastRun | None] | Path  # a path alone is to be removed


class WeightsWriter:
    """One thread at most; there is none while there is nothing to write."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._next: _Task | None = None
        self._thread: threading.Thread | None = None
        self._is_running = False
        self.keys: frozenset[str] = frozenset()  # of the layers whose weights are written, or about to be

    def write(self, path: Path, document: Document) -> None:
        """Write the document's arrays as they are now; it returns at once."""
        self.keys = frozenset(document.weights)
        self._order((path, dict(document.weights), dict(document.curves), document.last_run))

    def remove(self, path: Path) -> None:
        """Remove what was written, also what is about to be."""
        self.keys = frozenset()
        if self._is_running:
            self._order(path)
        else:
            path.unlink(missing_ok=True)

    def _order(self, task: _Task) -> None:
        with self._lock:
            self._next = task
            if not self._is_running:
                self._is_running = True
                self._thread = threading.Thread(target=self._run, name="weights-writer")
                self._thread.start()

    def wait(self) -> None:
        """Block until everything is written."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while (task := self._take()) is not None:
            try:
                _carry_out(task)
            except (OSError, ValueError) as error:
                self._tell(f"The weights cannot be written down for the case of a crash: {error} Save often.")

    def _take(self) -> _Task | None:
        with self._lock:
            task, self._next = self._next, None
            self._is_running = task is not None
            return task


def _carry_out(task: _Task) -> None:
    if isinstance(task, Path):
        task.unlink(missing_ok=True)
    else:
        path, weights, curves, last_run = task
        write_bytes(path, arrays_of(weights, curves, last_run))
