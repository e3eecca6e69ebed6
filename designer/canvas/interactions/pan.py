"""Pan: move the whole picture with the middle button, or with Space held."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent

from designer.canvas.interactions.interaction import Interaction


class Pan(Interaction):
    """The point that was grasped stays under the mouse."""

    def move(self, event: QMouseEvent) -> None:
        self.view.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self.view.scroll_by(self.press_point - event.position().toPoint())
        self.press_point = event.position().toPoint()

    def release(self, event: QMouseEvent) -> None:
        self.view.viewport().unsetCursor()
        super().release(event)

    def cancel(self) -> None:
        self.view.viewport().unsetCursor()
        super().cancel()
