"""Editors for what is chosen: yes or no, and one of several words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QWidget

from designer.editors.editor import Editor
from nn_core.spec.kinds import Choice, Kind


class BooleanEditor(Editor):
    """A tick; half a tick stands for None where that is allowed."""

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        self.box = QCheckBox(self)
        self.box.setTristate(self.takes_none)
        self.box.clicked.connect(self._on_clicked)
        self._hold(self.box)

    def show_value(self, value: Any) -> None:
        state = Qt.CheckState.Checked if value else Qt.CheckState.Unchecked
        self.box.setCheckState(Qt.CheckState.PartiallyChecked if value is None and self.takes_none else state)

    def _on_clicked(self) -> None:
        state = self.box.checkState()
        self.offer(None if state == Qt.CheckState.PartiallyChecked else state == Qt.CheckState.Checked)


class QuietComboBox(QComboBox):
    """A combo box that leaves the wheel to the form around it, and never asks for more width than there is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChoiceEditor(Editor):
    """One of a fixed set of words."""

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        assert isinstance(self.plain_kind, Choice)
        self.box = QuietComboBox(self)
        self._options = [*([None] if self.takes_none else []), *self.plain_kind.options]
        self.box.addItems([str(option) for option in self._options])
        self.box.activated.connect(self._on_activated)
        self._hold(self.box)

    def say_options(self, say: Callable[[str], str]) -> None:
        """Show the words as a language has them, where they are no names of Keras."""
        for index in range(self.box.count()):
            self.box.setItemText(index, say(self.box.itemText(index)))

    def show_value(self, value: Any) -> None:
        if value is None and not self.takes_none:
            value = self.plain_kind.check(None)  # the word that None stands for
        self.box.setCurrentIndex(self._options.index(value) if value in self._options else -1)

    def _on_activated(self, index: int) -> None:
        self.offer(self._options[index])


class OfferEditor(Editor):
    """One of the texts that were found, with something to know about each; what was set otherwise is kept, too."""

    def __init__(self, kind: Kind, offers: Mapping[str, str], none: str, parent: QWidget | None = None) -> None:
        super().__init__(kind, parent)
        self.box = QuietComboBox(self)
        if self.takes_none:
            self.box.addItem(none, None)
        for value, about in offers.items():
            self.box.addItem(f"{value}   {about}", value)
            self.box.setItemData(self.box.count() - 1, f"{value}   {about}", Qt.ItemDataRole.ToolTipRole)
        self.box.activated.connect(lambda index: self.offer(self.box.itemData(index)))
        self._hold(self.box)

    def show_value(self, value: Any) -> None:
        if self.box.findData(value) < 0:
            self.box.addItem(str(value), value)
        self.box.setCurrentIndex(self.box.findData(value))
        self.box.setToolTip(self.box.currentText())
