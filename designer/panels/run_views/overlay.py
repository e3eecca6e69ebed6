"""RunOverlay: one value of several runs in one plot; that of the validation is dashed."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from designer import theme
from designer.archive.record import RunRecord, in_order
from designer.panels.live_plot import LivePlot
from designer.panels.plotting import dashed, paint_in_theme, series_colour
from designer.panels.run_views.columns import time_text
from designer.training.scores.number_table import NumberTable

MOST_RUNS = 10
_NUM_COLOURS = 5  # runs beyond these have points as well
_MOST_SYMBOLS = 150


class RunOverlay(QWidget):
    """The curves of the runs chosen in the table."""

    drawn = Signal(dict)  # the colours of the curves by the ids of their runs

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_overlay")
        self.plot = LivePlot("run_plot")
        self.value = QComboBox(objectName="run_value")
        self.value.setAccessibleName(self.tr("Value to compare"))
        self.log_scale = QCheckBox(self.tr("Logarithmic"), objectName="run_log_scale")
        self.plot.widget.menu.switches, self.plot.widget.menu.table = (self.log_scale,), self.table
        self._records: tuple[RunRecord, ...] = ()
        self._items: list[pg.PlotDataItem] = []
        self.bar = QWidget()  # for the corner of the tabs: in a low panel each line counts
        row = QHBoxLayout(self.bar)
        row.setContentsMargins(0, 0, 0, 2)
        row.addWidget(self.value)
        row.addWidget(self.log_scale)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.plot, 1)
        self.value.currentTextChanged.connect(self._draw)
        self.log_scale.toggled.connect(self._on_log_scale_toggled)
        self._paint()

    def show_runs(self, records: Sequence[RunRecord]) -> None:
        """Show these runs, the first ten of them."""
        self._records = tuple(records[:MOST_RUNS])
        names = in_order(name.removeprefix("val_") for record in self._records for name in record.curves)
        wanted = self.value.currentText()
        self.value.blockSignals(True)
        self.value.clear()
        self.value.addItems(names)
        self.value.setCurrentText(wanted if wanted in names else (names or [""])[0])
        self.value.blockSignals(False)
        self._draw()

    def table(self) -> NumberTable:
        """The points of all curves."""
        name = self.value.currentText()
        rows = [
            (record.title, record.started, kind, epoch, value)
            for record in self._records
            for kind in (name, f"val_{name}")
            for epoch, value in enumerate(record.curves.get(kind, []), 1)
        ]
        return NumberTable(("run", "started", "curve", "epoch", "value"), rows)

    def _draw(self, *_: object) -> None:
        self.plot.start()
        curves = [
            (number, kind, record.curves[kind])
            for number, record in enumerate(self._records)
            for kind in (self.value.currentText(), f"val_{self.value.currentText()}")
            if record.curves.get(kind)
        ]
        for place, curve in enumerate(curves):
            self._show(place, *curve)
        for item in self._items[len(curves) :]:
            item.clear()
        num_epochs = max((len(values) for _, _, values in curves), default=0)
        if num_epochs:
            self.plot.follow(num_epochs, num_epochs)
        self._write_legend()
        self.drawn.emit({record.id: series_colour(number) for number, record in enumerate(self._records)})

    def _show(self, place: int, number: int, kind: str, values: Sequence[float]) -> None:
        """Show a curve of the run with a number; those shown before are used again, as making them takes longest."""
        if place == len(self._items):
            self._items.append(self.plot.widget.plot())
        colour, y = series_colour(number), np.asarray(values, float)
        pen = dashed(colour) if kind.startswith("val_") else pg.mkPen(colour, width=2)
        has_points = (number >= _NUM_COLOURS or len(values) == 1) and len(values) <= _MOST_SYMBOLS
        symbol = {"symbol": "o" if has_points else None, "symbolSize": 6, "symbolBrush": colour, "symbolPen": None}
        self._items[place].setData(np.arange(1, len(y) + 1), y, pen=pen, **symbol)
        for value in y[np.isfinite(y)]:
            self.plot.include(float(value))

    def _write_legend(self) -> None:
        parts = [
            f"<span style='color:{series_colour(number).name()}'>{'●' if number < _NUM_COLOURS else '◉'}</span>"
            f"&nbsp;{escape(record.title)}&nbsp;{time_text(record.started)[11:]}"
            for number, record in enumerate(self._records)
        ]
        dashes = self.tr("dashed: validation") if self._has_validation else ""
        muted = f"&nbsp;&nbsp; <span style='color:{theme.current().muted}'>{escape(dashes)}</span>"
        self.plot.legend.setText("&nbsp;&nbsp; ".join(parts) + muted if parts else self.tr("Choose runs in the table."))

    @property
    def _has_validation(self) -> bool:
        return any(f"val_{self.value.currentText()}" in record.curves for record in self._records)

    def _on_log_scale_toggled(self, is_on: bool) -> None:
        self.plot.set_log(is_on)
        self._draw()

    def _paint(self) -> None:
        paint_in_theme(self.plot.widget)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_records"):
            self._paint()
        super().changeEvent(event)
