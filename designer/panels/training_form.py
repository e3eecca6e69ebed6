"""The form of the training settings: what was left open is chosen from model and data, and the reason shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QSpinBox, QWidget

from designer import theme
from designer.data.dataset import Dataset
from designer.editors.undo_keys import share_undo_keys
from designer.model.card import Card
from designer.model.commands import SetSettings
from designer.model.document import Document
from designer.model.outputs import OutputFacts, output_facts
from designer.model.settings import TrainingSettings
from designer.model.training_defaults import Inferred
from designer.panels.field_grid import FieldGrid
from designer.panels.output_row import OutputRow
from designer.panels.schedule_view import ScheduleView
from designer.panels.training_cards import TrainingCards
from designer.training.choices import optimizer_name, optimizers
from designer.training.forecast import Forecast, forecast
from designer.training.plan import default_learning_rate, infer, learning_rate_of, num_training_samples
from designer.translation import translated

LARGEST = 1_000_000_000
_OUTPUTS_ROW = 4
Reckon = Callable[[Document, TrainingSettings, Dataset], Forecast]
_BELOW_OUTPUTS = 1000  # in a grid, rows without content have no height


class TrainingForm(QWidget):
    """Shows the settings of a document and turns every edit into a command."""

    def __init__(self, document: Document, reckon: Reckon = forecast, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("training_form")
        self._forecast = reckon
        self._document = document
        self._dataset: Dataset | None = None
        self._rows: list[OutputRow] = []
        self._make_fields()
        self._lay_out()
        self._connect_fields()

    # ---- building -----------------------------------------------------------------------------------------

    def _make_fields(self) -> None:
        self.optimizer = _named(QComboBox(), "training_optimizer")
        self.optimizer.addItems(optimizers())
        self.learning_rate = _named(QLineEdit(), "training_learning_rate")
        share_undo_keys(self.learning_rate)
        self.epochs = _spin_box("training_epochs", 1, 1_000_000)
        self.batch_size = _spin_box("training_batch_size", 1, 1_000_000)
        self.validation = _spin_box("training_validation_split", 0, 90)
        self.validation.setSuffix(" %")
        self.seed = _spin_box("training_seed", -1, LARGEST)
        self.seed.setSpecialValueText(self.tr("random"))
        self.shuffle = _named(QCheckBox(self.tr("Shuffle")), "training_shuffle")
        self.balanced = _named(QCheckBox(self.tr("Balance classes")), "training_class_weight")
        self.schedule = ScheduleView()
        self.cards = TrainingCards()
        self.forecast = _named(QLabel(), "training_forecast", role="muted")
        self.forecast.setFont(theme.font("small"))
        self.start_text = _named(QLabel(), "training_start_text", role="muted")
        self.start_text.setFont(theme.font("small"))
        self.start_from = _named(QComboBox(), "training_start_from")
        self.start_from.addItems([self.tr("where it stopped"), self.tr("current weights"), self.tr("fresh weights")])
        self.complaint = _named(QLabel(), "training_complaint", role="error")
        self._explain_fields()

    def _explain_fields(self) -> None:
        texts = {
            self.optimizer: self.tr("How the weights are changed to make the loss smaller."),
            self.learning_rate: self.tr("How large the steps are. Empty: the optimizer's own."),
            self.epochs: self.tr("How often the training sees all samples."),
            self.batch_size: self.tr("How many samples go into one step."),
            self.validation: self.tr("Share of the training samples set aside to watch for overfitting."),
            self.seed: self.tr("Start of the random numbers: the same seed repeats a training exactly."),
            self.shuffle: self.tr("Whether every epoch sees the samples in a new order."),
            self.balanced: self.tr("Whether all classes count alike, however few samples some of them have."),
            self.start_from: self.tr(
                "Where it stopped: with weights, optimizer and random numbers as they were, exactly as if it had not "
                "stopped. Current weights: with a new optimizer. Fresh weights: forget what was learned."
            ),
        }
        for widget, text in texts.items():
            widget.setToolTip(text)
            widget.setAccessibleDescription(text)

    def _lay_out(self) -> None:
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, theme.GRID_PX, 0)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._fields(), 0, 0)
        for row, label in enumerate((self.complaint, self.start_text, self.forecast), 1):
            label.setWordWrap(True)
            grid.addWidget(label, row, 0)
        for row, widget in enumerate((self.schedule, self.cards)):
            grid.addWidget(widget, _BELOW_OUTPUTS + row, 0)
        self.complaint.hide()

    def _fields(self) -> FieldGrid:
        fields = FieldGrid(most_columns=3)
        fields.add(self.optimizer, self.tr("&Optimizer"))
        fields.add(self.learning_rate, self.tr("&Learning rate"))
        fields.add(self.start_from, self.tr("S&tart from"))
        fields.add(self.epochs, self.tr("&Epochs"))
        fields.add(self.batch_size, self.tr("&Batch size"))
        fields.add(self.validation, self.tr("&Validation"))
        fields.add(self.seed, self.tr("See&d"))
        fields.add(self.shuffle)
        fields.add(self.balanced)
        return fields

    def _connect_fields(self) -> None:
        self.optimizer.activated.connect(lambda: self._set(optimizer=self.optimizer.currentText()))
        self.learning_rate.editingFinished.connect(self._on_learning_rate_edited)
        self.epochs.valueChanged.connect(lambda value: self._set(epochs=value))
        self.batch_size.valueChanged.connect(lambda value: self._set(batch_size=value))
        self.validation.valueChanged.connect(lambda value: self._set(validation_split=value / 100))
        self.seed.valueChanged.connect(lambda value: self._set(seed=None if value < 0 else value))
        self.shuffle.toggled.connect(lambda on: self._set(shuffle=on))
        self.balanced.toggled.connect(lambda on: self._set(class_weight="balanced" if on else None))
        self.schedule.changed.connect(lambda schedule: self._set(schedule=schedule))
        self.cards.changed.connect(self._on_cards_changed)

    # ---- editing ------------------------------------------------------------------------------------------

    def _set(self, **changes: Any) -> None:
        """Make an edit a command; edits of the same field in a row are one step of the history."""
        settings = replace(self._document.settings, **changes)
        if settings != self._document.settings:
            name = next(iter(changes)).replace("_", " ")
            self._document.execute(SetSettings(settings, self.tr("Set the %s of the training") % translated(name)))

    def _on_cards_changed(self, cards: tuple[Card, ...], text: str) -> None:
        self._document.execute(SetSettings(replace(self._document.settings, callbacks=cards), text))

    def _on_learning_rate_edited(self) -> None:
        text = self.learning_rate.text().strip().replace(",", ".")
        try:
            value = float(text) if text else None
            if value is not None and not 0 < value < LARGEST:
                raise ValueError
        except ValueError:
            self._complain(self.tr("The learning rate must be a number above 0, such as 0.001, not “%s”.") % text)
            return
        self._complain("")
        self.learning_rate.setModified(False)
        self._set(learning_rate=value)

    def _complain(self, text: str) -> None:
        self.complaint.setText(text)
        self.complaint.setVisible(bool(text))

    def _on_loss_chosen(self, output: str, loss: str) -> None:
        losses = {name: value for name, value in self._document.settings.losses.items() if name != output}
        self._set(losses={**losses, output: loss} if loss else losses)

    def _on_metrics_chosen(self, output: str, metrics: tuple[str, ...]) -> None:
        self._set(metrics={**self._document.settings.metrics, output: metrics})

    def _on_weight_chosen(self, output: str, weight: float) -> None:
        self._set(loss_weights={**self._document.settings.loss_weights, output: weight})

    # ---- showing ------------------------------------------------------------------------------------------

    def show_settings(self, document: Document, dataset: Dataset | None) -> None:
        """Show the settings of a document that is to be trained on these data."""
        self._document, self._dataset = document, dataset
        settings = document.settings
        outputs = output_facts(document.graph, document.report.facts)
        inferred = infer(settings, outputs, dataset)
        fields = self.findChildren(QWidget)
        blockers = [QSignalBlocker(field) for field in fields]
        self._show_fields(settings)
        self._show_epochs(inferred)
        del blockers
        self._show_outputs(inferred, outputs)
        self._show_plan(inferred.settings)

    def _show_plan(self, settings: TrainingSettings) -> None:
        """Show what follows from complete settings: the course of the learning rate, time and memory."""
        dataset, rate = self._dataset, learning_rate_of(settings)
        samples = num_training_samples(settings, dataset) if dataset is not None else settings.batch_size
        steps = math.ceil(samples / settings.batch_size) * (settings.epochs or 1)
        self.schedule.show_schedule(settings.schedule, rate, steps)
        is_known = dataset is not None and self._document.report.is_valid and bool(self._document.graph.nodes)
        self.forecast.setVisible(is_known)
        if is_known:
            found = self._forecast(self._document, settings, dataset)
            self.forecast.setText(self.tr("Forecast: {0}").format(translated(found.text)))
            self.forecast.setToolTip(translated(found.details))

    def _show_fields(self, settings: TrainingSettings) -> None:
        self.optimizer.setCurrentText(optimizer_name(settings.optimizer))
        rate = settings.learning_rate
        if not (self.learning_rate.hasFocus() and self.learning_rate.isModified()):
            self.learning_rate.setText("" if rate is None else f"{rate:g}")
        self.learning_rate.setPlaceholderText(f"{default_learning_rate(settings.optimizer):g}")
        self.batch_size.setValue(settings.batch_size)
        self.validation.setValue(round(settings.validation_split * 100))
        self.seed.setValue(-1 if settings.seed is None else settings.seed)
        self.shuffle.setChecked(settings.shuffle)
        self.learning_rate.setEnabled(settings.schedule is None)
        self.balanced.setChecked(settings.class_weight is not None)
        self.cards.show_cards(settings.callbacks, settings.schedule is not None)

    def _show_epochs(self, inferred: Inferred) -> None:
        """Show the number of epochs; the reason, if it was not the user who chose it, is in the tooltip."""
        self.epochs.setValue(inferred.settings.epochs or 0)
        reasons = [translated(reason.text) for reason in inferred.reasons if reason.setting == "epochs"]
        self.epochs.setToolTip(" ".join([self.tr("How often the training sees all samples."), *reasons]))

    def _show_outputs(self, inferred: Inferred, outputs: Sequence[OutputFacts]) -> None:
        if [row.name for row in self._rows] != [output.name for output in outputs]:
            self._rebuild_rows([output.name for output in outputs])
        for row in self._rows:
            reasons = {reason.setting: reason.text for reason in inferred.reasons if reason.output == row.name}
            weight = inferred.settings.loss_weights.get(row.name, 1.0)
            row.show_weight(weight if len(self._rows) > 1 else None)
            row.show_choice(inferred.settings.losses[row.name], inferred.settings.metrics[row.name], reasons)

    def _rebuild_rows(self, names: list[str]) -> None:
        for row in self._rows:
            self._grid.removeWidget(row)
            row.deleteLater()
        self._rows = [OutputRow(name) for name in names]
        for number, row in enumerate(self._rows):
            self._grid.addWidget(row, _OUTPUTS_ROW + number, 0, Qt.AlignmentFlag.AlignTop)
            row.loss_chosen.connect(self._on_loss_chosen)
            row.metrics_chosen.connect(self._on_metrics_chosen)
            row.weight_chosen.connect(self._on_weight_chosen)


def _named(widget: Any, name: str, role: str = "") -> Any:
    widget.setObjectName(name)
    widget.setProperty("role", role)
    return widget


def _spin_box(name: str, minimum: int, maximum: int) -> QSpinBox:
    box: QSpinBox = _named(QSpinBox(), name)
    box.setRange(minimum, maximum)
    box.setKeyboardTracking(False)
    share_undo_keys(box)
    return box
