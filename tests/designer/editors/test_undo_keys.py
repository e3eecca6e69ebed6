"""Undo keys in a field: its own while something was typed, the window's otherwise."""

import gc

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QSpinBox, QVBoxLayout, QWidget

from designer.editors.undo_keys import share_undo_keys


@pytest.fixture
def field(qtbot):
    """A box for a number in a window that undoes by Ctrl+Z."""
    window = window_with_box(qtbot)
    qtbot.addWidget(window)
    made = window.findChild(QSpinBox)
    made.undone = []
    shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), window)
    shortcut.activated.connect(lambda: made.undone.append(True))
    yield made


def window_with_box(qtbot):
    window = QWidget()
    made = QSpinBox(window)
    share_undo_keys(made)
    QVBoxLayout(window).addWidget(made)
    with qtbot.waitActive(window):
        window.show()
    made.setFocus()
    return window


def press_undo(qtbot, field):
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_the_keys_are_the_windows_unless_something_was_typed(qtbot, field):
    press_undo(qtbot, field)
    assert len(field.undone) == 1
    qtbot.keyClicks(field, "7")
    press_undo(qtbot, field)
    assert len(field.undone) == 1
    qtbot.keyClicks(field, "7")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    press_undo(qtbot, field)
    assert len(field.undone) == 2


def test_a_window_taken_down_while_a_box_has_the_focus_does_no_harm(qtbot):
    window = window_with_box(qtbot)
    qtbot.keyClicks(window.findChild(QSpinBox), "7")
    gone = []
    window.destroyed.connect(lambda: gone.append(True))
    del window
    gc.collect()
    assert gone


def test_a_field_whose_line_was_deleted_meanwhile_does_no_harm(qtbot, field):
    field.setLineEdit(QLineEdit(field))  # Qt deletes the old one
    qtbot.keyClicks(field, "7")
    press_undo(qtbot, field)
    assert not field.undone
    qtbot.keyClicks(field, "7")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    press_undo(qtbot, field)
    assert len(field.undone) == 1
