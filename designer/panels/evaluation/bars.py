"""BarsView: what a model says about one sample, a bar for each class; numbers in words."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer import theme
from designer.data.dataset import in_words
from designer.training.scores.number_table import NumberTable
from designer.training.trial import Answer

_GAP_PX, _ROW_PX, _MOST_ROW_PX = 6, 17, 24  # the rows at the usual size of texts


class BarsView(QWidget):
    """The classes in their order, or the likeliest ones if there are more than there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answer_bars")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Prediction"))
        self._answer: Answer | None = None

    def sizeHint(self) -> QSize:
        return QSize(320, 160)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 60)

    def show_answer(self, answer: Answer | None) -> None:
        """Show what one output says, or nothing."""
        self._answer = answer
        self.setAccessibleDescription("" if answer is None else self.text())
        self.update()

    def text(self) -> str:
        """Say the answer in words."""
        if self._answer is None:
            return ""
        values = self._answer.values
        if self._answer.are_labels:
            found = [
                f"{name} {value:.1%}" for name, value in zip(self._answer.names, values, strict=True) if value > 0.5
            ]
            return ", ".join(found) or self.tr("none of them")
        if self._answer.is_classes:
            return self.tr("%s, with %s") % (self._answer.names[self._answer.best], f"{values.max():.1%}")
        pairs = zip(self._answer.names[:8], values[:8], strict=True)
        return ", ".join(f"{name} {in_words(float(value))}" for name, value in pairs)

    def table(self) -> NumberTable:
        """What the output says, in numbers."""
        answer = self._answer
        pairs = [] if answer is None else list(zip(answer.names, answer.values.tolist(), strict=True))
        return NumberTable(
            ("value" if answer is not None and not (answer.is_classes or answer.are_labels) else "class", "prediction"),
            pairs,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._answer is None:
            return
        painter = QPainter(self)
        painter.setFont(theme.font())
        if not self._answer.has_shares:
            painter.setPen(theme.current().colour("text"))
            painter.setFont(theme.font("heading", bold=True))
            place = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), place, self.text())
            return
        self._paint_bars(painter, self._answer)

    def _paint_bars(self, painter: QPainter, answer: Answer) -> None:
        scale = theme.text_scale()
        step = "text" if len(answer.values) * _ROW_PX * scale <= self.height() else "small"
        metrics = QFontMetrics(theme.font(step, bold=True))
        room = max(1, int(self.height() / (metrics.height() * 0.8)))
        order = np.arange(len(answer.values))
        if len(order) > room:
            order = np.argsort(-answer.values, kind="stable")[:room]
        left = min(self.width() // 3, max(metrics.horizontalAdvance(answer.names[i]) for i in order) + 2 * _GAP_PX)
        height = min(_MOST_ROW_PX * scale, self.height() / len(order))
        for row, number in enumerate(order):
            self._paint_bar(painter, answer, int(number), QRectF(0, row * height, self.width(), height), left, step)

    def _paint_bar(self, painter: QPainter, answer: Answer, number: int, place: QRectF, left: float, step: str) -> None:
        look, value = theme.current(), float(np.clip(np.nan_to_num(answer.values[number]), 0, 1))
        is_best = value > 0.5 if answer.are_labels else number == answer.best
        number_px = QFontMetrics(theme.font(step, bold=True)).horizontalAdvance("100.0%") + 2 * _GAP_PX
        bar = QRectF(left, place.top() + 2, max(8.0, place.width() - left - number_px), max(2.0, place.height() - 4))
        painter.setPen(look.colour("line"))
        painter.setBrush(look.colour("base"))
        painter.drawRect(bar)
        filled = bar.adjusted(1, 1, (bar.width() - 1) * (value - 1), 0)
        painter.fillRect(filled, look.colour("accent" if is_best else "muted"))
        painter.setPen(look.colour("text"))
        painter.setFont(theme.font(step, bold=is_best))
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        name = painter.fontMetrics().elidedText(answer.names[number], Qt.TextElideMode.ElideRight, int(left - _GAP_PX))
        painter.drawText(QRectF(0, place.top(), left - _GAP_PX, place.height()), right, name)
        share = QRectF(bar.right() + _GAP_PX, place.top(), number_px, place.height())
        painter.drawText(share, middle, _share_text(float(answer.values[number])))


def _share_text(value: float) -> str:
    """Write a probability in percent; what is none, as it is."""
    return f"{value:.1%}" if 0 <= value <= 1 else in_words(value)
