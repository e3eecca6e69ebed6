"""CurvesView: ROC and precision-recall curves side by side, and the areas with their intervals in a table."""

from __future__ import annotations

import math
from functools import partial

import pyqtgraph as pg
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from designer import theme
from designer.panels.evaluation.number_view import NumberView
from designer.panels.plotting import dashed, faint, make_plot, paint_in_theme, series_colour
from designer.training.results import ClassResult, LabelResult
from designer.training.scores.curves import ScoreCurve
from designer.training.scores.number_table import NumberTable

_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
_NUM_COLOURS = 5
_WIDE_PX = 200
_MOST_TABLE = 0.55  # of the width


class CurvesView(QWidget):
    """One curve for each class against the rest and one of all together; those chosen in the table stand out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("curves_view")
        self.roc = make_plot("roc_plot", self.tr("true positive rate"), self.tr("false positive rate"))
        self.precision_recall = make_plot("precision_recall_plot", self.tr("precision"), self.tr("recall"))
        self.areas = NumberView("curve_areas")
        self.areas.setAccessibleName(self.tr("Areas below the curves"))
        self.areas.setToolTip(self._method())
        self._curves: list[tuple[ScoreCurve, ScoreCurve]] = []
        self._num_classes = 0  # the curves behind these are averages
        self._lines: list[list[pg.PlotDataItem]] = []
        self._lay_out()
        self._chance = self.roc.plot([0, 1], [0, 1])
        self._paint()

    def _lay_out(self) -> None:
        splitter = QSplitter(childrenCollapsible=False)
        self.areas.setMinimumWidth(round(160 * theme.text_scale()))
        splitter.addWidget(self.areas)
        for plot in (self.roc, self.precision_recall):
            show_all = partial(plot.setRange, xRange=(-0.02, 1.02), yRange=(-0.03, 1.06), padding=0)
            show_all()
            plot.menu.view_all, plot.menu.table = show_all, self.table
            splitter.addWidget(plot)
        self._splitter = splitter
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def _method(self) -> str:
        lines = [
            self.tr("In brackets: between these the area would lie with 95 % confidence on all samples there are."),
            self.tr(
                "Of one ROC curve by DeLong's method; else by drawing the test samples some hundred times, seed 0."
            ),
            self.tr("Macro average: each class counts alike. Micro average: each single decision counts alike."),
        ]
        return "<p>" + "</p><p>".join(lines) + "</p>"

    def show_result(self, result: ClassResult | LabelResult) -> None:
        """Show the curves of one output."""
        self._curves, self._num_classes = result.areas.pairs, len(result.areas.roc)
        for lines in self._lines:
            self.roc.removeItem(lines[0])
            self.precision_recall.removeItem(lines[1])
        self._lines = [[_drawn(self.roc, one), _drawn(self.precision_recall, two)] for one, two in self._curves]
        rows = [(self._name(number), _area(one), _area(two)) for number, (one, two) in enumerate(self._curves)]
        headers = (self.tr("class"), self.tr("ROC area"), self.tr("PR area"))
        self.areas.show_table(NumberTable(headers, rows))
        self.areas.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._share_width()
        self._paint()

    def _share_width(self) -> None:
        """Give the table what it needs, but leave nearly half to the plots."""
        table_px = min(self.areas.needed_px, int(self.width() * _MOST_TABLE))
        plot_px = (self.width() - table_px) // 2
        self._splitter.setSizes([table_px, plot_px, plot_px])
        for plot in (self.roc, self.precision_recall):  # numbers side by side need room
            is_wide = plot_px >= _WIDE_PX * theme.text_scale()
            plot.getAxis("bottom").setTickSpacing(levels=None if is_wide else [(0.5, 0)])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _name(self, number: int) -> str:
        averages = (self.tr("macro average"), self.tr("micro average"))
        place = number - self._num_classes
        return self._curves[number][0].name if place < 0 else averages[place]

    def table(self) -> NumberTable:
        """The points of all curves: of every class, both curves have the same thresholds unless they were thinned."""
        curves = [
            *((each, "ROC", "false positive rate", "true positive rate") for each, _ in self._curves),
            *((each, "precision-recall", "recall", "precision") for _, each in self._curves),
        ]
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
                line.setPen(self._pen(number, number in chosen, bool(chosen) and number not in chosen))
                line.setZValue(1 if number in chosen else 0)

    def _pen(self, number: int, is_chosen: bool, is_faint: bool) -> object:
        """Return the pen of a class: five colours, then the same in dashes, so that colour is not the only sign."""
        is_average = number >= self._num_classes
        colour = theme.current().colour("text") if is_average else series_colour(number)
        style = Qt.PenStyle.SolidLine if is_average else _STYLES[number // _NUM_COLOURS % len(_STYLES)]
        return pg.mkPen(faint(colour) if is_faint else colour, width=2.5 if is_chosen else 1.5, style=style)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_chance"):
            self._paint()
        super().changeEvent(event)


def _drawn(plot: pg.PlotWidget, curve: ScoreCurve) -> pg.PlotDataItem:
    return plot.plot(curve.x, curve.y)


def _area(curve: ScoreCurve) -> str:
    """Write an area and its bounds."""
    if not math.isfinite(curve.area):
        return "–"
    bounds = "" if curve.interval is None else f" ({curve.interval.low:.3f}–{curve.interval.high:.3f})"
    return f"{curve.area:.3f}{bounds}"
