"""OutputRow: loss and metrics of one output of the model, with the reason where they were chosen for the user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QVBoxLayout, QWidget

from designer import theme
from designer.editors.undo_keys import share_undo_keys
from designer.panels.choice_button import ChoiceButton
from designer.panels.field_grid import FieldGrid
from designer.training.choices import losses, metric_name, metrics
from designer.translation import translated


class OutputRow(QWidget):
    """Two fields and a line of text."""

    loss_chosen = Signal(str, str)  # output, loss; no loss: choose for me
    metrics_chosen = Signal(str, tuple)
    weight_chosen = Signal(str, float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.setObjectName(f"output_{name}")
        self.loss = QComboBox()
        self.loss.setObjectName(f"training_loss_{name}")
        self.loss.setToolTip(self.tr("What the training makes as small as possible for the output '%s'.") % name)
        self.loss.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.loss.setMinimumContentsLength(16)
        self.metrics = ChoiceButton(metrics())
        self.metrics.setObjectName(f"training_metrics_{name}")
        self.metrics.setToolTip(self.tr("What is shown besides the loss; it does not change the training."))
        self.weight = QDoubleSpinBox()
        self.weight.setObjectName(f"training_weight_{name}")
        self.weight.setRange(0.0, 1e6)
        self.weight.setDecimals(3)
        self.weight.setSingleStep(0.1)
        self.weight.setKeyboardTracking(False)
        self.weight.setPrefix("× ")
        self.weight.setToolTip(self.tr("How much the loss of this output counts beside those of the others."))
        self.weight.hide()
        share_undo_keys(self.weight)
        self.reason = QLabel()
        self.reason.setProperty("role", "muted")
        self.reason.setFont(theme.font("small"))
        self.reason.setWordWrap(True)
        self._lay_out()
        self.weight.valueChanged.connect(lambda value: self.weight_chosen.emit(self.name, value))
        self.loss.activated.connect(self._on_loss_activated)
        self.metrics.chosen.connect(lambda names: self.metrics_chosen.emit(self.name, names))

    def _lay_out(self) -> None:
        fields = FieldGrid(most_columns=3)
        fields.add(self.loss, self.tr("Output <b>%s</b>: loss") % self.name, stretch=5)
        fields.add(self.weight)
        fields.add(self.metrics, self.tr("metrics"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(fields)
        column.addWidget(self.reason)

    def show_choice(self, loss: str, metric_names: Sequence[str], reasons: Mapping[str, str]) -> None:
        """Show what is used; `reasons` has a text for what was chosen automatically."""
        is_automatic = "losses" in reasons
        self.loss.clear()
        self.loss.addItem(self.tr("%s (automatic)") % loss if is_automatic else self.tr("Choose for me"), "")
        for name in losses():
            self.loss.addItem(translated(name), name)
        self.loss.setCurrentIndex(0 if is_automatic else max(0, self.loss.findData(loss)))
        self.metrics.show_names([metric_name(name) for name in metric_names])
        self.reason.setText(translated(reasons.get("losses", "")))
        self.reason.setVisible(is_automatic)

    def show_weight(self, weight: float | None) -> None:
        """Show how much this output counts; None where there is no other."""
        blocker = QSignalBlocker(self.weight)
        self.weight.setVisible(weight is not None)
        self.weight.setValue(1.0 if weight is None else weight)
        del blocker

    def _on_loss_activated(self) -> None:
        self.loss_chosen.emit(self.name, self.loss.currentData())
