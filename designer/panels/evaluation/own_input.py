"""OwnInputPage: draw, type, drop or fill in a sample of your own and see at once what the model says."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from designer import theme
from designer.data.dataset import Dataset
from designer.data.errors import DataError
from designer.model.document import Document
from designer.panels.evaluation.bars import BarsView
from designer.panels.evaluation.input_choice import input_widget
from designer.panels.evaluation.input_widgets import InputWidget
from designer.training.outcome import Outcome
from designer.training.run import Order
from designer.training.scores.number_table import NumberTable
from designer.training.session import TrainingSession
from designer.training.trial import Answer, Trial

_PATIENCE_MS = 40  # while one draws or types, the model is asked at most that often


class OwnInputPage(QWidget):
    """A widget for each input of the data on the left, the answer of one output on the right."""

    def __init__(self, document: Document, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("own_input_page")
        self._document, self._session = document, session
        self._kind = f"own input {id(self)}"
        self._dataset: Dataset | None = None
        self._trial: Trial | None = None
        self._answers: list[Answer] = []
        self.inputs: dict[str, InputWidget] = {}
        self._random = np.random.default_rng(0)
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._timer.timeout.connect(self._ask)
        self._make_parts()
        session.errands.done.connect(self._on_done)
        session.errands.failed.connect(self._on_failed)
        for signal in (document.weights_changed, document.data_changed, document.checked):
            signal.connect(self._on_model_changed)
        session.datasets.changed.connect(self._on_model_changed)

    def _make_parts(self) -> None:
        self.output = QComboBox(objectName="own_output")
        self.output.setAccessibleName(self.tr("Output"))
        self.output.hide()
        self.output.currentIndexChanged.connect(self._on_output_chosen)
        self.notice = QLabel(objectName="own_notice")
        self.notice.setWordWrap(True)
        self.bars = BarsView()
        self.sample_button = QPushButton(self.tr("Take a &sample"), objectName="own_sample")
        self.sample_button.setToolTip(self.tr("Begin with a sample of the training part, drawn at random."))
        self.sample_button.clicked.connect(self._on_sample_clicked)
        self._inputs_row = QHBoxLayout()
        self._inputs_row.setSpacing(2 * theme.GRID_PX)
        between = QVBoxLayout()
        between.setSpacing(4)
        for widget in (self.sample_button, self.output, self.notice):
            between.addWidget(widget)
        between.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID_PX)
        layout.addLayout(self._inputs_row, 3)
        layout.addLayout(between, 1)
        layout.addWidget(self.bars, 3)

    # ---- inputs -------------------------------------------------------------------------------------------

    def show_output(self, output: int) -> None:
        """Show what one output says; the inputs are made for the data if they are not."""
        self._refresh_inputs()
        if 0 <= output < self.output.count():
            self.output.setCurrentIndex(output)

    def show_sample(self, arrays: Mapping[str, NDArray]) -> None:
        """Fill in a sample of the data."""
        self._refresh_inputs()
        for name, widget in self.inputs.items():
            widget.show_sample(np.asarray(arrays[name]))
        self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh_inputs()

    def _refresh_inputs(self) -> None:
        reference = self._document.data_name
        dataset = self._session.datasets.get(reference) if reference else None
        if dataset is self._dataset:
            return
        self._dataset, self._answers = dataset, []
        while self._inputs_row.count():
            self._inputs_row.takeAt(0).widget().deleteLater()
        self.inputs = {} if dataset is None else {name: input_widget(dataset, name) for name in dataset.inputs}
        for widget in self.inputs.values():
            self._inputs_row.addWidget(widget, 1)
            widget.changed.connect(self._timer.start)
            widget.refused.connect(lambda text: self._say(text, "error"))
        self.sample_button.setEnabled(dataset is not None)
        self._show_answers([])
        self._say(self.tr("Choose data first.") if dataset is None else self._hint(), "muted")

    def _hint(self) -> str:
        return " ".join(dict.fromkeys(widget.hint for widget in self.inputs.values()))

    def _on_sample_clicked(self) -> None:
        if self._dataset is not None:
            row = int(self._random.integers(self._dataset.num_samples))
            self.show_sample({name: array[row] for name, array in self._dataset.inputs.items()})

    # ---- asking -------------------------------------------------------------------------------------------

    def _on_model_changed(self, _: object = None) -> None:
        self._trial = None
        if self.isVisible():
            self._refresh_inputs()
            if self._answers:
                self._timer.start()

    def _ask(self) -> None:
        try:
            samples = {name: widget.sample() for name, widget in self.inputs.items()}
        except DataError as error:
            self._say(str(error), "error")
            return
        given = {name: sample for name, sample in samples.items() if sample is not None}
        if len(given) < len(samples):
            self._session.errands.forget(self._kind)
            self._show_answers([])
            self._say(self._hint(), "muted")
            return
        if self._trial is None:
            self._trial = Trial(Order.of(self._document))
        trial = self._trial
        self._session.errands.ask(self._kind, lambda: trial.answers(given))

    def _on_done(self, kind: str, answers: object) -> None:
        if kind == self._kind and isinstance(answers, list):
            self._show_answers(answers)
            untrained = self.tr("The weights are random: this is a guess.") if not self._document.weights else ""
            self._say(untrained, "warning" if untrained else "muted")

    def _on_failed(self, kind: str, outcome: Outcome) -> None:
        if kind == self._kind and outcome.kind == "failed":
            self._show_answers([])
            self._say(outcome.text, "error")

    # ---- answers ------------------------------------------------------------------------------------------

    def _show_answers(self, answers: list[Answer]) -> None:
        self._answers = answers
        names = [answer.output for answer in answers]
        if answers and names != [self.output.itemText(i) for i in range(self.output.count())]:
            self.output.blockSignals(True)
            self.output.clear()
            self.output.addItems(names)
            self.output.blockSignals(False)
        self.output.setVisible(len(names) > 1)
        self._on_output_chosen(self.output.currentIndex())

    def _on_output_chosen(self, index: int) -> None:
        self.bars.show_answer(self._answers[index] if 0 <= index < len(self._answers) else None)

    def table(self) -> NumberTable:
        """The answer of the output chosen."""
        return self.bars.table()

    def _say(self, text: str, role: str) -> None:
        self.notice.setText(text)
        self.notice.setToolTip(text)
        self.notice.setProperty("role", role)
        self.notice.style().polish(self.notice)
