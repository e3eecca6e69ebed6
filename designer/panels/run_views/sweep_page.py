"""SweepPage: starts and stops a sweep, and shows how the metrics depend on what was varied."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from designer import theme
from designer.archive.record import RunRecord, in_order
from designer.archive.sweep import variants
from designer.model.document import Document
from designer.panels.run_views.sweep_form import SweepForm
from designer.training.sweep_runner import SweepRunner
from designer.translation import translated

_FIRST_METRIC = "val_loss"


class SweepPage(QWidget):
    """The form on the left, the points on the right."""

    run_wanted = Signal(str)  # id of a run whose point was clicked

    def __init__(self, document: Document, runner: SweepRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep_page")
        self._document, self._runner = document, runner
        self._records: dict[str, RunRecord] = {}
        self._chosen: Collection[str] = ()
        self.form = SweepForm()
        self.status = QLabel(self.tr("Each combination becomes a run of its own."), objectName="sweep_status")
        self.status.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.parameter, self.measure = QComboBox(objectName="sweep_parameter"), QComboBox(objectName="sweep_metric")
        self.parameter.setAccessibleName(self.tr("Parameter to show"))
        self.measure.setAccessibleName(self.tr("Metric to show"))
        for combo in (self.parameter, self.measure):  # long names shall not make the window wide
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(5)
        self.plot: Any = None  # made when first shown: pyqtgraph takes a third of a second to import
        self._lay_out()
        self._connect()
        self._show_state()

    def _lay_out(self) -> None:
        left, bar, layout = QVBoxLayout(), QHBoxLayout(), QHBoxLayout(self)
        left.setSpacing(3)
        left.addWidget(self.form)
        left.addWidget(self.status)
        left.addStretch(1)
        bar.addWidget(self.measure, 1)
        bar.addWidget(QLabel(self.tr("by")))
        bar.addWidget(self.parameter, 1)
        self._right = QVBoxLayout()
        self._right.setSpacing(2)
        self._right.addLayout(bar)
        self._right.addStretch(1)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addLayout(left, 1)
        layout.addLayout(self._right, 1)

    def _connect(self) -> None:
        self.form.button.clicked.connect(self._on_button_clicked)
        self.form.start_wanted.connect(self.start)
        self.parameter.currentIndexChanged.connect(self._draw)
        self.measure.currentIndexChanged.connect(self._draw)
        self._runner.progressed.connect(self._show_state)
        self._runner.ended.connect(self._on_ended)
        self._document.changed.connect(self._on_document_changed)

    # ---- the sweep ----------------------------------------------------------------------------------------

    def _on_button_clicked(self) -> None:
        if self._runner.is_running:
            self._runner.stop()
        else:
            self.start()

    def start(self) -> None:
        """Train all combinations; a sentence says what is wrong with them, if anything is."""
        if self._runner.is_running:
            return
        try:
            self._runner.start(variants(self._document.root, self.form.assignments()))
        except (ValueError, OSError) as error:
            self._say(translated(str(error)), "error")
            return
        _fill(self.parameter, list(self._runner.trials[0].assignment), "")
        self.show_records(list(self._records.values()))

    def _show_state(self) -> None:
        runner = self._runner
        self.form.button.setText(self.tr("S&top") if runner.is_running else self.tr("&Start"))
        if runner.is_running:
            num_over = sum(bool(trial.ending) for trial in runner.trials)
            text = self.tr("{0} of {1} runs are over ({2} %)")
            self._say(text.format(num_over, len(runner.trials), int(100 * runner.fraction)))

    def _on_ended(self) -> None:
        self._show_state()
        trials = self._runner.trials
        failed = [trial for trial in trials if trial.ending == "failed"]
        num_kept = sum(trial.ending == "finished" for trial in trials)
        text = self.tr("{0} of {1} runs finished.").format(num_kept, len(trials))
        self._say(f"{text} {translated(failed[0].sentence)}" if failed else text, "error" if failed else "")

    def _say(self, text: str, role: str = "") -> None:
        self.status.setText(text)
        self.status.setToolTip(text)
        if self.status.property("role") != role:
            self.status.setProperty("role", role)
            self.status.style().polish(self.status)

    # ---- the points ---------------------------------------------------------------------------------------

    def show_records(self, records: Sequence[RunRecord]) -> None:
        """Show what is known of the runs now."""
        self._records = {record.id: record for record in records}
        own = [self._records[trial.run] for trial in self._runner.trials if trial.run in self._records]
        _fill(self.measure, in_order(name for record in own for name in record.metrics), _FIRST_METRIC)
        self._draw()

    def show_chosen(self, ids: Collection[str]) -> None:
        """Mark the runs that are chosen in the table."""
        self._chosen = ids
        self._draw()

    def _draw(self, *_: object) -> None:
        if self.plot is None:
            return
        from designer.panels.run_views.sweep_plot import SweepPoint

        target, name = self.parameter.currentText(), self.measure.currentText()
        points = [
            SweepPoint(trial.run, trial.assignment[target], self._records[trial.run].metrics[name])
            for trial in self._runner.trials
            if target in trial.assignment and trial.run in self._records
            if name in self._records[trial.run].metrics
        ]
        self.plot.show_points(points, self._chosen)

    def need_plot(self) -> Any:
        """Return the plot; it is made when first needed."""
        if self.plot is None:
            from designer.panels.run_views.sweep_plot import SweepPlot

            self.plot = SweepPlot()
            self.plot.run_clicked.connect(self.run_wanted)
            self._right.takeAt(1)
            self._right.addWidget(self.plot, 1)
            self._draw()
        return self.plot

    # ---- the document -------------------------------------------------------------------------------------

    def _on_document_changed(self) -> None:
        if self.isVisible():
            self.form.show_targets(self._document.root)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.form.show_targets(self._document.root)
        QTimer.singleShot(0, self, self.need_plot)


def _fill(combo: QComboBox, names: list[str], at_first: str) -> None:
    """Offer these names; what was chosen stays chosen if it can."""
    wanted = combo.currentText() or at_first
    combo.blockSignals(True)
    combo.clear()
    combo.addItems(names)
    combo.setCurrentIndex(max(0, combo.findText(wanted)))
    combo.blockSignals(False)
