"""Page: one open document with all that is its own: canvas, level, training."""

from __future__ import annotations

from PySide6.QtCore import QObject

from designer.canvas.seen_place import SeenPlace
from designer.canvas.view import CanvasView
from designer.model.document import Document
from designer.training.data_check import DataCheck
from designer.training.session import TrainingSession


class Page(QObject):
    """What a tab stands for. The panels belong to the window and follow the page in front."""

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self.document = document
        self.level: Document = document  # the nested model on the canvas, or the document itself
        self.session = TrainingSession(self)
        self.data_check = DataCheck(self.session.datasets)
        self.data_check.watch(document)
        self.canvas = CanvasView(document)
        self._seen: dict[tuple[str, ...], SeenPlace] = {}  # by the keys that lead to a level

    @property
    def is_untouched(self) -> bool:
        """Whether nobody would miss the document: it is in no file, and nothing was done to it."""
        session = self.session
        is_busy = session.state != "idle" or session.sweep.is_running or session.is_evaluating
        return self.document.path is None and not self.document.is_modified and not is_busy

    def show_level(self, level: Document) -> SeenPlace | None:
        """Make a canvas for a level; return what was seen of it the last time."""
        self._seen[self.level.path_of_keys] = SeenPlace.of(self.canvas)
        direction = self.canvas.canvas_scene.direction
        self.level = level
        self.canvas = CanvasView(level)
        self.canvas.canvas_scene.set_direction(direction)
        return self._seen.get(level.path_of_keys)

    def close(self) -> None:
        """Stop what runs and let go of the widgets."""
        self.session.close()
        self.canvas.hide()
        self.canvas.deleteLater()
        self.deleteLater()
