"""Dots: the grid on the background, on whole pixels at any zoom."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from designer.canvas.geometry import GRID

APART = 3 * GRID
SIZE = 2.0


def paint_dots(painter: QPainter, extent: QRectF, colour: QColor) -> None:
    """Paint the dots in a rectangle of the scene: one row of them, and its picture for every other row."""
    transform = painter.worldTransform()
    zoom, area = transform.m11(), transform.mapRect(extent).toAlignedRect()
    size = max(1, round(SIZE * zoom))
    columns = [round(transform.dx() + x * zoom) - area.left() for x in _places(extent.left(), extent.right())]
    row = _row(columns, area.width(), size, colour, painter.device().devicePixelRatioF())
    painter.save()
    painter.setWorldMatrixEnabled(False)
    for y in _places(extent.top(), extent.bottom()):
        painter.drawPixmap(area.left(), round(transform.dy() + y * zoom), row)
    painter.restore()


def _places(start: float, end: float) -> list[float]:
    """Return where on an axis dots begin that can be seen between two places."""
    first, last = math.ceil((start - SIZE) / APART), math.floor(end / APART)
    return [number * APART for number in range(first, last + 1)]


def _row(columns: list[int], width: int, size: int, colour: QColor, ratio: float) -> QPixmap:
    row = QPixmap(math.ceil(width * ratio), math.ceil(size * ratio))
    row.setDevicePixelRatio(ratio)
    row.fill(Qt.GlobalColor.transparent)
    painter = QPainter(row)
    for x in columns:
        painter.fillRect(x, 0, size, size, colour)
    painter.end()
    return row
