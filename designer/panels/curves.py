"""Curves: loss and metrics while a model learns, batch by batch (faint) and epoch by epoch (points)."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyqtgraph as pg
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from designer import theme
from designer.panels.plotting import dashed, faint, make_plot, paint_in_theme, series_colour
from designer.panels.series import Series
from designer.training.progress import Logs, ProgressSnapshot


@dataclass
class _Curve:
    """One value of the logs: the line through its epochs and, for training values, the line through its batches."""

    name: str
    number: int
    by_epoch: pg.PlotDataItem
    by_batch: pg.PlotDataItem | None
    epochs: Series = field(default_factory=Series)
    batches: Series = field(default_factory=Series)

    @property
    def is_validation(self) -> bool:
        return self.name.startswith("val_")

    def paint(self) -> None:
        """Set the colours; a validation has hollow points and a dashed line, so colour is not the only sign."""
        colour = series_colour(self.number)
        self.by_epoch.setPen(dashed(colour) if self.is_validation else pg.mkPen(colour, width=2))
        self.by_epoch.setSymbolPen(pg.mkPen(colour, width=1.5))
        self.by_epoch.setSymbolBrush(theme.current().colour("base") if self.is_validation else colour)
        if self.by_batch is not None:
            self.by_batch.setPen(pg.mkPen(faint(colour)))

    def draw(self) -> None:
        """Show what was appended, all at once."""
        self.by_epoch.setData(self.epochs.x, self.epochs.y)
        if self.by_batch is not None:
            self.by_batch.setData(self.batches.x, self.batches.y)


class _Plot:
    """One of the two coordinate systems, with its curves and legend."""

    def __init__(self, name: str, label: str, corner: tuple[int, int]) -> None:
        self.widget = make_plot(name, label, "epoch")
        self.curves: dict[str, _Curve] = {}
        self._legend = self.widget.addLegend(offset=corner, colCount=2, horSpacing=14, verSpacing=-4)

    def append(self, logs: Logs, x: float, is_epoch: bool) -> None:
        """Take in the values of one batch or epoch."""
        for name, value in logs.items():
            curve = self.curves.get(name) or self._add(name)
            (curve.epochs if is_epoch else curve.batches).append(x, value)

    def draw(self) -> None:
        for curve in self.curves.values():
            curve.draw()

    def clear(self) -> None:
        self.widget.clear()
        self.curves.clear()
        self.widget.enableAutoRange()

    def paint(self) -> None:
        paint_in_theme(self.widget)
        look = theme.current()
        ground = look.colour("base")
        ground.setAlphaF(0.8)
        self._legend.setBrush(ground)
        self._legend.setLabelTextColor(look.colour("text"))
        for curve in self.curves.values():
            curve.paint()

    def _add(self, name: str) -> _Curve:
        is_training = not name.startswith("val_")
        by_batch = (
            self.widget.plot(autoDownsample=True, clipToView=True, downsampleMethod="peak") if is_training else None
        )
        by_epoch = self.widget.plot(name=name, symbol="o", symbolSize=6, autoDownsample=True, clipToView=True)
        curve = self.curves[name] = _Curve(name, len(self.curves), by_epoch, by_batch)
        curve.paint()
        return curve


class CurvesView(QWidget):
    """Two plots side by side: losses on the left, metrics on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("curves_view")
        self.losses = _Plot("loss_plot", self.tr("loss"), corner=(-4, 2))
        self.metrics = _Plot("metric_plot", self.tr("metrics"), corner=(-4, -2))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        for plot in (self.losses, self.metrics):
            layout.addWidget(plot.widget, 1)
        self._paint()

    def start(self) -> None:
        """Forget the curves of the last run."""
        self.losses.clear()
        self.metrics.clear()

    def add(self, snapshot: ProgressSnapshot) -> None:
        """Take in what is new and draw it with one call for each curve."""
        for batch in snapshot.new_batches:
            self._append(batch.logs, batch.position, is_epoch=False)
        for epoch in snapshot.new_epochs:
            self._append(epoch.logs, epoch.epoch, is_epoch=True)
        self.losses.draw()
        self.metrics.draw()

    def set_log_scale(self, is_log: bool) -> None:
        """Show the loss on a logarithmic or a linear axis."""
        self.losses.widget.setLogMode(y=is_log)

    def _append(self, logs: Logs, x: float, is_epoch: bool) -> None:
        self.losses.append({name: value for name, value in logs.items() if _is_loss(name)}, x, is_epoch)
        self.metrics.append({name: value for name, value in logs.items() if not _is_loss(name)}, x, is_epoch)

    def _paint(self) -> None:
        self.losses.paint()
        self.metrics.paint()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "metrics"):
            self._paint()
        super().changeEvent(event)


def _is_loss(name: str) -> bool:
    return name == "loss" or name.endswith("_loss")
