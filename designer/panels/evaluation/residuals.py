"""ResidualsView: what is missing to the truth, against the prediction, and how often how much is missing."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from designer import theme
from designer.panels.plotting import dashed, faint, make_plot, paint_in_theme, series_colour
from designer.training.results import NumberResult
from designer.training.scores.number_table import NumberTable

_MOST_POINTS, _MOST_COUNTED, _NUM_BINS = 3000, 200_000, 31


class ResidualsView(QWidget):
    """A good model leaves a band without a shape around zero on the left, and a bell around zero on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("residuals_view")
        self.scatter = make_plot("residuals_plot", self.tr("true − predicted"), self.tr("predicted"))
        self.histogram = make_plot("residuals_histogram", self.tr("samples"), self.tr("true − predicted"))
        self._points, self._bars = pg.ScatterPlotItem(size=6), pg.BarGraphItem(x=[], height=[], width=1)
        self._zeros = [pg.InfiniteLine(0, angle) for angle in (0, 90)]
        for plot, item, zero in zip(
            (self.scatter, self.histogram), (self._points, self._bars), self._zeros, strict=True
        ):
            plot.addItem(item)
            plot.addItem(zero)
            plot.menu.table = self.table
        self._result: NumberResult | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.scatter, 1)
        layout.addWidget(self.histogram, 1)
        self._paint()

    def show_result(self, result: NumberResult) -> None:
        """Show one output's residuals; of very many, an even choice."""
        self._result, residuals = result, np.asarray(result.residuals, float)
        step = max(1, len(residuals) // _MOST_POINTS)
        self._points.setData(np.asarray(result.predicted[::step], float), residuals[::step])
        counted = residuals[:: max(1, len(residuals) // _MOST_COUNTED)]
        counts, edges = np.histogram(counted[np.isfinite(counted)], _NUM_BINS)
        middles = (edges[:-1] + edges[1:]) / 2
        self._bars.setOpts(x=middles, height=counts, width=float(edges[1] - edges[0]))
        for plot in (self.scatter, self.histogram):
            plot.autoRange()

    def table(self) -> NumberTable:
        """True, predicted and residual of each sample."""
        if (result := self._result) is None:
            return NumberTable(())
        numbers = zip(result.true.tolist(), result.predicted.tolist(), result.residuals.tolist(), strict=True)
        headers = ("value", f"true {result.target}", "predicted", "true - predicted")
        return NumberTable(headers, [(number, *each) for number, each in enumerate(numbers)])

    def _paint(self) -> None:
        for plot in (self.scatter, self.histogram):
            paint_in_theme(plot)
        colour = series_colour(0)
        self._points.setPen(pg.mkPen(colour))
        self._points.setBrush(faint(colour))
        self._bars.setOpts(brush=faint(colour), pen=pg.mkPen(colour))
        for zero in self._zeros:
            zero.setPen(dashed(theme.current().colour("muted")))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_zeros"):
            self._paint()
        super().changeEvent(event)
