"""The Code panel: the model as Python beside the canvas; nodes and lines light up together."""

import json

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QTest

from designer import theme
from designer.model.card import Card
from designer.model.commands import AddLayer, Connect, RemoveNodes, RenameLayer, SetData, SetParameter, SetSettings
from designer.model.document import Document
from designer.model.graph import Edge
from designer.model.settings import TrainingSettings
from designer.panels.code import CodePanel
from designer.panels.code_colours import coloured


@pytest.fixture
def document():
    made = Document()
    made.execute(AddLayer("Input", arguments={"shape": [8, 8, 1]}, node_id="a"))
    for before, id, name, arguments in (
        ("a", "b", "Conv2D", {"filters": 4, "kernel_size": [3, 3], "activation": "relu"}),
        ("b", "c", "Flatten", {}),
        ("c", "d", "Dense", {"units": 10, "activation": "softmax"}),
    ):
        made.execute(AddLayer(name, arguments=arguments, node_id=id))
        made.execute(Connect(Edge(before, 0, id, 0)))
    return made


@pytest.fixture
def panel(show_panel, document):
    made = show_panel(CodePanel, document)
    made.resize(900, 420)
    made.activateWindow()
    return made


def lines(panel):
    return panel.view.toPlainText().split("\n")


def line_with(panel, text):
    return next(number for number, line in enumerate(lines(panel)) if text in line)


def place_of(panel, line):
    block = panel.view.document().findBlockByNumber(line)
    area = panel.view.blockBoundingGeometry(block).translated(panel.view.contentOffset())
    return QPoint(60, round(area.center().y()))


def click(panel, line):
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(panel, line))


def key_of(document, node_id):
    return document.graph.nodes[node_id].layer_key


def test_the_model_is_written_as_a_teacher_would(panel):
    assert lines(panel)[:10] == [
        "import keras",
        "from keras import layers",
        "",
        "model = keras.Sequential([",
        "    keras.Input(shape=(8, 8, 1)),",
        '    layers.Conv2D(4, kernel_size=3, activation="relu"),',
        "    layers.Flatten(),",
        '    layers.Dense(10, activation="softmax"),',
        "])",
        "",
    ]


def test_how_it_is_trained_is_written_below(panel):
    text = panel.view.toPlainText()
    assert 'model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])' in text
    assert "validation_split=0.2" in text


def test_the_code_follows_the_canvas(panel, document, qtbot):
    document.execute(SetParameter(key_of(document, "d"), "units", 7))
    qtbot.waitUntil(lambda: '    layers.Dense(7, activation="softmax"),' in lines(panel))


def test_a_layer_used_twice_becomes_a_graph_of_calls(panel, document, qtbot):
    document.execute(AddLayer("Dense", arguments={"units": 2}, node_id="e"))
    document.execute(Connect(Edge("c", 0, "e", 0)))
    qtbot.waitUntil(lambda: "flatten = layers.Flatten()(x)" in lines(panel))
    assert "model = keras.Model(inputs=inputs, outputs=[dense, dense_1])" in lines(panel)


def test_the_code_follows_the_training_settings_and_the_data(panel, document, qtbot):
    document.execute(SetSettings(TrainingSettings(optimizer="sgd", epochs=3, callbacks=(Card("EarlyStopping"),))))
    document.execute(SetData("digits"))
    qtbot.waitUntil(lambda: "x_train = x[train]" in lines(panel))
    text = panel.view.toPlainText()
    assert 'optimizer="sgd"' in text
    assert "EarlyStopping" in text
    assert "model.evaluate(x_test, y_test)" in text


def test_an_unfinished_model_is_written_as_far_as_it_goes(panel, document, qtbot):
    document.execute(RemoveNodes({"a"}))
    qtbot.waitUntil(lambda: any("There is no model yet" in line for line in lines(panel)))
    assert any("layers.Flatten()" in line for line in lines(panel))


def test_a_panel_nobody_sees_waits_until_it_is_shown(panel, document):
    panel.hide()
    document.execute(SetParameter(key_of(document, "d"), "units", 6))
    panel.show()
    assert '    layers.Dense(6, activation="softmax"),' in lines(panel)


def test_an_edit_elsewhere_leaves_the_place_on_the_screen(panel, document, qtbot):
    panel.resize(900, 140)
    bar = panel.view.verticalScrollBar()
    bar.setValue(bar.maximum())
    before = bar.value()
    assert before > 0
    document.execute(SetParameter(key_of(document, "b"), "filters", 5))
    qtbot.waitUntil(lambda: "Conv2D(5" in panel.view.toPlainText())
    assert bar.value() == before


def test_a_selected_node_lights_up_its_line(panel, document):
    document.selection.set(["d"])
    assert panel.view.marked == (line_with(panel, "layers.Dense"),)
    document.selection.clear()
    assert panel.view.marked == ()


def test_a_selected_node_is_scrolled_into_sight(panel, document):
    panel.resize(900, 110)
    document.selection.set(["d"])
    first = panel.view.verticalScrollBar().value()
    assert first <= line_with(panel, "layers.Dense") < first + panel.view.verticalScrollBar().pageStep()


