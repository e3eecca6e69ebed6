"""DigitPad: a field to draw on with the mouse, with a finger, or with the arrow keys."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer import theme

SIDE_PX = 224  # of the drawing itself, whatever the size on the screen
_PEN_PX, _STEP_PX = 24, 10
_STEPS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class DigitPad(QWidget):
    """White ink on black, or whatever the theme makes of it; `drawing` gives the ink from 0 to 1.

    With the keyboard: arrow keys move the pen, Space sets it down or lifts it, Delete clears.
    """

    drawn = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("digit_pad")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("Drawing pad"))
        self.setAccessibleDescription(
            self.tr("Arrow keys move the pen, Space sets it down or lifts it, Delete clears the pad.")
        )
        self.setToolTip(self.tr("Draw with the mouse; or with arrow keys, Space to set the pen down, Delete to clear."))
        self._image = QImage(SIDE_PX, SIDE_PX, QImage.Format.Format_Grayscale8)
        self._image.fill(0)
        self._last: QPointF | None = None
        self._pen, self._is_down = QPointF(SIDE_PX / 2, SIDE_PX / 2), False

    def sizeHint(self) -> QSize:
        return QSize(150, 150)

    def minimumSizeHint(self) -> QSize:
        side_px = round(100 * theme.text_scale())
        return QSize(side_px, side_px)

    @property
    def drawing(self) -> NDArray[np.float32]:
        """The ink, rows from the top, from 0 to 1."""
        image = self._image
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(SIDE_PX, image.bytesPerLine())
        return rows[:, :SIDE_PX].astype(np.float32) / 255

    @property
    def is_empty(self) -> bool:
        """Whether nothing is drawn."""
        return not self.drawing.any()

    def clear(self) -> None:
        """Wipe the pad."""
        self._image.fill(0)
        self._last, self._is_down = None, False
        self.update()
        self.drawn.emit()

    # ---- drawing ------------------------------------------------------------------------------------------

    def _field(self) -> QRectF:
        side = min(self.width(), self.height()) - 2
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def _place(self, event: QMouseEvent) -> QPointF:
        field = self._field()
        return (event.position() - field.topLeft()) * (SIDE_PX / field.width())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._last = self._place(event)
            self._stroke(self._last)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._last is not None:
            self._stroke(self._place(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._last = None

    def _stroke(self, place: QPointF) -> None:
        painter = QPainter(self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        round_pen = QPen(QColor("white"), _PEN_PX, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(round_pen)
        last = self._last if self._last is not None else place
        painter.drawLine(last, place + QPointF(0.01, 0))
        painter.end()
        self._last = place
        self.update()
        self.drawn.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            moved = self._pen + QPointF(*step) * _STEP_PX
            self._move_pen(QPointF(min(max(moved.x(), 0), SIDE_PX), min(max(moved.y(), 0), SIDE_PX)))
        elif event.key() == Qt.Key.Key_Space:
            self._is_down = not self._is_down
            self._move_pen(self._pen)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
        else:
            super().keyPressEvent(event)

    def _move_pen(self, place: QPointF) -> None:
        if self._is_down:
            self._last = self._pen
            self._stroke(place)
            self._last = None
        self._pen = place
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, field, look = QPainter(self), self._field(), theme.current()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(field, self._image)
        painter.setPen(QPen(look.colour("accent" if self.hasFocus() else "line"), 2 if self.hasFocus() else 1))
        painter.drawRect(field)
        if self.hasFocus():
            place = field.topLeft() + self._pen * (field.width() / SIDE_PX)
            radius = _PEN_PX / 2 * field.width() / SIDE_PX
            painter.setPen(QPen(QColor(theme.OKABE_ITO["sky"]), 1.5))
            painter.setBrush(QColor(theme.OKABE_ITO["sky"]) if self._is_down else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(place, radius, radius)
