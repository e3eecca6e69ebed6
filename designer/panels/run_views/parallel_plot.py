"""ParallelPlot: a line for each run of a sweep through upright axes, one for each parameter, the last for the metric.

Dragging along an axis leaves the runs between; a click on a line chooses its run.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from designer import theme
from designer.archive.sweep import Value
from designer.panels.plot_menu import PlotMenu
from designer.panels.run_views.parallel_axes import ParallelAxis, axis_of, is_wide, nearest_line
from designer.panels.run_views.parallel_painting import Picture, paint_axes, paint_brush, paint_line, paint_lines
from designer.training.scores.number_table import NumberTable, text_of

_REACH_PX = 6  # of the mouse, to a line
_AXIS_PX = 12  # of the mouse, to an axis
_CLICK_PX = 4  # a shorter drag is a click
Brush = tuple[float, float]  # from one place of an axis to another


@dataclass(frozen=True)
class SweepLine:
    """One run: its values of the parameters, and the metric."""

    run: str
    values: Mapping[str, Value]
    metric: float


class ParallelPlot(QWidget):
    """All parameters of a sweep at once."""

    run_clicked = Signal(str)  # id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep_parallel")
        self.setAccessibleName(self.tr("Runs of the sweep by all parameters"))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(self.tr("Drag along an axis to leave only runs between; a click there takes that back."))
        self.lines: list[SweepLine] = []
        self.axes: list[ParallelAxis] = []
        self.brushes: dict[str, Brush] = {}  # by the name of the axis
        self._places = np.zeros((0, 0))  # (lines, axes)
        self._chosen: Collection[str] = ()
        self._pointed: int | None = None  # number of a line
        self._drag: _Drag | None = None
        self._picture: QPixmap | None = None
        self.menu = PlotMenu(self, self.clear_brushes)
        self.menu.table = self.table

    def sizeHint(self) -> QSize:
        return QSize(420, 180)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 90)

    def show_lines(
        self, lines: Sequence[SweepLine], metric: str, chosen: Collection[str], log_targets: Collection[str] = ()
    ) -> None:
        """Show these runs, and which of them are chosen; those whose metric is no number have no place."""
        self.lines, self._chosen = [line for line in lines if math.isfinite(line.metric)], chosen
        names, before = list(self.lines[0].values) if self.lines else [], {axis.name: axis for axis in self.axes}
        self.axes = [axis_of(name, [line.values[name] for line in self.lines], name in log_targets) for name in names]
        if self.lines:
            metrics = [line.metric for line in self.lines]
            self.axes.append(axis_of(metric, metrics, is_wide(metrics)))
        rows = [[*line.values.values(), line.metric] for line in self.lines]
        self._places = np.array(
            [[axis.place(value) for axis, value in zip(self.axes, row, strict=True)] for row in rows]
        )
        self.brushes = {
            axis.name: before[axis.name].carried(*self.brushes[axis.name], axis)
            for axis in self.axes
            if axis.name in self.brushes
        }
        self._pointed = None
        self._redraw()

    def clear_brushes(self) -> None:
        """Leave all runs again."""
        self.brushes = {}
        self._redraw()

    def table(self) -> NumberTable:
        """The runs that are left, with their values."""
        lines = itertools.compress(self.lines, self.is_left)
        headers = ("run", *(axis.name for axis in self.axes))
        return NumberTable(headers, [(line.run, *line.values.values(), line.metric) for line in lines])

    @property
    def is_left(self) -> list[bool]:
        """Say of every line whether it passes all brushes."""
        found = np.ones(len(self.lines), bool)
        for number, axis in enumerate(self.axes):
            if axis.name in self.brushes:
                low, high = self.brushes[axis.name]
                found &= (self._places[:, number] >= low - 1e-9) & (self._places[:, number] <= high + 1e-9)
        return found.tolist()

    # ---- places -------------------------------------------------------------------------------------------

    @property
    def _field(self) -> QRectF:
        """Where the axes are: below their names."""
        line_px = self.fontMetrics().height()
        below = line_px + 2 if self.brushes else 0
        side = min(60.0 * theme.text_scale(), self.width() / (2 * max(1, len(self.axes))))
        return QRectF(self.rect()).adjusted(side, 2 * line_px, -side, -line_px - below)

    @property
    def _xs(self) -> list[float]:
        field, num = self._field, len(self.axes)
        return [field.left() + field.width() * (number / (num - 1) if num > 1 else 0.5) for number in range(num)]

    def _y(self, place: float) -> float:
        return self._field.bottom() - place * self._field.height()

    def place_of(self, run: str, axis: str) -> QPointF:
        """Return where the line of a run meets an axis."""
        row = next(number for number, line in enumerate(self.lines) if line.run == run)
        at = next(number for number, each in enumerate(self.axes) if each.name == axis)
        return QPointF(self._xs[at], self._y(self._places[row, at]))

    def _line_at(self, point: QPointF) -> int | None:
        left = np.flatnonzero(self.is_left)
        field = self._field
        heights = field.bottom() - self._places[left] * field.height() if len(left) else self._places[:0]
        found = nearest_line(heights, self._xs, point.x(), point.y(), _REACH_PX)
        return None if found is None else int(left[found])

    def _axis_at(self, point: QPointF) -> ParallelAxis | None:
        near = [axis for axis, x in zip(self.axes, self._xs, strict=True) if abs(x - point.x()) <= _AXIS_PX]
        return near[0] if near else None

    def _place_at(self, point: QPointF) -> float:
        field = self._field
        return min(max((field.bottom() - point.y()) / max(field.height(), 1.0), 0.0), 1.0)

    # ---- mouse and keys -----------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        axis = self._axis_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag = _Drag(event.position(), axis, self.brushes.get(axis.name) if axis else None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        drag = self._drag
        if drag is None:
            self._point_at(self._line_at(event.position()), event.globalPosition().toPoint())
            self.setCursor(self._cursor_at(event.position()))
        elif drag.axis is not None and drag.has_moved(event.position()):
            start, place = self._place_at(drag.start), self._place_at(event.position())
            self.brushes[drag.axis.name] = drag.moved(start, place - start) or (min(start, place), max(start, place))
            self._redraw()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        if drag is None or event.button() != Qt.MouseButton.LeftButton or drag.has_moved(event.position()):
            return
        line = self._line_at(event.position())
        if drag.axis is not None and self.brushes.pop(drag.axis.name, None):
            self._redraw()
        elif line is not None:
            self.run_clicked.emit(self.lines[line].run)

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps:
            self._step(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Escape and self.brushes:
            self.clear_brushes()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pointed is not None:
            self.run_clicked.emit(self.lines[self._pointed].run)
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        """Point at the run with the next higher or lower metric, of those that are left."""
        left = [number for number, is_left in enumerate(self.is_left) if is_left]
        order = sorted(left, key=lambda number: -self.lines[number].metric)
        if order:
            at = order.index(self._pointed) + by if self._pointed in order else 0
            self._point_at(order[at % len(order)])

    def _point_at(self, line: int | None, place: QPoint | None = None) -> None:
        """Bring out a line and say its values, at the mouse or where the line ends."""
        if line == self._pointed:
            return
        self._pointed = line
        text = "" if line is None else self.text_about(line)
        self.setAccessibleDescription(text)
        if line is None:
            QToolTip.hideText()
        else:
            end = QPointF(self._xs[-1], self._y(self._places[line, -1]))
            QToolTip.showText(place or self.mapToGlobal(end.toPoint()), text, self)
        self.update()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self._pointed is not None:
            return True  # what is said of the line stays
        return super().event(event)

    def text_about(self, line: int) -> str:
        """Say what a run tried, and what came of it."""
        values = {**self.lines[line].values, self.axes[-1].name: self.lines[line].metric}
        return "\n".join(f"{name}: {text_of(value)}" for name, value in values.items())

    def _cursor_at(self, point: QPointF) -> Qt.CursorShape:
        if self._axis_at(point) is not None:
            return Qt.CursorShape.SizeVerCursor
        return Qt.CursorShape.PointingHandCursor if self._pointed is not None else Qt.CursorShape.ArrowCursor

    # ---- painting -----------------------------------------------------------------------------------------

    def _redraw(self) -> None:
        self._picture = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None or self._picture.devicePixelRatio() != self.devicePixelRatio():
            self._picture = self._painted()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._pointed is not None:
            paint_line(painter, self._geometry(), self._pointed, is_chosen=True)
        if self.hasFocus():
            painter.setPen(theme.current().colour("accent"))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _geometry(self) -> Picture:
        return Picture(self._field, self._xs, self.axes, self._places, self.is_left)

    def _painted(self) -> QPixmap:
        """Return everything but the line the mouse is at: that changes with every move of it."""
        ratio = self.devicePixelRatio()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(theme.current().colour("base"))
        painter, picture = QPainter(pixmap), self._geometry()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_lines(painter, picture, [line.run in self._chosen for line in self.lines])
        paint_axes(painter, picture)
        for axis, x in zip(self.axes, self._xs, strict=True):
            if axis.name in self.brushes:
                paint_brush(painter, picture, x, self.brushes[axis.name])
        if self.brushes:
            painter.setPen(theme.current().colour("muted"))
            text = self.tr("{0} of {1} runs").format(sum(picture.is_left), len(self.lines))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, text)
        painter.end()
        return pixmap

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_picture"):
            self._redraw()
        super().changeEvent(event)


@dataclass(frozen=True)
class _Drag:
    """A pressed button: where it began, at which axis, and the brush that was there."""

    start: QPointF
    axis: ParallelAxis | None
    brush: Brush | None

    def has_moved(self, point: QPointF) -> bool:
        return (point - self.start).manhattanLength() > _CLICK_PX

    def moved(self, start: float, by: float) -> Brush | None:
        """Return the brush taken along, if the drag began on it."""
        if self.brush is None or not self.brush[0] <= start <= self.brush[1]:
            return None
        by = min(max(by, -self.brush[0]), 1 - self.brush[1])
        return self.brush[0] + by, self.brush[1] + by
