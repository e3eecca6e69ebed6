"""Worker: runs one function in a thread of its own and keeps what came out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, QThread
from threadpoolctl import threadpool_limits

from designer.training.control import Stopped
from designer.training.garbage import Garbage
from designer.training.outcome import Outcome, failure, is_foreseen

_log = logging.getLogger(__name__)


class Worker(QThread):
    """A thread for one piece of work; `result` or `failed` is set when `finished` is emitted."""

    def __init__(self, work: Callable[[], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: Callable[[], Any] | None = work
        self.result: Any = None
        self.failed: Outcome | None = None
        self._garbage = Garbage(self)
        self.finished.connect(self._on_finished)

    def launch(self) -> None:
        """Begin to work."""
        self._garbage.hold()
        self.start()

    def discard(self) -> None:
        """Let go of the thread, once `finished` was emitted (a moment before it is really gone)."""
        self.wait()
        self._garbage.release()
        self.deleteLater()

    def _on_finished(self) -> None:
        self._garbage.release()

    def run(self) -> None:
        """Work, with the linear algebra confined to one thread: the window needs the other processor."""
        work, self._work = self._work, None
        assert work is not None, "a worker works once"
        try:
            # A loss that overflows is noticed by its value; NumPy need not warn as well.
            with threadpool_limits(1, user_api="blas"), np.errstate(all="ignore"):
                self.result = work()
        except Stopped:
            self.failed = Outcome("stopped", "It was stopped.")
        except BaseException as error:
            self.failed = failure(error)
            _log.log(logging.INFO if is_foreseen(error) else logging.ERROR, "%s", self.failed.details)
