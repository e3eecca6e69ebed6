"""Code pasted on the canvas: what can be read becomes layers, what cannot is said."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

CODE = """
from tensorflow.keras import layers, Sequential
model = Sequential([layers.Input((8, 8, 1)), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(2)])
model.compile("sgd", "mse")
"""


def paste(hands, text):
    QGuiApplication.clipboard().setText(text)
    hands.view.editing.paste()


def test_pasted_code_becomes_wired_layers_in_one_step(hands):
    paste(hands, CODE)
    assert hands.names == {"InputLayer", "Conv2D", "Flatten", "Dense"}
    assert len(hands.edges) == 3
    assert hands.document.selection.nodes == set(hands.document.graph.nodes)
    assert hands.document.history.undo_text == "Paste code"
    hands.document.undo()
    assert hands.document.graph.nodes == {}


def test_on_an_empty_canvas_the_training_settings_come_along(hands):
    paste(hands, CODE)
    assert hands.document.settings.optimizer == "sgd"
    hands.document.undo()
    assert hands.document.settings.optimizer == "adam"


def test_beside_other_layers_only_the_layers_come(hands):
    hands.add("Dense", units=3)
    paste(hands, CODE)
    assert len(hands.document.graph.nodes) == 5
    assert hands.document.settings.optimizer == "adam"


def test_a_single_line_is_enough(hands):
    paste(hands, 'x = Dense(64, activation="relu")(x)')
    assert hands.names == {"Dense"}


def test_lines_that_cannot_be_read_are_said(hands, qtbot):
    with qtbot.waitSignal(hands.view.refused) as refused:
        paste(hands, CODE + "model.add(Magic(3))\n")
    assert refused.args[0].startswith("Line 5: 'Magic' is not known")
    assert len(hands.document.graph.nodes) == 4


def test_code_without_a_model_is_refused(hands, qtbot):
    with qtbot.waitSignal(hands.view.refused) as refused:
        paste(hands, "print(1)")
    assert "There is no model in it" in refused.args[0]
    assert hands.document.graph.nodes == {}


def test_the_keys_for_pasting_work_on_code(qtbot):
    from designer.model.document import Document
    from designer.window import MainWindow

    window = MainWindow(Document())
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QGuiApplication.clipboard().setText(CODE)
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(window.document.graph.nodes) == 4
    window.document.mark_saved()


def test_opening_a_script_says_what_was_not_read(qtbot, tmp_path):
    from designer.model.document import Document
    from designer.window import MainWindow

    window = MainWindow(Document())
    qtbot.addWidget(window)
    path = tmp_path / "net.py"
    path.write_text(CODE + "model.add(Magic(3))\n", encoding="utf-8")
    assert window.files.open_path(path)
    assert window.message_bar.text.startswith("Line 5: 'Magic' is not known")
    assert len(window.document.graph.nodes) == 4
