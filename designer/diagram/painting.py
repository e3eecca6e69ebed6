"""Painting a drawing with Qt, which has every alphabet."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from designer import theme
from nn_core.diagram.drawing import Arrow, Drawing, Rect, Text


def paint(painter: QPainter, drawing: Drawing) -> None:
    """Paint a drawing; the painter's units are the drawing's points."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for item in drawing.items:
        if isinstance(item, Rect):
            _paint_rect(painter, item)
        elif isinstance(item, Text):
            _paint_text(painter, item)
        else:
            _paint_arrow(painter, item)


def _paint_rect(painter: QPainter, rect: Rect) -> None:
    painter.setPen(QPen(QColor(rect.stroke), 1.0))
    painter.setBrush(QColor(rect.fill))
    painter.drawRect(QRectF(rect.x, rect.y, rect.width, rect.height))


def _paint_arrow(painter: QPainter, arrow: Arrow) -> None:
    start, *rest = (QPointF(x, y) for x, y in arrow.points)
    path = QPainterPath(start)
    for i in range(0, len(rest), 3):
        path.cubicTo(*rest[i : i + 3])
    color = QColor(arrow.stroke)
    painter.setPen(QPen(color, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.setBrush(color)
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in arrow.head]))


def _paint_text(painter: QPainter, text: Text) -> None:
    """Paint words around their middle, smaller where the box is too narrow for this font."""
    font = _font(text.size, text.bold)
    width = QFontMetricsF(font).horizontalAdvance(text.text)
    shrink = min(1.0, text.width / width) if width else 1.0
    painter.save()
    painter.translate(text.x, text.y)
    painter.scale(shrink, shrink)
    painter.setFont(font)
    painter.setPen(QColor(text.color))
    box = QRectF(-width, -text.size, 2 * width, 2 * text.size)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine, text.text)
    painter.restore()


@cache
def _font(size: float, bold: bool) -> QFont:
    """Return a font measured in the drawing's units, whatever the resolution of the device."""
    font = QFont(theme.FONT_FAMILIES)
    font.setPixelSize(round(size))
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font
