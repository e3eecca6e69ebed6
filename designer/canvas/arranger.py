"""Arranger: lays out a very large graph in another thread, so that the window answers meanwhile."""

from __future__ import annotations

import functools

from PySide6.QtCore import QObject, Qt, QThread, Signal
from PySide6.QtWidgets import QAbstractScrollArea

from designer.model.arrange import Direction, arrange
from designer.model.graph import Graph


class Arranger(QObject):
    """Gives the places of the last graph it got; while it works, the mouse pointer says so."""

    arranged = Signal(object)  # dict of places

    def __init__(self, canvas: QAbstractScrollArea) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._thread: _ArrangeThread | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a graph is being laid out."""
        return self._thread is not None

    def start(self, graph: Graph, direction: Direction) -> None:
        """Lay out a graph that nobody else changes; a second one, while there is one, is not taken."""
        if self._thread is None:
            self._thread = _ArrangeThread(graph, direction)
            self._thread.finished.connect(self._on_finished)
            self._thread.finished.connect(functools.partial(_running.discard, self._thread))
            _running.add(self._thread)
            self._canvas.viewport().setCursor(Qt.CursorShape.BusyCursor)
            self._thread.start()

    def _on_finished(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.wait()
            self._canvas.viewport().unsetCursor()
            self.arranged.emit(thread.places)


class _ArrangeThread(QThread):
    def __init__(self, graph: Graph, direction: Direction) -> None:
        super().__init__()
        self._graph, self._direction = graph, direction
        self.places: dict[str, tuple[float, float]] = {}

    def run(self) -> None:
        self.places = arrange(self._graph, None, self._direction, is_stable=True)


_running: set[_ArrangeThread] = set()  # a thread must not be forgotten before it has ended, even if its window is
