"""ChoiceButton: a button that shows which of several names are chosen and opens a list of ticks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget


class ChoiceButton(QPushButton):
    """Lets the user choose any number of names."""

    chosen = Signal(tuple)

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        for name in names:
            self._add(name)
        self._menu.triggered.connect(self._on_triggered)
        self.show_names(())

    @property
    def names(self) -> tuple[str, ...]:
        """What is ticked."""
        return tuple(action.text() for action in self._menu.actions() if action.isChecked())

    def show_names(self, names: Sequence[str]) -> None:
        """Tick these names, without offering them back; one that is not in the list is added."""
        known = {action.text() for action in self._menu.actions()}
        for name in names:
            if name not in known:
                self._add(name)
        for action in self._menu.actions():
            action.setChecked(action.text() in names)
        self.setText(", ".join(self.names) or self.tr("none"))

    def _add(self, name: str) -> None:
        action = QAction(name, self._menu, checkable=True)
        self._menu.addAction(action)

    def _on_triggered(self) -> None:
        self.setText(", ".join(self.names) or self.tr("none"))
        self.chosen.emit(self.names)
