"""Undo keys: Ctrl+Z in a field is the field's own while what was typed is not in the document, else the document's."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QSpinBox

_UNDOING = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


def share_undo_keys(field: QLineEdit | QSpinBox) -> None:
    """Let a field leave the undo keys to the window when it has nothing of its own to undo."""
    line = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
    field.installEventFilter(_UndoKeys(line, field))
    if isinstance(field, QSpinBox):
        field.editingFinished.connect(lambda: line.setModified(False))


class _UndoKeys(QObject):
    """A line edit claims these keys always; this says no for it."""

    def __init__(self, line: QLineEdit, field: QObject) -> None:
        super().__init__(field)
        self._line = line

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if self._line.isModified() or not any(event.matches(key) for key in _UNDOING):
            return False
        event.ignore()
        return True
