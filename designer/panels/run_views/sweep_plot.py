"""SweepPlot: a point for each run of a sweep, a parameter below against a metric beside; a click chooses the run."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer import theme
from designer.archive.sweep import Value
from designer.panels.plotting import make_plot, paint_in_theme, series_colour
from designer.panels.run_views.parallel_axes import is_wide
from designer.training.scores.number_table import NumberTable

_POINT_PX = 10


@dataclass(frozen=True)
class SweepPoint:
    """One run: its value of the parameter and of the metric."""

    run: str
    value: Value
    metric: float


class SweepPlot(QWidget):
    """The runs of a sweep as points."""

    run_clicked = Signal(str)  # id

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.widget = make_plot("sweep_plot", "", "")
        self.widget.hideButtons()
        self.widget.menu.table = self.table
        self.points: list[SweepPoint] = []
        self._chosen: Collection[str] = ()
        self._is_log = False
        self._item = self.widget.plot(
            pen=None, symbol="o", symbolSize=_POINT_PX
        )  # one for good: it may be under a click
        self._item.sigPointsClicked.connect(self._on_points_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.widget)
        paint_in_theme(self.widget)

    def show_points(self, points: Sequence[SweepPoint], chosen: Collection[str], is_log: bool = False) -> None:
        """Show these runs, and which of them are chosen; those whose metric is no number have no place.

        Args:
            is_log: whether the values were drawn so that each power of ten is as likely as the next.
        """
        self._is_log = is_log
        self.points, self._chosen = [point for point in points if math.isfinite(point.metric)], chosen
        self._draw()

    def table(self) -> NumberTable:
        """The points."""
        return NumberTable(("run", "value", "metric"), [(each.run, each.value, each.metric) for each in self.points])

    def _draw(self) -> None:
        values = [point.value for point in self.points]
        names = sorted({str(value) for value in values}) if any(isinstance(value, str) for value in values) else []
        x = [float(names.index(str(value)) if names else value) for value in values]
        self.widget.getAxis("bottom").setTicks([list(enumerate(names))] if names else None)
        self.widget.setLogMode(x=not names and (self._is_log or is_wide(x)), y=False)
        look = theme.current()
        brushes = [series_colour(1 if point.run in self._chosen else 0) for point in self.points]
        metrics = [point.metric for point in self.points]
        self._item.setData(x, metrics, symbolBrush=brushes, symbolPen=look.colour("base"))
        self.widget.getViewBox().enableAutoRange()

    def _on_points_clicked(self, item: Any, points: Any, event: Any) -> None:
        run = self.points[points[0].index()].run
        QTimer.singleShot(0, self, lambda: self.run_clicked.emit(run))  # after the click: then the points may change

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_chosen"):
            paint_in_theme(self.widget)
            self._draw()
        super().changeEvent(event)
