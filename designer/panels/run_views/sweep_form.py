"""SweepForm: what is varied in a sweep, the values, and how they are combined."""

from __future__ import annotations

import secrets
from html import escape

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QSpinBox, QWidget

from designer.archive.sweep import MOST_RUNS, Axis, Value, grid, sample
from designer.archive.sweep_values import is_span, parse_axis
from designer.archive.variants import targets
from designer.model.document import Document

_MOST_AXES = 3
_RUNS_AT_FIRST = 10
_FIRST_TARGET = "learning_rate"  # the setting that matters most
_EXAMPLES = ("0.0001..0.1 log", "16..64 step 16", "0.1, 0.2, 0.5")


class SweepForm(QWidget):
    """Up to three parameters with their values."""

    start_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep_form")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        self.rows = [self._add_row(layout, number) for number in range(_MOST_AXES)]
        self.way = QComboBox(objectName="sweep_way")
        self.way.setAccessibleName(self.tr("How the values are combined"))
        self.way.addItem(self.tr("All combinations"), "grid")
        self.way.addItem(self.tr("Random"), "sample")
        self.count = QSpinBox(objectName="sweep_count", minimum=1, maximum=MOST_RUNS, value=_RUNS_AT_FIRST)
        self.count.setAccessibleName(self.tr("Number of runs"))
        self.count.setEnabled(False)
        self.button = QPushButton(objectName="sweep_start")
        row = QHBoxLayout()
        row.addWidget(self.count)
        row.addWidget(self.button, 1)
        layout.addWidget(self.way, _MOST_AXES, 0)
        layout.addLayout(row, _MOST_AXES, 1)
        self.way.currentIndexChanged.connect(lambda _: self.count.setEnabled(self.way.currentData() == "sample"))

    def _add_row(self, layout: QGridLayout, number: int) -> tuple[QComboBox, QLineEdit]:
        target, values = QComboBox(objectName=f"sweep_target_{number}"), QLineEdit(objectName=f"sweep_values_{number}")
        target.setAccessibleName(self.tr("Parameter {0}").format(number + 1))
        target.setMinimumContentsLength(9)
        target.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        values.setAccessibleName(self.tr("Values of parameter {0}").format(number + 1))
        values.setPlaceholderText(_EXAMPLES[number])
        values.setToolTip(help_text())
        values.textChanged.connect(self._on_text_changed)
        values.returnPressed.connect(self.start_wanted)
        layout.addWidget(target, number, 0)
        layout.addWidget(values, number, 1)
        return target, values

    def show_targets(self, document: Document) -> None:
        """Offer what this document has; what was chosen stays chosen if it is still there."""
        names = targets(document)
        for number, (combo, _) in enumerate(self.rows):
            wanted = combo.currentData() if combo.count() or number else _FIRST_TARGET
            if [combo.itemData(place) for place in range(1, combo.count())] == names:
                continue
            combo.clear()
            combo.addItem(self.tr("(nothing)"), "")
            for name in names:
                combo.addItem(name, name)
            combo.setCurrentIndex(max(0, combo.findData(wanted)))

    def _on_text_changed(self, text: str) -> None:
        """Of a span values can only be drawn."""
        if is_span(text):
            self.way.setCurrentIndex(self.way.findData("sample"))

    def axes(self) -> list[Axis]:
        """Return what is to be varied; ValueError in a sentence."""
        chosen = [(combo.currentData(), values.text()) for combo, values in self.rows if combo.currentData()]
        return [parse_axis(target, text) for target, text in chosen]

    def assignments(self) -> list[dict[str, Value]]:
        """Return the combinations that are wanted; ValueError in a sentence."""
        axes = self.axes()
        if self.way.currentData() == "grid":
            return grid(axes)
        return sample(axes, self.count.value(), secrets.randbits(31))


def help_text() -> str:
    """Return how values are written, as rich text."""
    rows = {
        "0.1, 0.01, 0.001": _tr("these values"),
        "adam, sgd": _tr("these names"),
        "16..64 step 16": _tr("16, 32, 48 and 64"),
        "0.2..0.5 uniform": _tr("numbers drawn between the two"),
        "0.0001..0.1 log": _tr("drawn so that each power of ten is as likely as the next"),
        "8..128 log": _tr("the same, in whole numbers"),
    }
    lines = "".join(f"<tr><td><code>{k}</code>&nbsp;&nbsp;</td><td>{escape(v)}</td></tr>" for k, v in rows.items())
    about = _tr("A sweep trains the model once for each combination and keeps each as a run. How values are written:")
    return f"<p>{escape(about)}</p><table>{lines}</table>"


def _tr(text: str) -> str:
    return QCoreApplication.translate("SweepForm", text)
