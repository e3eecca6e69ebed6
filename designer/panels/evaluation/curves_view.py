"""CurvesView: ROC and precision-recall curves side by side, and the areas in a table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from designer import theme
from designer.panels.evaluation.number_view import NumberView
from designer.panels.plotting import dashed, faint, make_plot, paint_in_theme, series_colour
from designer.training.results import ClassResult
from designer.training.scores.curves import ScoreCurve
from designer.training.scores.number_table import NumberTable

_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
_NUM_COLOURS = 5
_TABLE_PX = 250


class CurvesView(QWidget):
    """One curve for each class against the rest; the classes chosen in the table stand out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("curves_view")
        self.roc = make_plot("roc_plot", self.tr("true positive rate"), self.tr("false positive rate"))
        self.precision_recall = make_plot("precision_recall_plot", self.tr("precision"), self.tr("recall"))
        self.areas = NumberView("curve_areas")
        self.areas.setFixedWidth(_TABLE_PX)
        self.areas.setAccessibleName(self.tr("Areas below the curves"))
        self._result: ClassResult | None = None
        self._lines: list[list[pg.PlotDataItem]] = []
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.areas)
        for plot in (self.roc, self.precision_recall):
            plot.setRange(xRange=(-0.02, 1.02), yRange=(-0.03, 1.06), padding=0)
            layout.addWidget(plot, 1)
        self._chance = self.roc.plot([0, 1], [0, 1])
        self._paint()

    def show_result(self, result: ClassResult) -> None:
        """Show the curves of one output."""
        self._result = result
        for lines in self._lines:
            self.roc.removeItem(lines[0])
            self.precision_recall.removeItem(lines[1])
        self._lines = [
            [_drawn(self.roc, one), _drawn(self.precision_recall, other)]
            for one, other in zip(result.roc, result.precision_recall, strict=True)
        ]
        pairs = zip(result.roc, result.precision_recall, strict=True)
        rows = [(one.name, one.area, other.area) for one, other in pairs]
        headers = (self.tr("class"), self.tr("ROC area"), self.tr("PR area"))
        self.areas.show_table(NumberTable(headers, [*rows, *self._mean(rows)]))
        self.areas.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._paint()

    def _mean(self, rows: Sequence[tuple]) -> list[tuple]:
        known = np.array([row[1:] for row in rows if np.isfinite(row[1:]).all()])
        return [(self.tr("mean"), *map(float, known.mean(axis=0)))] if len(known) > 1 else []

    def table(self) -> NumberTable:
        """The points of all curves: of every class, both curves have the same thresholds unless they were thinned."""
        curves = [] if self._result is None else [
            *((each, "ROC", "false positive rate", "true positive rate") for each in self._result.roc),
            *((each, "precision-recall", "recall", "precision") for each in self._result.precision_recall),
        ]  # fmt: skip
        rows = [
            (curve.name, kind, float(threshold), x_name, float(x), y_name, float(y))
            for curve, kind, x_name, y_name in curves
            for threshold, x, y in zip(curve.thresholds, curve.x, curve.y, strict=True)
        ]
        return NumberTable(("class", "curve", "threshold", "x is", "x", "y is", "y"), rows)

    def _on_selection_changed(self) -> None:
        self._paint()

    def _paint(self) -> None:
        for plot in (self.roc, self.precision_recall):
            paint_in_theme(plot)
        self._chance.setPen(dashed(theme.current().colour("muted"), 1))
        model = self.areas.selectionModel()
        chosen = (
            set() if model is None else {index.row() for index in model.selectedRows()} & set(range(len(self._lines)))
        )
        for number, lines in enumerate(self._lines):
            for line in lines:
                line.setPen(_pen(number, is_chosen=number in chosen, is_faint=bool(chosen) and number not in chosen))
                line.setZValue(1 if number in chosen else 0)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_chance"):
            self._paint()
        super().changeEvent(event)


def _drawn(plot: pg.PlotWidget, curve: ScoreCurve) -> pg.PlotDataItem:
    return plot.plot(curve.x, curve.y)


def _pen(number: int, is_chosen: bool, is_faint: bool) -> object:
    """Return the pen of a class: five colours, then the same in dashes, so that colour is not the only sign."""
    colour = series_colour(number)
    style = _STYLES[number // _NUM_COLOURS % len(_STYLES)]
    return pg.mkPen(faint(colour) if is_faint else colour, width=2.5 if is_chosen else 1.5, style=style)
