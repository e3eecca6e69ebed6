"""DropLayer: a layer dragged from the Library onto the canvas, or onto a wire, into which it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent

from designer.canvas.splicing import WireTarget
from designer.model import catalog

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView

LAYER_MIME = "application/x-nn-layer"


class DropLayer:
    """The gesture begins and ends with events of its own, so the view keeps one of these for good."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._target = WireTarget(view.canvas_scene)

    def enter(self, event: QDragEnterEvent) -> None:
        """Take part if it is a layer that is coming."""
        event.acceptProposedAction()

    def move(self, event: QDragMoveEvent) -> None:
        """Mark the wire it would go into."""
        cls = catalog.find_layer_class(_class_name(event))
        takes_input = cls is not None and cls.max_inputs != 0
        self._target.look(self._place(event) if takes_input else None)
        event.acceptProposedAction()

    def leave(self) -> None:
        """Forget it."""
        self._target.take()

    def finish(self, event: QDropEvent) -> None:
        """Add the layer where it was dropped."""
        wire = self._target.take()
        self._view.editing.add_layer(_class_name(event), self._place(event), into=wire)
        event.acceptProposedAction()
        self._view.setFocus()

    def _place(self, event: QDropEvent) -> QPointF:
        return self._view.mapToScene(event.position().toPoint())


def _class_name(event: QDropEvent) -> str:
    return bytes(event.mimeData().data(LAYER_MIME).data()).decode("utf-8", "replace")
