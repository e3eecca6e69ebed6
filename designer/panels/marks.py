"""Marks: a shape and a colour for each class, so that colour is never the only sign."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPolygonF

from designer import theme

_ON_LIGHT = ("blue", "vermillion", "green", "purple", "orange", "sky", "grey")
_ON_DARK = ("sky", "orange", "green", "purple", "yellow", "vermillion", "grey")


def class_colour(number: int) -> QColor:
    """Return the colour of a class."""
    names = _ON_DARK if theme.current().is_dark else _ON_LIGHT
    return QColor(theme.OKABE_ITO[names[number % len(names)]])


def draw_mark(painter: QPainter, number: int, centre: QPointF, radius: float) -> None:
    """Draw the shape of a class, with the painter's own pen and brush: disc, square, triangle, diamond in turn."""
    x, y, r = centre.x(), centre.y(), radius
    match number % 4:
        case 0:
            painter.drawEllipse(centre, r, r)
        case 1:
            painter.drawRect(QRectF(x - r * 0.9, y - r * 0.9, 1.8 * r, 1.8 * r))
        case 2:
            painter.drawPolygon(
                QPolygonF([QPointF(x, y - 1.2 * r), QPointF(x + 1.1 * r, y + r), QPointF(x - 1.1 * r, y + r)])
            )
        case _:
            corners = [(0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)]
            painter.drawPolygon(QPolygonF([QPointF(x + a * r, y + b * r) for a, b in corners]))
