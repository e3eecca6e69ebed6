"""Curves: loss and metrics while a model learns, batch by batch (faint) and epoch by epoch (points)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from designer import theme
from designer.model.document import Curves
from designer.panels.curves_export import Row, export
from designer.panels.live_line import LiveLine
from designer.panels.live_plot import LivePlot
from designer.panels.plotting import dashed, faint, paint_in_theme, series_colour
from designer.panels.series import Series
from designer.training.progress import ProgressSnapshot

_REST_MS = 700  # without news: then both plots show everything


@dataclass
class _Curve:
    """One value of the logs: the line through its epochs and, for training values, the line through its batches."""

    name: str
    number: int
    by_epoch: LiveLine
    by_batch: LiveLine | None
    epochs: Series = field(default_factory=Series)
    batches: Series = field(default_factory=Series)
    smoothing: int = 1  # batches, or what stands for several of them, of which the mean is drawn

    def value_at(self, x: float) -> float | None:
        """Return the value nearest to a place: that of an epoch, or of a batch while there is none."""
        return self.epochs.value_at(x) if len(self.epochs) else self.batches.value_at(x)

    @property
    def is_validation(self) -> bool:
        return self.name.startswith("val_")

    @property
    def legend(self) -> str:
        """Its name behind its sign, as rich text."""
        sign = "○" if self.is_validation else "●"
        return f"<span style='color:{series_colour(self.number).name()}'>{sign}</span>&nbsp;{escape(self.name)}"

    def paint(self) -> None:
        """Set the colours; a validation has hollow points and a dashed line, so colour is not the only sign."""
        colour = series_colour(self.number)
        self.by_epoch.setPen(dashed(colour) if self.is_validation else pg.mkPen(colour, width=2))
        inside = theme.current().colour("base") if self.is_validation else colour
        self.by_epoch.paint_symbols(pg.mkPen(colour, width=1.5), pg.mkBrush(inside))
        if self.by_batch is not None:
            self.by_batch.setPen(pg.mkPen(faint(colour)))

    def draw(self) -> None:
        """Show what was appended, all at once."""
        self.by_epoch.show_points(self.epochs.x, self.epochs.y)
        if self.by_batch is not None:
            self.by_batch.show_points(self.batches.x, self.batches.smoothed(self.smoothing))


class _Plot(LivePlot):
    """One of the two coordinate systems, with its curves."""

    def __init__(self, name: str, title: str) -> None:
        super().__init__(name)
        self._title = title
        self._smoothing = 1
        self.curves: dict[str, _Curve] = {}
        self._last = 0.0

    def extend(self, name: str, x: Sequence[float], y: Sequence[float], is_epoch: bool) -> None:
        """Take in what came of one curve."""
        curve = self.curves.get(name) or self._add(name)
        (curve.epochs if is_epoch else curve.batches).extend(x, y)
        self.include(min(y))
        self.include(max(y))
        self._last = max(self._last, x[-1])

    def draw(self, num_epochs: int) -> None:
        """Show everything that was taken in."""
        for curve in self.curves.values():
            curve.draw()
        if self._last:
            self.follow(self._last, num_epochs)

    def start(self) -> None:
        """Forget the curves of the last run."""
        super().start()
        self.widget.clear()
        self.curves.clear()
        self._last = 0.0
        self.paint_cross_hair()
        self._write_legend()

    def set_smoothing(self, width: int) -> None:
        """Draw the batches as means of so many of them."""
        self._smoothing = width
        for curve in self.curves.values():
            curve.smoothing = width

    def paint(self) -> None:
        """Take the colours of the theme."""
        paint_in_theme(self.widget)
        self.paint_cross_hair()
        for curve in self.curves.values():
            curve.paint()
        self._write_legend()

    def show_values_at(self, x: float | None) -> None:
        self._pointed_at = x
        self._write_legend()

    def _write_legend(self) -> None:
        if self._pointed_at is not None and self.curves:
            self.legend.setText(self._values_text(self._pointed_at))
            return
        names = "&nbsp;&nbsp; ".join(curve.legend for curve in self.curves.values())
        muted = theme.current().muted
        by_epoch = f"&nbsp;&nbsp; <span style='color:{muted}'>{escape(self.tr('by epoch'))}</span>"
        self.legend.setText(names + by_epoch if names else self._title)

    def _values_text(self, x: float) -> str:
        found = ((curve, curve.value_at(x)) for curve in self.curves.values())
        values = "&nbsp;&nbsp; ".join(f"{curve.legend} {value:.4g}" for curve, value in found if value is not None)
        return self.tr("epoch {0}").format(f"{x:.2f}") + f"&nbsp;&nbsp; {values}"

    def _add(self, name: str) -> _Curve:
        by_batch = None if name.startswith("val_") else self._line(has_symbols=False)
        by_epoch = self._line(has_symbols=True)
        curve = self.curves[name] = _Curve(name, len(self.curves), by_epoch, by_batch)
        curve.smoothing = self._smoothing
        curve.paint()
        self._write_legend()
        return curve

    def _line(self, has_symbols: bool) -> LiveLine:
        line = LiveLine(has_symbols)
        self.widget.addItem(line)
        return line


class CurvesView(QWidget):
    """Two plots side by side: losses on the left, metrics on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("curves_view")
        self.losses = _Plot("loss_plot", self.tr("Loss by epoch"))
        self.metrics = _Plot("metric_plot", self.tr("Metrics by epoch"))
        self._num_epochs = 0
        self._turn = 0
        self._rest = QTimer(self, interval=_REST_MS, singleShot=True)
        self._rest.timeout.connect(self.draw)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        for plot in self._plots:
            layout.addWidget(plot, 1)
        self._paint()

    @property
    def _plots(self) -> tuple[_Plot, _Plot]:
        return self.losses, self.metrics

    def start(self) -> None:
        """Forget the curves of the last run."""
        for plot in self._plots:
            plot.start()

    def add(self, snapshot: ProgressSnapshot) -> None:
        """Take in what is new, and draw one of the plots: both at once would keep others waiting twice as long."""
        self._num_epochs = snapshot.num_epochs
        for points, is_epoch in ((snapshot.new_batches, False), (snapshot.new_epochs, True)):
            for name, (x, y) in points.items():
                self._plot_of(name).extend(name, x, y, is_epoch)
        if self.isVisible():
            self._turn = 1 - self._turn
            self._plots[self._turn].draw(self._num_epochs)
            self._rest.start()

    def show_kept(self, curves: Curves) -> None:
        """Show the values of a training that is over, as the document kept them."""
        self._num_epochs = max(map(len, curves.values()), default=0)
        for name, values in curves.items():
            if values:
                self._plot_of(name).extend(name, range(1, len(values) + 1), values, is_epoch=True)
        self.draw()

    def draw(self) -> None:
        """Show everything that was taken in."""
        self._rest.stop()
        for plot in self._plots:
            plot.draw(self._num_epochs)

    def showEvent(self, event: QShowEvent) -> None:
        self.draw()  # what came while nobody looked
        super().showEvent(event)

    def set_log_scale(self, is_log: bool) -> None:
        """Show the loss on a logarithmic or a linear axis."""
        self.losses.set_log(is_log)
        self.losses.draw(self._num_epochs)

    def set_smoothing(self, width: int) -> None:
        """Draw the batches as means of so many of them."""
        for plot in self._plots:
            plot.set_smoothing(width)
            plot.draw(self._num_epochs)

    def export(self, path: Path) -> str:
        """Write the curves to a file; return why that was impossible, or nothing."""
        self.draw()
        return export(path, self, self._rows())

    def _rows(self) -> Iterator[Row]:
        for curve in (each for plot in self._plots for each in plot.curves.values()):
            for kind, series in (("epoch", curve.epochs), ("batch", curve.batches)):
                yield from ((curve.name, kind, x, y) for x, y in zip(series.x.tolist(), series.y.tolist(), strict=True))

    def _plot_of(self, name: str) -> _Plot:
        return self.losses if _is_loss(name) else self.metrics

    def _paint(self) -> None:
        for plot in self._plots:
            plot.paint()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_turn"):
            self._paint()
        super().changeEvent(event)


def _is_loss(name: str) -> bool:
    return name == "loss" or name.endswith("_loss")
