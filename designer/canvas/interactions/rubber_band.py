"""RubberBand: select what lies in a rectangle; Shift adds, Ctrl toggles."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QMouseEvent, QPen
from PySide6.QtWidgets import QGraphicsRectItem

from designer import theme
from designer.canvas.interactions.interaction import Interaction
from designer.canvas.interactions.selecting import select


class RubberBand(Interaction):
    """A rectangle from where the button was pressed to where the mouse is; a mere click selects nothing."""

    _band: QGraphicsRectItem | None = None

    def move(self, event: QMouseEvent) -> None:
        if self.has_dragged(event.position().toPoint()):
            if self._band is None:
                self._band = _band()
                self.scene.addItem(self._band)
            self._band.setRect(QRectF(self.press_place, self.place_of(event)).normalized())

    def release(self, event: QMouseEvent) -> None:
        extent = QRectF(self.press_place, self.place_of(event)).normalized()
        found = [] if self._band is None else [
            node_id for node_id, item in self.scene.node_items.items() if item.body().intersects(extent)
        ]  # fmt: skip
        notes = [] if self._band is None else self.scene.note_layer.in_extent(extent)
        self.cancel()
        select(self.document.selection, event.modifiers(), found, notes=notes)

    def cancel(self) -> None:
        if self._band is not None:
            self.scene.removeItem(self._band)
            self._band = None
        super().cancel()


def _band() -> QGraphicsRectItem:
    band = QGraphicsRectItem()
    accent = theme.current().colour("accent")
    pen = QPen(accent, 1.0)
    pen.setCosmetic(True)
    band.setPen(pen)
    band.setBrush(QColor(accent.red(), accent.green(), accent.blue(), 40))
    band.setZValue(10)
    return band
