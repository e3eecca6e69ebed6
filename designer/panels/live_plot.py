"""LivePlot: a plot whose axes keep up with growing curves in few steps, so that they are seldom drawn anew."""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from designer import theme
from designer.panels.plotting import make_plot

_NEAR = 4  # times what is done: then the axis shows the whole run, so that it is not drawn anew again


class LivePlot(QWidget):
    """A legend with axes below. The user may zoom; a double-click, or a new run, follows the curves again."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.widget = make_plot(name, "", "")
        self.widget.hideButtons()
        # its background covers everything below, which need not be painted with every look
        self.widget.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.legend = QLabel()  # above the plot: in a low panel there is no corner free of curves
        self.legend.setFont(theme.font("small"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.legend)
        layout.addWidget(self.widget, 1)
        self.is_log = False
        self._is_following = True
        self._ranges: tuple[tuple[float, float], tuple[float, float]] | None = None
        self._low, self._high = math.inf, -math.inf
        self._lowest_positive = math.inf
        self._ends: tuple[float, float] | None = None
        self.widget.menu.view_all, self.widget.menu.frame = self.follow_again, self
        view = self.widget.getViewBox()
        view.disableAutoRange()
        view.sigRangeChangedManually.connect(self._on_zoomed)
        self.widget.scene().sigMouseClicked.connect(self._on_clicked)
        self.widget.scene().sigMouseMoved.connect(self._on_mouse_moved)
        self._pointed_at: float | None = None
        self._cross_hair = pg.InfiniteLine(angle=90, movable=False)
        self._cross_hair.hide()
        self.widget.addItem(self._cross_hair, ignoreBounds=True)

    def start(self) -> None:
        """Forget the extent of the curves so far."""
        self._low, self._high = math.inf, -math.inf
        self._lowest_positive = math.inf
        self._is_following, self._ranges, self._ends = True, None, None

    def include(self, value: float) -> None:
        """Make room for a value."""
        self._low, self._high = min(self._low, value), max(self._high, value)
        if value > 0:
            self._lowest_positive = min(self._lowest_positive, value)

    def follow(self, last: float, end: float) -> None:
        """Let the axes reach beyond the last point, at most to the end of the run, if they do not yet."""
        self._ends = last, end
        if not self._is_following or self._low > self._high:
            return
        whole = max(end, last)
        ranges = (0.0, whole if whole <= _NEAR * last else nice_above(last)), self._vertical()
        if ranges != self._ranges:
            self._ranges = ranges
            self.widget.setXRange(*ranges[0], padding=0.03)
            self.widget.setYRange(*ranges[1], padding=0.07)  # points at the edge are seen whole

    def follow_again(self) -> None:
        """Show all there is, and follow the curves from now on."""
        self._is_following, self._ranges = True, None
        if self._ends is not None:
            self.follow(*self._ends)

    def set_log(self, is_log: bool) -> None:
        """Show the values on a logarithmic or a linear axis."""
        self.is_log, self._ranges = is_log, None
        self.widget.setLogMode(y=is_log)

    # ---- cross-hair ---------------------------------------------------------------------------------------

    def show_values_at(self, x: float | None) -> None:
        """Say what the values are at a place; None: the mouse is elsewhere."""

    def paint_cross_hair(self) -> None:
        """Take the colours of the theme; a plot that was cleared gets its cross-hair back."""
        self._cross_hair.setPen(pg.mkPen(theme.current().colour("muted"), style=Qt.PenStyle.DotLine))
        if self._cross_hair.scene() is None:
            self.widget.addItem(self._cross_hair, ignoreBounds=True)

    def _on_mouse_moved(self, place: Any) -> None:
        view = self.widget.getViewBox()
        if view.sceneBoundingRect().contains(place):
            self._point_at(max(0.0, float(view.mapSceneToView(place).x())))

    def leaveEvent(self, event: QEvent) -> None:
        self._point_at(None)
        super().leaveEvent(event)

    def _point_at(self, x: float | None) -> None:
        self._cross_hair.setVisible(x is not None)
        if x is not None:
            self._cross_hair.setValue(x)
        self.show_values_at(x)

    def _vertical(self) -> tuple[float, float]:
        if self.is_log and math.isfinite(self._lowest_positive):
            low, high = math.log10(self._lowest_positive), math.log10(max(self._high, self._lowest_positive))
            return math.floor(2 * low) / 2, max(math.ceil(2 * high), math.floor(2 * low) + 1) / 2
        step = nice_above((self._high - self._low) / 4 or abs(self._high) / 4 or 1.0)
        return math.floor(self._low / step) * step, math.ceil(self._high / step) * step

    def _on_zoomed(self, *_axes: Any) -> None:
        self._is_following = False

    def _on_clicked(self, event: Any) -> None:
        if event.double():
            self.follow_again()


def nice_above(value: float) -> float:
    """Return the smallest of … 0.5, 1, 2, 5, 10, 20 … that is not below a positive value."""
    magnitude = 10.0 ** math.floor(math.log10(value))
    return next(factor * magnitude for factor in (1, 2, 5, 10) if factor * magnitude >= value * 0.999999)