def test_a_click_on_a_line_selects_its_node(panel, document):
    click(panel, line_with(panel, "layers.Conv2D"))
    assert document.selection.nodes == {"b"}


def test_a_click_on_another_line_leaves_the_selection(panel, document):
    document.selection.set(["b"])
    click(panel, 0)
    assert document.selection.nodes == {"b"}


def test_going_through_the_lines_with_the_keys_selects_the_nodes(panel, document):
    click(panel, line_with(panel, "keras.Input"))
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    QTest.keyClick(panel.view, Qt.Key.Key_Down)
    assert document.selection.nodes == {"c"}


def test_marking_text_to_copy_it_selects_no_node(panel, document):
    click(panel, 0)
    for _ in range(6):
        QTest.keyClick(panel.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert document.selection.nodes == set()
    assert panel.view.textCursor().hasSelection()


def test_enter_on_a_line_shows_its_node(panel, qtbot):
    click(panel, line_with(panel, "layers.Flatten"))
    with qtbot.waitSignal(panel.node_activated) as shown:
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert shown.args == ["c"]


def test_a_double_click_on_a_line_shows_its_node(panel, qtbot):
    with qtbot.waitSignal(panel.node_activated) as shown:
        QTest.mouseDClick(
            panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place_of(panel, line_with(panel, "layers.Dense"))
        )
    assert shown.args == ["d"]


def test_the_tab_key_leaves_the_code(panel):
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_Tab)
    assert not panel.view.hasFocus()


def test_nothing_can_be_typed_into_it(panel):
    before = panel.view.toPlainText()
    panel.view.setFocus()
    QTest.keyClicks(panel.view, "import os")
    QTest.keyClick(panel.view, Qt.Key.Key_Delete)
    assert panel.view.toPlainText() == before


def test_the_package_is_chosen_and_remembered(panel, show_panel, document):
    panel.flavour.setFocus()
    QTest.keyClick(panel.flavour, Qt.Key.Key_Down)
    assert lines(panel)[:2] == ["from tensorflow import keras", "from tensorflow.keras import layers"]
    assert show_panel(CodePanel, document).flavour.currentText() == "tf.keras"


def test_the_program_is_copied(panel):
    QTest.mouseClick(panel.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == panel.view.toPlainText() + "\n"


def test_what_is_copied_is_never_old(panel, document):
    document.execute(RenameLayer(key_of(document, "d"), "digit"))
    QTest.mouseClick(panel.copy_button, Qt.MouseButton.LeftButton)
    assert 'name="digit"' in QGuiApplication.clipboard().text()


def test_it_is_saved_as_a_script_with_its_data_beside_it(panel, document, tmp_path):
    document.execute(SetData("digits"))
    panel.ask_for_target = lambda suggested: str(tmp_path / "net")
    QTest.mouseClick(panel.save_button, Qt.MouseButton.LeftButton)
    assert "keras.Sequential" in (tmp_path / "net.py").read_text(encoding="utf-8")
    assert 'np.loadtxt("digits.csv.gz"' in (tmp_path / "net.py").read_text(encoding="utf-8")
    assert len(np.loadtxt(tmp_path / "digits.csv.gz", delimiter=",", skiprows=1)) == 1797


def test_it_is_saved_as_a_notebook(panel, tmp_path):
    panel.ask_for_target = lambda suggested: str(tmp_path / "net.ipynb")
    QTest.mouseClick(panel.save_button, Qt.MouseButton.LeftButton)
    cells = json.loads((tmp_path / "net.ipynb").read_text(encoding="utf-8"))["cells"]
    assert {cell["cell_type"] for cell in cells} == {"markdown", "code"}


def test_what_cannot_be_saved_is_said(panel, document, qtbot, tmp_path):
    document.execute(RemoveNodes({"a"}))
    panel.ask_for_target = lambda suggested: str(tmp_path / "net.py")
    with qtbot.waitSignal(panel.refused) as refused:
        QTest.mouseClick(panel.save_button, Qt.MouseButton.LeftButton)
    assert refused.args[0].endswith(".")
    assert list(tmp_path.iterdir()) == []


def test_words_have_their_colours():
    kinds = {
        line[start : start + length]: role
        for line in ['from a import b  # c "d"']
        for start, length, role, _ in coloured(line)
    }
    assert kinds == {"from": "accent", "import": "accent", '# c "d"': "muted"}


@pytest.mark.parametrize("name", theme.THEME_NAMES)
def test_code_is_drawn_in_the_colours_of_every_theme(panel, qapp, qtbot, name):
    wanted = theme.named(name)
    theme.apply(qapp, wanted)
    qtbot.waitUntil(lambda: _first_colour(panel) == wanted.accent.lower())
    theme.apply(qapp, theme.LIGHT)
    qtbot.waitUntil(lambda: _first_colour(panel) == theme.LIGHT.accent.lower())


def _first_colour(panel):
    formats = panel.view.document().firstBlock().layout().formats()
    return QColor(formats[0].format.foreground().color()).name()
