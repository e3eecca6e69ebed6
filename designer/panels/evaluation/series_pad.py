"""SeriesPad: a line through the moments of a series, drawn with the mouse or set with the keys."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer import theme
from designer.data.dataset import in_words

_EDGE_PX, _STEPS, _MOST_MARKS = 6, 50, 60
_MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_LIFTS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}


class SeriesPad(QWidget):
    """Shows the columns of a series over its moments; one of them is drawn anew by dragging from left to right."""

    drawn = Signal()

    def __init__(self, low: NDArray, high: NDArray, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("series_pad")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName(self.tr("Series"))
        self.setToolTip(self.tr("Draw with the mouse; or with arrow keys: left and right choose a moment."))
        self._low, self._high = low, high  # of each column
        self.values = np.zeros((1, len(low)))
        self.column, self.moment = 0, 0
        self._last: tuple[int, float] | None = None

    def sizeHint(self) -> QSize:
        return QSize(320, 150)

    def minimumSizeHint(self) -> QSize:
        return QSize(round(180 * theme.text_scale()), 90)

    def show_values(self, values: NDArray) -> None:
        """Show a series: (moments, columns)."""
        self.values = np.array(values, float)
        self.moment = min(self.moment, len(self.values) - 1)
        self._refresh()

    def show_column(self, column: int) -> None:
        """Let this column be drawn."""
        self.column = column
        self._refresh()

    def text(self) -> str:
        """Say the value of the moment the keys are at."""
        return self.tr("moment {0}: {1}").format(self.moment + 1, in_words(self.values[self.moment, self.column]))

    def _refresh(self) -> None:
        self.setAccessibleDescription(self.text())
        self.update()

    # ---- places -------------------------------------------------------------------------------------------

    def _field(self) -> QRectF:
        metrics = QFontMetrics(theme.font("small"))
        ends = [in_words(float(each[self.column])) for each in (self._low, self._high)]
        left = max(map(metrics.horizontalAdvance, ends)) + 2 * _EDGE_PX
        return QRectF(self.rect()).adjusted(left, _EDGE_PX, -_EDGE_PX, -metrics.height() - _EDGE_PX)

    def place_of(self, moment: int, value: float, column: int | None = None) -> QPointF:
        """Return where a value of a moment is."""
        field, column = self._field(), self.column if column is None else column
        low, high = self._low[column], self._high[column]
        x = field.left() + field.width() * moment / max(1, len(self.values) - 1)
        share = np.clip((value - low) / (high - low), -0.1, 1.1)
        return QPointF(x, field.bottom() - field.height() * float(share))

    def _at(self, place: QPointF) -> tuple[int, float]:
        field, low, high = self._field(), self._low[self.column], self._high[self.column]
        moment = round((place.x() - field.left()) / field.width() * (len(self.values) - 1))
        share = (field.bottom() - place.y()) / field.height()
        return int(np.clip(moment, 0, len(self.values) - 1)), float(low + np.clip(share, 0, 1) * (high - low))

    # ---- drawing ------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._last = None
            self._draw_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._draw_to(event.position())

    def _draw_to(self, place: QPointF) -> None:
        """Set the moments between the last place and this one: a quick hand leaves none out."""
        moment, value = self._at(place)
        first, begun = self._last or (moment, value)
        ends, heights = ([first, moment], [begun, value]) if first <= moment else ([moment, first], [value, begun])
        between = np.arange(ends[0], ends[1] + 1)
        self.values[between, self.column] = np.interp(between, ends, heights) if first != moment else value
        self._last, self.moment = (moment, value), moment
        self._refresh()
        self.drawn.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _MOVES:
            self.moment = int(np.clip(self.moment + _MOVES[key], 0, len(self.values) - 1))
            self._refresh()
        elif key in _LIFTS:
            span = self._high[self.column] - self._low[self.column]
            self.values[self.moment, self.column] += _LIFTS[key] * span / _STEPS
            self._refresh()
            self.drawn.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    # ---- painting -----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field = self._field()
        painter.setPen(look.colour("line"))
        painter.setBrush(look.colour("base"))
        painter.drawRect(field.adjusted(-2, -2, 2, 2))
        self._paint_scale(painter, field)
        for column in (*(each for each in range(self.values.shape[1]) if each != self.column), self.column):
            is_front = column == self.column
            painter.setPen(QPen(look.colour("accent" if is_front else "line"), 2.0 if is_front else 1.2))
            places = [self.place_of(m, float(v), column) for m, v in enumerate(self.values[:, column])]
            painter.drawPolyline(places)
        painter.setBrush(look.colour("accent"))
        if len(self.values) <= _MOST_MARKS:
            for place in places:
                painter.drawEllipse(place, 2, 2)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("text"), 1.5))
            painter.drawEllipse(places[self.moment], 5, 5)

    def _paint_scale(self, painter: QPainter, field: QRectF) -> None:
        painter.setFont(theme.font("small"))
        painter.setPen(theme.current().colour("muted"))
        high = painter.fontMetrics().height()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for value, y in ((self._high, field.top()), (self._low, field.bottom() - high)):
            place = QRectF(0, y, field.left() - _EDGE_PX, high)
            painter.drawText(place, right, in_words(float(value[self.column])))
        below = QRectF(field.left(), field.bottom() + 4, field.width(), high)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.text())
