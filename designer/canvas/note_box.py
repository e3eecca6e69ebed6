"""NoteBox: write a note right where it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from designer import theme

SMALLEST_PX, LARGEST_PX = QSize(160, 48), QSize(480, 240)  # at the usual size of texts


class NoteBox(QPlainTextEdit):
    """A text field over the note: Ctrl+Enter or leaving it keeps what was written, Escape does not."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("note_box")
        self.setAccessibleName(self.tr("Text of the note"))
        self.setPlaceholderText(self.tr("Write something; Ctrl+Enter ends"))
        self.setTabChangesFocus(True)
        self._write: Callable[[str], None] = lambda text: None
        self._is_open = False
        self.hide()

    def open(self, place: QRect, text: str, write: Callable[[str], None]) -> None:
        """Show the box; `write` gets the text."""
        self._write, self._is_open = write, True
        room = self.parentWidget().rect()
        smallest, largest = SMALLEST_PX * theme.text_scale(), LARGEST_PX * theme.text_scale()
        size = place.size().expandedTo(smallest).boundedTo(largest).boundedTo(room.size())
        corner = place.topLeft()
        x = max(0, min(corner.x(), room.width() - size.width()))
        y = max(0, min(corner.y(), room.height() - size.height()))
        self.setGeometry(x, y, size.width(), size.height())
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._finish()
        elif event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._is_open and event.reason() != Qt.FocusReason.PopupFocusReason:
            self._finish()

    def _finish(self) -> None:
        self._close()
        self._write(self.toPlainText().strip())

    def _close(self) -> None:
        self._is_open = False
        if self.hasFocus():  # first: hidden with the focus, Qt would pass it on as if Tab had been pressed
            self.parentWidget().setFocus()
        self.hide()
