"""UnsavedDialog: one question about all tabs with unsaved changes, asked when the window is to be closed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from designer import theme

_MOST_PX, _WIDTH_PX = 260, 420


class UnsavedDialog(QDialog):
    """A list of what is not saved, each with a tick for what is to be; save it, discard everything, or stay."""

    def __init__(self, titles: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unsaved_dialog")
        self.setWindowTitle(self.tr("Unsaved Changes"))
        self.wanted: list[int] | None = None  # the places of those to be saved; None: nothing is to be closed
        self.boxes = [QCheckBox(title.replace("&", "&&"), checked=True) for title in titles]
        self.save_button = self._button("unsaved_save", "", lambda: self._end(self._ticked()))
        self.discard_button = self._button("unsaved_discard", self.tr("&Discard All"), lambda: self._end([]))
        self.cancel_button = self._button("unsaved_cancel", self.tr("Cancel"), self.reject)
        self.save_button.setDefault(True)
        self._lay_out()
        for box in self.boxes:
            box.toggled.connect(self._on_ticked)
        self._on_ticked()

    def _button(self, name: str, text: str, slot: object) -> QPushButton:
        button = QPushButton(text, objectName=name)
        button.clicked.connect(slot)
        return button

    def _lay_out(self) -> None:
        question = QLabel(self.tr("Save the changes to these {0} models?").format(len(self.boxes)))
        question.setFont(theme.font("title"))
        explanation = QLabel(self.tr("What is not saved is lost. Take the tick away where that is meant."))
        explanation.setWordWrap(True)
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(theme.GRID_PX, 4, theme.GRID_PX, 4)
        for box in self.boxes:
            rows.addWidget(box)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(inside)
        scroll.setAccessibleName(self.tr("Unsaved models"))
        scroll.setFixedHeight(min(inside.sizeHint().height() + 4, round(_MOST_PX * theme.text_scale())))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.save_button, self.discard_button, self.cancel_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GRID_PX)
        for widget in (question, explanation, scroll):
            column.addWidget(widget)
        column.addLayout(buttons)
        self.setMinimumWidth(round(_WIDTH_PX * theme.text_scale()))

    def _ticked(self) -> list[int]:
        return [place for place, box in enumerate(self.boxes) if box.isChecked()]

    def _on_ticked(self, *_: object) -> None:
        number, every = len(self._ticked()), len(self.boxes)
        text = self.tr("&Save All") if number == every else self.tr("&Save {0} of {1}").format(number, every)
        self.save_button.setText(text)
        self.save_button.setEnabled(number > 0)

    def _end(self, wanted: list[int]) -> None:
        self.wanted = wanted
        self.accept()
