"""StatusLine: the size of the model at the left, the progress of the training at the right."""

from __future__ import annotations

import functools

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QWidget

from designer.canvas.look import macs_text
from designer.model.report import Report
from designer.panels.one_line import OneLine
from designer.training.progress import ProgressSnapshot

BYTES_PER_NUMBER = 4  # float32
_tr = functools.partial(QCoreApplication.translate, "Status")
_UNITS = ("", "K", "M", "G", "T", "P")


class StatusLine(QStatusBar):
    """What is always to be seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.totals = QLabel(self, objectName="status_totals")
        self.totals.setContentsMargins(8, 0, 8, 0)
        self.totals.setToolTip(
            self.tr("MACs: multiplications with an addition each; a count of FLOP is twice as many.")
        )
        self.zoom = QLabel(self, objectName="status_zoom")
        self.zoom.setProperty("role", "muted")
        self.training = OneLine(parent=self)
        self.training.setObjectName("status_training")
        self.training.set_alignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.bar = QProgressBar(self, objectName="status_progress")
        self.bar.setFixedSize(140, 14)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.addWidget(self.totals, 1)
        self.addPermanentWidget(self.training, 1)
        self.addPermanentWidget(self.bar)
        self.addPermanentWidget(self.zoom)
        self.show_state("idle")

    def show_report(self, report: Report) -> None:
        """Show the totals of the model."""
        self.totals.setText(totals_text(report))

    def show_zoom(self, zoom: float) -> None:
        """Show how large the picture is."""
        self.zoom.setText(f"{zoom:.0%} ")

    def show_state(self, state: str) -> None:
        """Show the progress while there is any."""
        self.bar.setVisible(state != "idle")
        self.training.setVisible(state != "idle")
        if state == "paused":
            self.training.setText(self.tr("paused"))
        elif state == "stopping":
            self.training.setText(self.tr("stopping …"))
        elif state == "running":
            self.training.setText(self.tr("preparing …"))
            self.bar.setValue(0)

    def show_progress(self, snapshot: ProgressSnapshot) -> None:
        """Show where the training stands."""
        self.bar.setValue(round(snapshot.fraction * 1000))
        self.training.setText(progress_text(snapshot))


def totals_text(report: Report) -> str:
    """Return '118,282 parameters · 463 KB · 118 k MACs/sample'; a lower bound is marked."""
    more = "" if report.is_complete else "≥ "
    size = quantity(report.total_params * BYTES_PER_NUMBER, 1024, "B")
    operations = macs_text(report.total_macs) or _tr("0 MACs")
    count = _tr("1 parameter") if report.total_params == 1 else _tr("{0} parameters").format(f"{report.total_params:,}")
    return f"{more}{count} · {more}{size} · {more}{operations}" + _tr("/sample")


def quantity(number: float, step: int, unit: str) -> str:
    """Return a number with the prefix that makes it short: 463 KB."""
    prefix = _UNITS[0]
    for prefix in _UNITS:
        if number < step or prefix == _UNITS[-1]:
            break
        number /= step
    text = f"{number:.0f}" if number >= 100 or number == int(number) else f"{number:.3g}"
    return f"{text} {prefix}{unit}"


def progress_text(snapshot: ProgressSnapshot) -> str:
    """Return 'epoch 3/10 · 1,240 samples/s · ETA 0:12'."""
    parts = [
        _tr("epoch {0}/{1}").format(snapshot.epoch, snapshot.num_epochs),
        _tr("{0} samples/s").format(f"{snapshot.samples_per_second:,.0f}"),
    ]
    if snapshot.seconds_left is not None:
        minutes, seconds = divmod(round(snapshot.seconds_left), 60)
        parts.append(_tr("ETA {0}").format(f"{minutes}:{seconds:02d}"))
    return " · ".join(parts)
