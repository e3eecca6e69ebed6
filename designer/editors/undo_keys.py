"""Undo keys: Ctrl+Z in a field is the field's own while what was typed is not in the document, else the document's."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QSpinBox

_UNDOING = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


def share_undo_keys(field: QLineEdit | QSpinBox) -> None:
    """Let a field leave the undo keys to the window when it has nothing of its own to undo."""
    keys = _UndoKeys(field)
    field.installEventFilter(keys)
    if isinstance(field, QSpinBox):
        field.editingFinished.connect(keys._on_finished)


class _UndoKeys(QObject):
    """A line edit claims these keys always; this says no for it.

    The line in a box of numbers is looked for each time: while a window is taken down it is gone before its box.
    """

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        line = _line_of(watched)
        if line is None or line.isModified() or not any(event.matches(key) for key in _UNDOING):
            return False
        event.ignore()
        return True

    def _on_finished(self) -> None:
        if (line := _line_of(self.parent())) is not None:
            line.setModified(False)


def _line_of(field: QObject | None) -> QLineEdit | None:
    if field is None or isinstance(field, QLineEdit):
        return field
    return field.findChild(QLineEdit)
