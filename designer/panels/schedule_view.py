"""ScheduleView: the schedule of the learning rate, its settings, and its curve over the training."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from designer import theme
from designer.panels.parameter_grid import ParameterGrid
from designer.training import schedules
from designer.translation import translated


class ScheduleView(QWidget):
    """A choice of schedules; below it the parameters and the curve of the one chosen."""

    changed = Signal(object)  # a configuration, or None for a learning rate that stays

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training_schedule_view")
        self._schedule: dict[str, Any] | None = None
        self._rate, self._num_steps = 0.001, 1
        self.box = QComboBox()
        self.box.setObjectName("training_schedule")
        self.box.setToolTip(self.tr("How the learning rate changes during the training."))
        self.box.addItem(self.tr("constant"), None)
        for name in schedules.offered():
            self.box.addItem(name, name)
        self.box.activated.connect(self._on_chosen)
        self.grid: ParameterGrid | None = None
        self.curve = RateCurve()
        self.complaint = QLabel()
        self.complaint.setProperty("role", "error")
        self.complaint.setWordWrap(True)
        label = QLabel(self.tr("Learning-rate s&chedule"))
        label.setBuddy(self.box)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(self.box, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(top)
        self._column.addWidget(self.complaint)
        self._column.addWidget(self.curve)

    def show_schedule(self, schedule: dict[str, Any] | None, rate: float, num_steps: int) -> None:
        """Show a schedule for a training of so many steps; `rate` is where a new one would begin."""
        name = None if schedule is None else schedule["class_name"]
        if name != (None if self._schedule is None else self._schedule["class_name"]):
            self._replace_grid(name)
        self._schedule, self._rate, self._num_steps = schedule, rate, num_steps
        self.box.setCurrentIndex(max(0, self.box.findData(name)))
        sentence = schedules.refusal(schedule) if schedule is not None else ""
        self.complaint.setText(translated(sentence))
        self.complaint.setVisible(bool(sentence))
        self.curve.setVisible(schedule is not None and not sentence)
        if schedule is not None and self.grid is not None:
            self.grid.show_config(schedule.get("config", {}))
            if not sentence:
                self.curve.show_curve(*schedules.curve(schedule, num_steps))

    def _replace_grid(self, name: str | None) -> None:
        if self.grid is not None:
            self._column.removeWidget(self.grid)
            self.grid.hide()
            self.grid.deleteLater()
        self.grid = None if name is None else ParameterGrid(schedules.parameters_of(name), self)
        if self.grid is not None:
            self._column.insertWidget(1, self.grid)
            self.grid.committed.connect(self._on_committed)

    def _on_chosen(self, index: int) -> None:
        name = self.box.itemData(index)
        self.changed.emit(None if name is None else schedules.new_schedule(name, self._rate, self._num_steps))

    def _on_committed(self, name: str, value: Any) -> None:
        assert self._schedule is not None, "there are parameters of a schedule only"
        self.changed.emit({**self._schedule, "config": {**self._schedule.get("config", {}), name: value}})


class RateCurve(QWidget):
    """A small curve of the learning rate, with its largest and smallest value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training_rate_curve")
        self._steps = self._rates = np.zeros(0)

    def sizeHint(self) -> QSize:
        return QSize(240, 8 * theme.GRID_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 8 * theme.GRID_PX)

    def show_curve(self, steps: Any, rates: Any) -> None:
        """Show the learning rate over the steps."""
        self._steps, self._rates = steps, rates
        text = self.tr("The learning rate goes from {0:.3g} to {1:.3g} in {2:,.0f} steps.")
        self.setToolTip(text.format(rates[0], rates[-1], steps[-1]))
        self.setAccessibleDescription(self.toolTip())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not len(self._rates):
            return
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small"))
        left, height = 8 * theme.GRID_PX, self.height() - 2 * theme.GRID_PX
        high, low = float(self._rates.max()), float(min(self._rates.min(), 0.0))
        x = left + self._steps / self._steps[-1] * (self.width() - left - theme.GRID_PX)
        y = theme.GRID_PX + (high - self._rates) / ((high - low) or 1.0) * height
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawLine(left, theme.GRID_PX + height, self.width() - theme.GRID_PX, theme.GRID_PX + height)
        painter.setPen(QPen(look.colour("accent"), 2))
        painter.drawPolyline(QPolygonF([QPointF(*each) for each in zip(x, y, strict=True)]))
        painter.setPen(look.colour("muted"))
        painter.drawText(0, 2 * theme.GRID_PX, f"{high:.3g}")
        painter.drawText(0, theme.GRID_PX + height, f"{low:.3g}")
