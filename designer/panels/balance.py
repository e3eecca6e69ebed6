"""BalanceView: how many samples each class has, or how the numbers to predict are spread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer import theme
from designer.panels.marks import class_colour, draw_mark

_ROW_PX, _MOST_NAME_PX = 13, 110
_LEAST_PX = 130
# Letters may hang a little below their line.
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip


class BalanceView(QWidget):
    """Horizontal bars with a name on the left and a count on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_balance")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._bars: list[tuple[str, int]] = []
        self._has_marks = False

    def sizeHint(self) -> QSize:
        return QSize(220, max(1, len(self._bars)) * _row_px() + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(round(_LEAST_PX * theme.text_scale()), self.sizeHint().height())

    def show_bars(self, names: Sequence[str], counts: Sequence[int], has_marks: bool) -> None:
        """Show one bar for each name, with the mark that a class has in other pictures."""
        self._bars = [(name, int(count)) for name, count in zip(names, counts, strict=True)]
        self._has_marks = has_marks
        self.setAccessibleDescription(", ".join(f"{name}: {count}" for name, count in self._bars))
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small"))
        metrics = painter.fontMetrics()
        name_width = min(_MOST_NAME_PX, max((metrics.horizontalAdvance(name) for name, _ in self._bars), default=0))
        count_width = max((metrics.horizontalAdvance(f"{count:,}") for _, count in self._bars), default=0)
        most = max((count for _, count in self._bars), default=0) or 1
        left = name_width + 8 + 14 * self._has_marks
        room, row = self.width() - left - count_width - 8, _row_px()
        for number, (name, count) in enumerate(self._bars):
            top = number * row
            self._paint_name(painter, number, QRectF(0, top, name_width, row), name)
            bar = QRectF(left, top + 4, max(1.0, room * count / most), row - 7)
            painter.fillRect(bar, class_colour(number if self._has_marks else 0))
            painter.setPen(theme.current().colour("muted"))
            place = QRectF(bar.right() + 6, top, count_width + 2, row)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, f"{count:,}")

    def _paint_name(self, painter: QPainter, number: int, place: QRectF, name: str) -> None:
        painter.setPen(theme.current().colour("text"))
        text = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, int(place.width()))
        painter.drawText(place, _RIGHT, text)
        if self._has_marks:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(class_colour(number))
            draw_mark(painter, number, QPointF(place.right() + 10, place.center().y()), 3.5)


def _row_px() -> int:
    return round(_ROW_PX * theme.text_scale())
