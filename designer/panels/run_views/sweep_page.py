"""SweepPage: starts and stops a sweep, and shows how the metrics depend on what was varied."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from designer import theme
from designer.archive.record import RunRecord, in_order
from designer.archive.sweep import text_of
from designer.archive.variants import variants
from designer.model.document import Document
from designer.panels.run_views.sweep_form import SweepForm, help_text
from designer.training.sweep_runner import SweepRunner, Trial
from designer.translation import translated
from nn_core.training.callbacks.monitor import Monitor

_FIRST_METRIC = "val_loss"


class SweepPage(QWidget):
    """The form on the left, the points on the right."""

    run_wanted = Signal(str)  # id of a run whose point was clicked
    best_wanted = Signal(object)  # the RunRecord of the best run, to be opened

    def __init__(self, document: Document, runner: SweepRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep_page")
        self._document, self._runner = document, runner
        self._records: dict[str, RunRecord] = {}
        self._chosen: Collection[str] = ()
        self.form = SweepForm()
        self.status = QLabel(objectName="sweep_status")
        self.status.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.parameter, self.measure = QComboBox(objectName="sweep_parameter"), QComboBox(objectName="sweep_metric")
        self.parameter.setAccessibleName(self.tr("Parameter to show"))
        self.measure.setAccessibleName(self.tr("Metric to show"))
        for combo in (self.parameter, self.measure):  # long names shall not make the window wide
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(5)
        self.best_button = QPushButton(self.tr("Open the &Best"), objectName="sweep_best", enabled=False)
        self.help = QLabel(help_text(), objectName="sweep_help")
        self.help.setWordWrap(True)
        self.help.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._log_targets: set[str] = set()
        self.lines: Any = None
        self.plot: Any = None  # both are made when first shown: pyqtgraph takes a third of a second to import
        self._lay_out()
        self._connect()
        self._show_state()
        self._draw()

    def _lay_out(self) -> None:
        left, bar, layout = QVBoxLayout(), QHBoxLayout(), QHBoxLayout(self)
        left.setSpacing(3)
        left.addWidget(self.form)
        left.addWidget(self.status)
        left.addStretch(1)
        bar.addWidget(self.measure, 1)
        bar.addWidget(QLabel(self.tr("by")))
        bar.addWidget(self.parameter, 1)
        bar.addWidget(self.best_button)
        self._right = QVBoxLayout()
        self._right.setSpacing(2)
        self._bar = QWidget()
        self._bar.setLayout(bar)
        bar.setContentsMargins(0, 0, 0, 0)
        self._right.addWidget(self._bar)
        scroll = QScrollArea(widgetResizable=True, frameShape=QScrollArea.Shape.NoFrame)
        scroll.setWidget(self.help)
        self._pictures = QStackedWidget()
        self._pictures.addWidget(scroll)
        self._right.addWidget(self._pictures, 1)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addLayout(left, 1)
        layout.addLayout(self._right, 1)

    def _connect(self) -> None:
        self.form.button.clicked.connect(self._on_button_clicked)
        self.form.start_wanted.connect(self.start)
        self.parameter.currentIndexChanged.connect(self._draw)
        self.measure.currentIndexChanged.connect(self._draw)
        self.best_button.clicked.connect(lambda: self.best_wanted.emit(self._best()))
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
            axes = self.form.axes()
            self._runner.start(*variants(self._document.root, self.form.assignments()))
        except (ValueError, OSError) as error:
            self._say(translated(str(error)), "error")
            return
        self._log_targets = {axis.target for axis in axes if axis.span is not None and axis.span.is_log}
        _fill(self.parameter, [*self._runner.trials[0].assignment, self.tr("(all)")], "")
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
        trials, failed = self._runner.trials, self._runner.failed
        num_kept = sum(trial.ending == "finished" for trial in trials)
        text = self.tr("{0} of {1} runs finished.").format(num_kept, len(trials))
        self._say(f"{text} {translated(failed[0].sentence)}" if failed else text, "error" if failed else "")
        if failed:
            self.status.setToolTip("\n".join([text, *map(self._reason, failed)]))

    def _reason(self, trial: Trial) -> str:
        return f"{text_of(trial.assignment)}: {translated(trial.sentence)}"

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
        best = self._best()
        self.best_button.setEnabled(best is not None)
        self.best_button.setToolTip("" if best is None else self._about_best(best))
        has_runs = bool(self._runner.trials)
        self._bar.setVisible(has_runs)
        if self.plot is None or not has_runs:
            return
        if self.parameter.currentIndex() == self.parameter.count() - 1:
            self._draw_all()
        else:
            self._draw_points()

    def _draw_all(self) -> None:
        from designer.panels.run_views.parallel_plot import SweepLine

        self._pictures.setCurrentWidget(self.lines)
        name = self.measure.currentText()
        lines = [
            SweepLine(trial.run, trial.assignment, record.metrics[name])
            for trial, record in self._kept()
            if name in record.metrics
        ]
        self.lines.show_lines(lines, name, self._chosen, self._log_targets)

    def _draw_points(self) -> None:
        from designer.panels.run_views.sweep_plot import SweepPoint

        self._pictures.setCurrentWidget(self.plot)
        target, name = self.parameter.currentText(), self.measure.currentText()
        points = [
            SweepPoint(trial.run, trial.assignment[target], record.metrics[name])
            for trial, record in self._kept()
            if target in trial.assignment and name in record.metrics
        ]
        self.plot.show_points(points, self._chosen, target in self._log_targets)

    def _kept(self) -> list[tuple[Trial, RunRecord]]:
        """Return the trials whose runs are kept."""
        trials = self._runner.trials
        return [(trial, self._records[trial.run]) for trial in trials if trial.run in self._records]

    def _best(self) -> RunRecord | None:
        """Return the run with the best value of the metric shown; of accuracies the highest, of losses the lowest."""
        name, found = self.measure.currentText(), None
        monitor = Monitor(name)
        for _, record in self._kept():
            value = record.metrics.get(name, math.nan)
            if math.isfinite(value) and monitor.improves(value):
                monitor.best, found = value, record
        return found

    def _about_best(self, best: RunRecord) -> str:
        name = self.measure.currentText()
        text = self.tr("Open the run with the best {0} as a new model: {1}, {2}")
        return text.format(name, best.note, f"{best.metrics[name]:.4g}")

    def need_plot(self) -> Any:
        """Return the plot; it is made when first needed."""
        if self.plot is None:
            from designer.panels.run_views.parallel_plot import ParallelPlot
            from designer.panels.run_views.sweep_plot import SweepPlot

            self.plot, self.lines = SweepPlot(), ParallelPlot()
            for picture in (self.plot, self.lines):
                picture.run_clicked.connect(self.run_wanted)
                self._pictures.addWidget(picture)
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
