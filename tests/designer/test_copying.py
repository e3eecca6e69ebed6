"""Layers, notes and frames go from window to window by the keys everybody knows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from designer.model.commands import AddLayer
from designer.model.document import Document
from designer.model.notes import ChangeNotes, Note
from designer.window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def make_window(qtbot):
    def make(document):
        window = MainWindow(document)
        window.files.ask_about_changes = lambda: "discard"
        window.files.ask_about_several = lambda _: []
        qtbot.addWidget(window)
        window.resize(1280, 800)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return make


@pytest.fixture
def window(make_window):
    """A window with a layer in a frame."""
    document = Document()
    document.execute(AddLayer("Dense", 16, 32, {"units": 7}))
    document.execute(ChangeNotes({"note1": Note("note1", "Head", 0, 0, 240, 120, "blue")}))
    return make_window(document)


def press(window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, key, modifiers)
    QApplication.processEvents()


def test_a_framed_layer_is_copied_from_one_window_to_another(window, make_window):
    press(window, Qt.Key.Key_A, CTRL)
    press(window, Qt.Key.Key_C, CTRL)
    other = make_window(Document())
    press(other, Qt.Key.Key_V, CTRL)
    (node,) = other.document.graph.nodes.values()
    (note,) = other.document.notes.values()
    assert (note.text, note.colour) == ("Head", "blue")
    assert (node.x - note.x, node.y - note.y) == (16, 32)
    assert other.document.selection.notes == {note.id}
    press(other, Qt.Key.Key_Z, CTRL)
    assert not other.document.graph.nodes
    assert not other.document.notes


def test_a_note_alone_is_cut_as_text_and_pasted(window):
    window.document.selection.set(notes=["note1"])
    press(window, Qt.Key.Key_X, CTRL)
    assert window.document.notes == {}
    assert "Head" in QGuiApplication.clipboard().text()
    press(window, Qt.Key.Key_V, CTRL)
    assert [note.text for note in window.document.notes.values()] == ["Head"]


def test_a_duplicated_frame_does_not_lie_on_the_first(window):
    press(window, Qt.Key.Key_A, CTRL)
    press(window, Qt.Key.Key_D, CTRL)
    first, second = (item.frame() for item in window.canvas.canvas_scene.note_layer.items.values())
    assert not first.intersects(second)
    assert len(window.document.graph.nodes) == 2


def test_a_note_is_written_by_f2_and_deleted_by_del(window):
    window.document.selection.set(notes=["note1"])
    press(window, Qt.Key.Key_F2)
    assert window.canvas.noting.box.isVisible()
    QTest.keyClicks(QApplication.focusWidget(), "er")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CTRL)
    assert window.document.notes["note1"].text == "Header"
    press(window, Qt.Key.Key_Delete)
    assert window.document.notes == {}
