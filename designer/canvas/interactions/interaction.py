"""Interaction: the base of the mouse gestures; each is an object from the press of a button to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView


class Interaction:
    """One gesture. The view passes on the mouse until `is_over`."""

    def __init__(self, view: CanvasView, event: QMouseEvent) -> None:
        self.view = view
        self.scene = view.canvas_scene
        self.document = view.document
        self.press_point = event.position().toPoint()
        self.press_place = view.mapToScene(self.press_point)
        self.is_over = False
        self._is_drag = False

    def press(self, event: QMouseEvent) -> None:
        """Take a further press while the gesture goes on."""

    def move(self, event: QMouseEvent) -> None:
        """Follow the mouse."""

    def release(self, event: QMouseEvent) -> None:
        """End the gesture and do what it was for."""
        self.is_over = True

    def cancel(self) -> None:
        """End the gesture and leave everything as it was."""
        self.is_over = True

    def has_dragged(self, point: QPoint) -> bool:
        """Say whether the mouse went far enough from where it was pressed to mean it."""
        far = (point - self.press_point).manhattanLength() >= QApplication.startDragDistance() // 2
        self._is_drag = self._is_drag or far
        return self._is_drag

    def place_of(self, event: QMouseEvent) -> QPointF:
        """Return where on the scene the mouse is."""
        return self.view.mapToScene(event.position().toPoint())
