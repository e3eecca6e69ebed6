"""Layers are frozen on the canvas, by its menu or a key; the mark says so in a shape and in words."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from designer.canvas.items.node_item import FROZEN
from designer.model.commands import ShareLayer
from designer.model.compiler import compile_graph
from designer.model.document import Document
from designer.model.grouping import GroupNodes
from designer.spoken import spoken
from designer.window import MainWindow
from tests.designer.model.drawing import add_chain

KEY, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot):
    document = Document()
    document.ids = add_chain(
        document,
        ("InputLayer", {"shape": (4,)}),
        ("Dense", {"units": 4}),
        ("Dense", {"units": 4}),
        ("Dropout", {}),
        ("Dense", {"units": 2}),
    )
    made = MainWindow(document)
    made.files.ask_about_changes = lambda: "discard"
    made.files.ask_about_several = lambda _: []
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.action("arrange").trigger()
    made.canvas.motion.finish()
    made.activateWindow()
    qtbot.waitUntil(made.canvas.hasFocus)
    return made


def item(window, node_id):
    return window.canvas.canvas_scene.node_items[node_id]


def marked(window):
    return [id for id, each in window.canvas.canvas_scene.node_items.items() if (FROZEN, "muted") in each._badges()]


def choose(window, *node_ids):
    window.level.selection.set(node_ids)


def press_shift_f(window):
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_F, SHIFT)


def click_in_menu_of(window, node_id, qtbot):
    """Open the context menu of a node, click the entry for freezing, and return what it was called."""
    canvas = window.canvas
    place = canvas.mapFromScene(item(window, node_id).body().center()) + QPoint(0, 8)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, canvas.viewport().mapToGlobal(place))
    QApplication.sendEvent(canvas.viewport(), event)
    qtbot.waitUntil(lambda: window.findChild(QMenu, "node_menu") is not None)
    menu = window.findChild(QMenu, "node_menu")
    action = window.action("freeze")
    text = action.text()
    with qtbot.waitSignal(menu.destroyed):
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    return text.replace("&", "")


def test_the_context_menu_freezes_and_lets_learn_again(window, qtbot):
    _, first, second, _, _ = window.document.ids
    choose(window, first, second)
    assert click_in_menu_of(window, first, qtbot) == "Freeze"
    assert marked(window) == [first, second]
    assert window.document.history.undo_text == "Freeze"
    assert click_in_menu_of(window, second, qtbot) == "Unfreeze"
    assert marked(window) == []


def test_freezing_is_one_step_that_can_be_taken_back(window):
    choose(window, *window.document.ids)
    press_shift_f(window)
    assert window.document.report.total_trainable == 0
    window.document.undo()
    assert window.document.report.total_trainable == window.document.report.total_params
    assert marked(window) == []
    window.document.redo()
    assert len(marked(window)) == 3  # not the input, and not the layer without weights


def test_a_selection_frozen_in_part_is_frozen_whole(window):
    _, first, second, _, _ = window.document.ids
    choose(window, first)
    press_shift_f(window)
    choose(window, first, second)
    assert window.action("freeze").text() == "Free&ze"
    press_shift_f(window)
    assert marked(window) == [first, second]


def test_what_has_no_weights_offers_no_freezing(window):
    choose(window, window.document.ids[3])
    assert not window.action("freeze").isEnabled()
    press_shift_f(window)
    assert not window.document.history.undo_text.startswith("Freeze")


def test_a_frozen_layer_says_so_in_words(window):
    first = window.document.ids[1]
    choose(window, first)
    press_shift_f(window)
    assert "Frozen: training leaves its weights as they are" in spoken(window.document, first)
    assert "Frozen: training leaves its weights as they are." in item(window, first).toolTip()
    assert window.document.history.undo_text == f"Freeze {window.document.graph.layer_of(first).name}"


def test_a_shared_layer_is_frozen_in_all_its_places(window):
    first = window.document.ids[1]
    again = ShareLayer(window.document.graph.nodes[first].layer_key, 400, 0)
    window.document.execute(again)
    choose(window, again.node_id)
    press_shift_f(window)
    assert sorted(marked(window)) == sorted([first, again.node_id])


def test_a_nested_model_is_frozen_with_all_that_is_in_it(window, qtbot):
    _, first, second, _, _ = window.document.ids
    group = GroupNodes([first, second])
    window.document.execute(group)
    choose(window, group.node_id)
    press_shift_f(window)
    assert marked(window) == [group.node_id]
    assert window.document.report.total_trainable == 10
    model = compile_graph(window.document)
    nested = next(each for each in model.layers if hasattr(each, "layers"))
    assert nested.trainable_weights == []
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_Return)
    qtbot.waitUntil(lambda: window.level is not window.document)
    inner = [id for id in window.level.graph.nodes if not window.level.graph.layer_of(id).is_input]
    assert sorted(marked(window)) == sorted(inner)
    assert "Frozen with the nested model" in item(window, inner[0]).toolTip()
    assert window.level.report.total_trainable == 0
    window.document.undo()
    assert marked(window) == []
    assert window.level.report.total_trainable == 40


def test_a_layer_inside_is_frozen_alone(window, qtbot):
    _, first, second, _, _ = window.document.ids
    group = GroupNodes([first, second])
    window.document.execute(group)
    choose(window, group.node_id)
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_Return)
    qtbot.waitUntil(lambda: window.level is not window.document)
    inner = next(id for id in window.level.graph.nodes if not window.level.graph.layer_of(id).is_input)
    choose(window, inner)
    press_shift_f(window)
    assert marked(window) == [inner]
    assert window.document.report.total_trainable == 30
