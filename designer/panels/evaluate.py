"""The Evaluate panel: how good the model is on data it has never seen."""

from __future__ import annotations

import math
from html import escape

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from designer import theme
from designer.data import seal
from designer.data.dataset import in_words
from designer.data.scaling import UNSCALED
from designer.model.document import Document
from designer.panels.evaluation.pages import ResultPages
from designer.panels.sizes import keep_readable
from designer.training.outcome import Outcome
from designer.training.results import ClassResult, Evaluation, LabelResult, NumberResult, Result
from designer.training.scores.intervals import Interval
from designer.training.session import TrainingSession
from designer.translation import translated

_TEXTS_PX, _MOST_GROWTH = 280, 1.25


class EvaluatePanel(QWidget):
    """A button, the values in words, and pages with pictures and tables for each output."""

    refused = Signal(str)

    def __init__(self, document: Document, session: TrainingSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evaluate_panel")
        self._document, self._session = document, session
        self._evaluation: Evaluation | None = None
        self._make_parts()
        self._lay_out()
        self.button.clicked.connect(self._on_clicked)
        self.output.currentIndexChanged.connect(self._on_output_chosen)
        session.evaluating_changed.connect(self._on_evaluating_changed)
        session.evaluated.connect(self._on_evaluated)
        session.evaluation_failed.connect(self._on_failed)
        session.state_changed.connect(self._on_training_changed)
        for signal in (document.weights_changed, document.data_changed, document.checked):
            signal.connect(self._on_document_changed)
        self._on_document_changed()

    # ---- building -----------------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        self.button = QPushButton(self.tr("&Evaluate"), objectName="evaluate_button")
        self.button.setToolTip(self.tr("Measure the model on the part of the data that was held back from training."))
        self.output = QComboBox(objectName="evaluate_output")
        self.output.setAccessibleName(self.tr("Output"))
        self.notice = QLabel(objectName="evaluate_notice")
        self.values = QLabel(objectName="evaluate_values")
        for label in (self.notice, self.values):
            label.setWordWrap(True)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
        self.pages = ResultPages(self._document, self._session)
        self.pages.refused.connect(self.refused)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.button)
        top.addWidget(self.output, 1)
        top.addStretch()
        top.addWidget(self.pages.copy_button)
        top.addWidget(self.pages.save_button)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID_PX)
        column.addWidget(self.notice)
        column.addWidget(self.values)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._texts = QWidget()
        left = QVBoxLayout(self._texts)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(theme.GRID_PX)
        left.addLayout(top)
        left.addWidget(scroll, 1)
        self.button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, theme.GRID_PX, theme.GRID_PX, 4)
        layout.setSpacing(2 * theme.GRID_PX)
        layout.addWidget(self._texts)
        layout.addWidget(self.pages, 1)
        self._fit_to_text()

    def _fit_to_text(self) -> None:
        keep_readable(self)
        self._texts.setFixedWidth(round(_TEXTS_PX * min(theme.text_scale(), _MOST_GROWTH)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_texts"):
            self._fit_to_text()
        super().changeEvent(event)

    # ---- running ------------------------------------------------------------------------------------------

    def _on_clicked(self) -> None:
        if self._session.is_evaluating:
            self._session.stop_evaluating()
        else:
            self._session.evaluate(self._document)

    def _on_evaluating_changed(self, is_running: bool) -> None:
        self.button.setText(self.tr("Canc&el") if is_running else self.tr("&Evaluate"))
        if is_running and self._is_mine:
            self._say(self.tr("Evaluating …"), "muted")

    @property
    def _is_mine(self) -> bool:
        return self._session.evaluated_document is self._document

    def _on_evaluated(self, evaluation: Evaluation) -> None:
        if not self._is_mine:
            return
        self._evaluation = evaluation
        self._say_about_training(evaluation)
        names = [result.name for result in evaluation.outputs]
        self.output.blockSignals(True)
        self.output.clear()
        self.output.addItems(names)
        self.output.blockSignals(False)
        self.output.setVisible(len(names) > 1)
        self._show_output(0)

    def _on_failed(self, outcome: Outcome) -> None:
        if self._is_mine:
            self._forget()
            self._say(translated(outcome.text), "error" if outcome.kind == "failed" else "muted")

    def _on_document_changed(self) -> None:
        """Take away a result that is no longer that of the model on the canvas."""
        self._forget()
        if self._document.weights:
            self._say(
                self.tr("The test part of the data was held back from training: Evaluate measures on it."), "muted"
            )
        elif self._is_in_training:
            text = self.tr("The model is being trained for the first time: its weights come when that ends.")
            self._say(text, "muted")
        else:
            self._say(self.tr("The model has not been trained yet: its weights are random."), "muted")

    @property
    def _is_in_training(self) -> bool:
        return self._session.state != "idle" and self._session.document is self._document

    def _on_training_changed(self) -> None:
        """Say whether there will be weights, where there are none yet and nothing was measured."""
        if not (self._document.weights or self._evaluation or self._session.is_evaluating):
            self._on_document_changed()

    # ---- showing ------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self._evaluation = None
        self.values.clear()
        self.output.setVisible(False)
        self.pages.forget()

    def _say_about_training(self, evaluation: Evaluation) -> None:
        if evaluation.untrained and self._is_in_training:
            text = self.tr("Measured with random weights: the training under way brings its own when it ends.")
            self._say(text, "warning")
        elif evaluation.untrained:
            layers = ", ".join(evaluation.untrained)
            text = self.tr("Not trained yet: %s start with random weights, so this is little more than chance.")
            self._say(text % layers, "warning")
        else:
            text = self.tr("On %s samples that the model did not see in training%s:")
            self._say(text % (f"{evaluation.num_samples:,}", self._looks(evaluation)), "")
        if evaluation.dataset is not None:
            self.notice.setToolTip(self.tr("Test part: %s.") % translated(seal.in_words(evaluation.dataset)))

    def _looks(self, evaluation: Evaluation) -> str:
        """Say how often the test part was looked at: each look makes its verdict a little less worth."""
        number = 0 if evaluation.dataset is None else seal.looks(evaluation.dataset)
        return "" if number < 2 else self.tr(", looked at %s times") % f"{number:,}"

    def _on_output_chosen(self, index: int) -> None:
        if self._evaluation is not None and index >= 0:
            self._show_output(index)

    def _show_output(self, index: int) -> None:
        assert self._evaluation is not None, "shown once there is an evaluation"
        result = self._evaluation.outputs[index]
        self.values.setText(self._values_text(self._evaluation, result))
        self.values.setToolTip(self._explanation(self._evaluation, result))
        self.pages.show_result(self._evaluation, index)

    def _values_text(self, evaluation: Evaluation, result: Result) -> str:
        """Write the values under one another, what can be said in plain words last."""
        rows = [f"<b>{escape(k)}</b> {value:.4g}{_bounds(evaluation, k)}" for k, value in evaluation.values.items()]
        rows += [text] if (text := _r_squared_text(result)) else []
        rows.append(escape(self._in_plain_words(result, evaluation.num_samples)))
        if isinstance(result, ClassResult):
            name, share = result.commonest
            rows.append(escape(self.tr("always “{0}” would give {1}").format(name, f"{share:.1%}")))
        return "<br>".join(rows)

    def _explanation(self, evaluation: Evaluation, result: Result) -> str:
        """Say how the values of numbers are to be read."""
        if not isinstance(result, NumberResult):
            return ""
        said = [self.tr("R²: 1 is perfect, 0 is as good as always saying the mean.")] if _r_squared_text(result) else []
        scaling = evaluation.dataset.target_scaling.get(result.target, UNSCALED) if evaluation.dataset else UNSCALED
        if not np.all(np.asarray(scaling.spread) == 1):
            said.append(self.tr("Loss and metrics are those of the scaled target."))
        return " ".join(said)

    def _in_plain_words(self, result: Result, num_samples: int) -> str:
        if isinstance(result, ClassResult):
            right = int(result.confusion.trace())
            text = self.tr("{0} of {1} recognised ({2})")
            return text.format(f"{right:,}", f"{num_samples:,}", f"{result.accuracy:.1%}")
        if isinstance(result, LabelResult):
            text, share = self.tr("{0} of {1} have all labels right ({2})"), result.num_right / max(1, num_samples)
            return text.format(f"{result.num_right:,}", f"{num_samples:,}", f"{share:.1%}")
        text = self.tr("off by {0} on average, in the units of {1}")
        return text.format(in_words(result.mean_absolute_error), result.target)

    def _say(self, text: str, role: str) -> None:
        self.notice.setText(text)
        self.notice.setToolTip(text)
        self.notice.setProperty("role", role)
        self.notice.style().polish(self.notice)


def _bounds(evaluation: Evaluation, name: str) -> str:
    """Write between what the value would lie with 95 % confidence if all samples there are were measured."""
    return _between(evaluation.intervals.get(name))


def _r_squared_text(result: Result) -> str:
    """Write R² and its bounds; nothing where there is none, as for targets that are all the same."""
    scores = result.scores if isinstance(result, NumberResult) else None
    if scores is None or math.isnan(scores.r_squared):
        return ""
    return f"<b>R²</b> {scores.r_squared:.4g}{_between(scores.intervals.get('r_squared'))}"


def _between(interval: Interval | None) -> str:
    return "" if interval is None else f" ({interval.low:.4g} … {interval.high:.4g})"
