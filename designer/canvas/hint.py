"""Hint: a sentence beside the mouse."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from designer import theme
from designer.translation import translated

MAX_WIDTH_PX = 320  # at the usual size of texts
_OFFSET = QPoint(18, 18)


class Hint(QLabel):
    """A label that lies over the canvas and never takes the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("refusal_label")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setWordWrap(True)
        self.setMargin(6)
        self.hide()

    def show_at(self, point: QPoint, text: str) -> None:
        """Show a sentence beside a point, inside the canvas; no text hides it."""
        if not text:
            self.hide()
            return
        text = translated(text)
        if text != self.text() or self.isHidden():
            self._set_colours()
            self.setText(text)
            widest = round(MAX_WIDTH_PX * theme.text_scale())
            self.setFixedWidth(min(widest, self.fontMetrics().horizontalAdvance(text) + 24))
            self.adjustSize()
        room = self.parentWidget().rect().adjusted(0, 0, -self.width(), -self.height())
        corner = point + _OFFSET
        self.move(max(0, min(corner.x(), room.right())), max(0, min(corner.y(), room.bottom())))
        self.show()
        self.raise_()

    def _set_colours(self) -> None:
        colours = theme.current()
        self.setStyleSheet(
            f"QLabel {{ color: {colours.text}; background: {colours.raised}; "
            f"border: 1px solid {colours.error}; border-radius: 5px; }}"
        )
