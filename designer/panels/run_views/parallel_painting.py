"""The painting of parallel axes: lines in the colour of their metric, upright axes with values, and brushes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPen, QPolygonF

from designer import theme
from designer.panels.plotting import series_colour
from designer.panels.run_views.parallel_axes import ParallelAxis

_BRUSH_PX = 14
_TICK_PX = 4


@dataclass(frozen=True)
class Picture:
    """What is painted: where the axes stand, and how high each line is at each of them."""

    field: QRectF
    xs: Sequence[float]
    axes: Sequence[ParallelAxis]
    places: np.ndarray  # (lines, axes), from 0 to 1
    is_left: Sequence[bool]

    def y(self, place: float) -> float:
        """Return the height of a place on an axis."""
        return self.field.bottom() - place * self.field.height()

    def polygon(self, line: int) -> QPolygonF:
        """Return the points of a line."""
        return QPolygonF([QPointF(x, self.y(place)) for x, place in zip(self.xs, self.places[line], strict=True)])


def metric_colour(place: float) -> QColor:
    """Return the colour for a place on the axis of the metric, between two that differ for every eye."""
    low, high = series_colour(0), series_colour(1)
    parts = (low.getRgbF()[i] + place * (high.getRgbF()[i] - low.getRgbF()[i]) for i in range(3))
    return QColor.fromRgbF(*parts)


def paint_lines(painter: QPainter, picture: Picture, is_chosen: Sequence[bool]) -> None:
    """Paint all lines: below those that are filtered out, above the chosen ones."""
    numbers = range(len(picture.places))
    for number in sorted(numbers, key=lambda number: (picture.is_left[number], is_chosen[number])):
        paint_line(painter, picture, number, is_chosen[number])


def paint_line(painter: QPainter, picture: Picture, number: int, is_chosen: bool) -> None:
    """Paint one line; one that is filtered out is grey and thin."""
    look = theme.current()
    colour = metric_colour(float(picture.places[number, -1])) if picture.is_left[number] else look.colour("line")
    points = picture.polygon(number)
    if is_chosen:  # a seam, so that it stands out of a bundle whatever its colour
        painter.setPen(QPen(look.colour("text"), 4.5))
        painter.drawPolyline(points)
    painter.setPen(QPen(colour, 2.5 if is_chosen else 1))  # broader or clear ones take many times as long
    painter.drawPolyline(points)


def paint_axes(painter: QPainter, picture: Picture) -> None:
    """Paint the axes with names above and values beside; that of the metric shows what the colours mean."""
    look = theme.current()
    painter.setFont(theme.font("small"))
    metrics = QFontMetricsF(painter.font())
    gap = picture.xs[1] - picture.xs[0] if len(picture.xs) > 1 else picture.field.width()
    for number, (axis, x) in enumerate(zip(picture.axes, picture.xs, strict=True)):
        is_metric = number == len(picture.axes) - 1
        painter.setPen(QPen(look.colour("muted"), 1.2))
        if is_metric:
            gradient = QLinearGradient(x, picture.field.bottom(), x, picture.field.top())
            gradient.setColorAt(0, metric_colour(0))
            gradient.setColorAt(1, metric_colour(1))
            painter.setPen(QPen(gradient, 4))
        painter.drawLine(QPointF(x, picture.field.top()), QPointF(x, picture.field.bottom()))
        room = QRectF(x - gap / 2 + 2, 0, gap - 4, picture.field.top() - metrics.height() / 2)
        painter.setPen(look.colour("text"))
        name = metrics.elidedText(axis.name, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, name)
        _paint_ticks(painter, picture, axis, x, metrics)


def _paint_ticks(painter: QPainter, picture: Picture, axis: ParallelAxis, x: float, metrics: QFontMetricsF) -> None:
    """Paint values on the ground of the plot, so that they can be read among the lines; too close ones are left out."""
    look, last = theme.current(), float("inf")
    ground = look.colour("base")
    ground.setAlphaF(0.75)
    for place, text in sorted(axis.ticks()):
        y = picture.y(place)
        if last - y < metrics.height() * 0.9:
            continue
        last = y
        painter.setPen(QPen(look.colour("muted"), 1.2))
        painter.drawLine(QPointF(x - _TICK_PX, y), QPointF(x, y))
        width = metrics.horizontalAdvance(text)
        box = QRectF(x - _TICK_PX - 3 - width, y - metrics.height() / 2, width, metrics.height())
        painter.fillRect(box, ground)
        painter.setPen(look.colour("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def paint_brush(painter: QPainter, picture: Picture, x: float, brush: tuple[float, float]) -> None:
    """Paint what a brush leaves."""
    colour = theme.current().colour("accent")
    painter.setPen(QPen(colour, 1))
    colour = QColor(colour)
    colour.setAlphaF(0.25)
    painter.setBrush(colour)
    low, high = picture.y(brush[0]), picture.y(brush[1])
    painter.drawRect(QRectF(x - _BRUSH_PX / 2, high, _BRUSH_PX, max(low - high, 1.0)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
