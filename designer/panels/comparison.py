"""ComparisonView: predicted numbers against true ones; a perfect model puts every point on the diagonal."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from designer import theme
from designer.panels.plotting import dashed, faint, make_plot, paint_in_theme, series_colour
from designer.training.results import NumberResult
from designer.training.scores.number_table import NumberTable

_MOST_POINTS = 3000


class ComparisonView(QWidget):
    """A plot with one point for each sample of the test part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparison_view")
        self.plot = make_plot("comparison_plot", self.tr("predicted"), self.tr("true"))
        self.plot.menu.table = self.table
        self._diagonal = self.plot.plot()
        self._points = pg.ScatterPlotItem(size=6)
        self.plot.addItem(self._points)
        self._result: NumberResult | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.plot)
        self._paint()

    def show_result(self, result: NumberResult) -> None:
        """Show one output's numbers; of very many, an even choice."""
        self._result = result
        step = max(1, len(result.true) // _MOST_POINTS)
        true, predicted = result.true[::step], result.predicted[::step]
        low, high = float(min(true.min(), predicted.min())), float(max(true.max(), predicted.max()))
        self._points.setData(np.asarray(true, float), np.asarray(predicted, float))
        self._diagonal.setData([low, high], [low, high])
        self.plot.setLabel("bottom", self.tr("true %s") % result.target)
        self.plot.autoRange()

    def table(self) -> NumberTable:
        """True and predicted numbers, all of them."""
        if (result := self._result) is None:
            return NumberTable(())
        rows = list(zip(result.true.tolist(), result.predicted.tolist(), strict=True))
        return NumberTable((f"true {result.target}", "predicted"), rows)

    def _paint(self) -> None:
        paint_in_theme(self.plot)
        self._points.setPen(pg.mkPen(series_colour(0)))
        self._points.setBrush(faint(series_colour(0)))
        self._diagonal.setPen(dashed(theme.current().colour("muted")))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_points"):
            self._paint()
        super().changeEvent(event)
