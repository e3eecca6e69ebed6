"""PointsView: samples of two numbers, drawn as points in the plane."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer import theme
from designer.panels.marks import class_colour, draw_mark

_MARGIN_PX = 8


class PointsView(QWidget):
    """A square field with one mark for each sample; painted once, then shown from a picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_points")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._points = np.zeros((0, 2))
        self._classes = np.zeros(0, int)
        self._names: tuple[str, ...] = ("", "")
        self._picture: QPixmap | None = None
        self._painted_for: object = None

    def sizeHint(self) -> QSize:
        return QSize(320, 160)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 80)

    def show_points(self, points: NDArray, classes: NDArray, names: Sequence[str]) -> None:
        """Show points (n, 2) with the number of the class of each, and the names of the two axes."""
        self._points, self._classes, self._names = np.asarray(points), np.asarray(classes), tuple(names)
        self._picture = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        key = (self.size(), self.devicePixelRatio(), theme.current().name)
        if self._picture is None or key != self._painted_for:
            self._picture, self._painted_for = self._paint(), key
        QPainter(self).drawPixmap(0, 0, self._picture)

    def _paint(self) -> QPixmap:
        ratio, look = self.devicePixelRatio(), theme.current()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        field = self._field()
        painter.setPen(look.colour("line"))
        painter.setBrush(look.colour("base"))
        painter.drawRect(field)
        self._paint_names(painter, field)
        if len(self._points):
            self._paint_points(painter, field.adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX))
        painter.end()
        return picture

    def _field(self) -> QRectF:
        side = min(self.width() - 40, self.height() - 20)
        return QRectF((self.width() - side) / 2, 2, side, side)

    def _paint_names(self, painter: QPainter, field: QRectF) -> None:
        painter.setFont(theme.font("small"))
        painter.setPen(theme.current().colour("muted"))
        below = QRectF(field.left(), field.bottom(), field.width(), self.height() - field.bottom())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._names[0])
        beside = QRectF(0, field.top(), field.left() - 4, field.height())
        painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._names[1])

    def _paint_points(self, painter: QPainter, area: QRectF) -> None:
        low, high = self._points.min(axis=0), self._points.max(axis=0)
        scaled = (self._points - low) / np.maximum(high - low, 1e-9)
        painter.setPen(Qt.PenStyle.NoPen)
        for number in np.unique(self._classes):
            colour = class_colour(int(number))
            colour.setAlphaF(0.8)
            painter.setBrush(colour)
            for x, y in scaled[self._classes == number]:
                centre = QPointF(area.left() + x * area.width(), area.bottom() - y * area.height())
                draw_mark(painter, int(number), centre, 2.2)
