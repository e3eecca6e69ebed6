"""Preloading: what plots need takes a third of a second to import; it is imported while nobody waits for it.

The window goes on answering: names of Qt are looked up a few at a time, in its own thread because PySide makes the
classes behind them then, which two threads must not do at once; everything else is imported in a thread.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from functools import partial

from PySide6 import QtCore, QtGui, QtWidgets
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from designer.training.worker import Worker

_AFTER_MS = 400  # the window is painted by then
_SLICE_S = 0.004
_SLOW = {"QPageSize"}  # its enumerations alone take five slices; nobody but the thread asks for it
_MODULES = (
    "designer.panels.live_plot", "designer.panels.run_views.overlay", "designer.panels.curves",
    "designer.panels.training_form", "designer.panels.training", "designer.archive.report", "designer.archive.events",
    "designer.archive.exporting", "designer.panels.run_views.table", "designer.panels.run_views.sweep_page",
    "designer.panels.runs",
)  # fmt: skip


class Preloading(QObject):
    """Imports what panels with plots need, once the window is there and idle."""

    done = Signal()

    def __init__(self, parent: QObject, after_ms: int = _AFTER_MS) -> None:
        super().__init__(parent)
        self._steps: Iterator[Callable[[], object]] = iter(())
        self.worker: Worker | None = None
        self._is_imported = False
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_idle)
        QTimer.singleShot(after_ms, self, self._begin)
        application = QCoreApplication.instance()
        assert application is not None, "there is a window"
        application.aboutToQuit.connect(self.stop)

    def stop(self) -> None:
        """Do no more, and wait for what is being done."""
        self._timer.stop()
        if self.worker is not None:
            self.worker.finished.disconnect(self._on_imported)
            self._discard()

    def _begin(self) -> None:
        self._take(_names_of_qt())

    def _take(self, steps: Iterator[Callable[[], object]]) -> None:
        self._steps = steps
        self._timer.start()

    def _on_idle(self) -> None:
        """Do some steps, so few that nobody notices; then what comes next."""
        end = time.perf_counter() + _SLICE_S
        for step in self._steps:
            step()
            if time.perf_counter() > end:
                return
        self._timer.stop()
        if self._is_imported:
            self.done.emit()
            return
        self.worker = Worker(lambda: importlib.import_module("pyqtgraph"), self)
        self.worker.finished.connect(self._on_imported)
        self.worker.launch()

    def _on_imported(self) -> None:
        self._discard()
        self._is_imported = True
        self._take(_modules())

    def _discard(self) -> None:
        worker, self.worker = self.worker, None
        assert worker is not None, "it was launched"
        worker.discard()


def _names_of_qt() -> Iterator[Callable[[], object]]:
    """Yield what makes the classes of Qt that pyqtgraph will ask for: all."""
    for module in (QtCore, QtGui, QtWidgets):
        for name in set(dir(module)) - _SLOW:
            yield partial(getattr, module, name)


def _modules() -> Iterator[Callable[[], object]]:
    for name in _MODULES:
        yield partial(importlib.import_module, name)
