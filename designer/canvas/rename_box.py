"""RenameBox: edit a layer's name right where it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class RenameBox(QLineEdit):
    """A line over the node's name: Enter or leaving it renames, Escape does not."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, objectName="rename_box")
        self._rename: Callable[[str], bool] = lambda name: True
        self._name = ""
        self._is_open = False
        self.hide()

    def open(self, place: QRect, name: str, rename: Callable[[str], bool]) -> None:
        """Show the box; `rename` says whether the new name was taken."""
        self._name, self._rename, self._is_open = name, rename, True
        self.setGeometry(place)
        self.setText(name)
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish(stays_open=True)
        elif event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._is_open:
            self._finish(stays_open=False)

    def _finish(self, stays_open: bool) -> None:
        name = self.text().strip()
        if name == self._name or self._rename(name) or not stays_open:
            self._close()

    def _close(self) -> None:
        self._is_open = False
        if self.hasFocus():  # first: hidden with the focus, Qt would pass it on as if Tab had been pressed
            self.parentWidget().setFocus()
        self.hide()
