"""The whole window: a broken model is understood and repaired with the mouse or the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer.canvas.items.ghost_item import GhostItem
from designer.model.document import Document
from designer.model.shape_text import shape_text
from designer.window import MainWindow
from tests.designer.model.drawing import add_chain


@pytest.fixture
def window(qtbot):
    document = Document()
    add_chain(document, ("InputLayer", {"shape": (784,)}), ("Conv2D", {"filters": 8, "kernel_size": 3}), "Flatten")
    made = MainWindow(document)
    made.files.ask_about_changes = lambda: "discard"
    made.files.ask_about_several = lambda _: []
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.docks.raise_panel("problems")
    return made


def ghosts(window):
    return [
        each.title for item in window.canvas.canvas_scene.items() if isinstance(item, GhostItem) for each in item.ghosts
    ]


def choose_first(qtbot, window):
    panel = window.docks.panel("problems")
    panel.list.setFocus()
    place = panel.list.visualItemRect(panel.list.item(0)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: not panel.detail.is_searching)
    return panel


def test_the_repair_chosen_is_a_ghost_on_the_canvas_until_it_is_applied(window, qtbot):
    panel = choose_first(qtbot, window)
    assert ghosts(window)[:2] == ["+ Reshape", "→ (None, 26, 26, 8)"]
    QTest.keyClick(panel.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert ghosts(window) == []
    assert window.document.report.is_valid
    window.action("undo").trigger()
    assert not window.document.report.is_valid
    assert len(window.document.graph.nodes) == 3


def test_another_panel_in_front_takes_the_ghost_away(window, qtbot):
    choose_first(qtbot, window)
    window.docks.raise_panel("summary")
    qtbot.waitUntil(lambda: ghosts(window) == [])
    window.docks.raise_panel("problems")
    qtbot.waitUntil(lambda: len(ghosts(window)) > 0)


def add_broken_tab(qtbot, window):
    document = Document()
    add_chain(document, ("InputLayer", {"shape": (784,)}), ("Conv2D", {"filters": 8, "kernel_size": 3}), "Flatten")
    window.pages.add(document)
    choose_first(qtbot, window)


def test_each_tab_has_the_ghost_of_its_own_repair(window, qtbot):
    choose_first(qtbot, window)
    add_broken_tab(qtbot, window)
    for _ in range(2):
        window.pages.show_next()
        assert window.docks.panel("problems").detail.repair is not None
        assert ghosts(window)[:2] == ["+ Reshape", "→ (None, 26, 26, 8)"]


def test_no_ghost_waits_in_a_tab_whose_repairs_are_covered_when_one_comes_back(window, qtbot):
    choose_first(qtbot, window)
    add_broken_tab(qtbot, window)
    window.docks.raise_panel("summary")
    qtbot.waitUntil(lambda: ghosts(window) == [])
    window.pages.show_previous()
    assert ghosts(window) == []


def test_what_is_known_in_part_is_on_nodes_and_totals_say_at_least(window):
    looks = {item.look.name: item.look for item in window.canvas.canvas_scene.node_items.values()}
    assert [shape_text(shape) for shape in looks["conv2d"].shown_shapes] == ["(None, H, W, 8)"]
    assert not looks["flatten"].is_known, "grey, although its number of axes is known"
    assert window.status.totals.text().startswith("≥ ")


def test_by_keyboard_alone_from_the_canvas_to_a_repaired_model(window, qtbot):
    window.docks.raise_panel("summary")
    window.canvas.setFocus()
    window.activateWindow()
    QTest.keyClick(window.canvas, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    panel = window.docks.panel("problems")
    qtbot.waitUntil(lambda: panel.detail.repair is not None and not panel.detail.is_searching)
    assert panel.list.hasFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.document.report.is_valid


def test_repair_of_a_node_shows_its_own_problem(window):
    document = window.document
    add_chain(document, "Dense")
    loose = next(id for id in document.graph.nodes if document.graph.layer_of(id).class_name == "Dense")
    document.selection.set([loose])
    window.action("repair").trigger()
    assert window.docks.panel("problems").detail.problem.node_ids == (loose,)
