"""The find bar goes from match to match; the map in the corner moves the canvas."""

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from designer.model.finding import find_nodes

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def four(hands):
    ids = [hands.add("Input", 0, 0, shape=[28, 28, 1])]
    ids.append(hands.add("Conv2D", 0, 150, filters=8, kernel_size=[3, 3], activation="relu"))
    ids += [hands.add("Dense", 0, y, units=units) for y, units in ((300, 128), (3000, 10))]
    return ids


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dense", [2, 3]),
        ("DENSE_1", [3]),
        ("conv", [1]),
        ("units=128", [2]),
        ("units = 128", [2]),
        ("kernel_size=3", [1]),
        ("kernel_size=(3,3)", [1]),
        ("activation=relu", [1]),
        ("dense units=10", [3]),
        ("use_bias=true", [1, 2, 3]),
        ("units=", [2, 3]),
        ("nothing=1", []),
        ("qqq", []),
        ("  ", []),
    ],
)
def test_layers_are_found_by_name_class_and_parameter(hands, four, text, found):
    assert find_nodes(hands.document.graph, text) == [four[number] for number in found]


def test_enter_goes_through_the_matches_and_shift_enter_back(hands, four):
    hands.view.find_bar.open()
    hands.type("dense")
    selection = hands.document.selection
    assert selection.nodes == {four[2]}
    assert hands.view.find_bar.count.text() == "1 of 2"
    hands.key(Qt.Key.Key_Return)
    assert selection.nodes == {four[3]}
    assert hands.view.viewport().rect().contains(hands.point(hands.body_of(four[3])))
    hands.key(Qt.Key.Key_Return)
    assert selection.nodes == {four[2]}
    hands.key(Qt.Key.Key_Return, SHIFT)
    assert selection.nodes == {four[3]}


def test_matches_are_marked_until_escape(hands, four):
    hands.view.find_bar.open()
    hands.type("dense")
    items = hands.view.canvas_scene.node_items
    assert [id for id in four if items[id].is_found] == four[2:]
    hands.view.grab()
    hands.key(Qt.Key.Key_Escape)
    assert not any(item.is_found for item in items.values())
    assert not hands.view.find_bar.isVisible()
    assert hands.view.hasFocus()


def test_what_is_not_there_is_said(hands, four):
    hands.view.find_bar.open()
    hands.type("qqq")
    assert hands.view.find_bar.count.text() == "nothing found"
    hands.key(Qt.Key.Key_Return)
    assert hands.document.selection.nodes == set()


def test_a_click_on_the_map_moves_the_canvas(hands, four):
    hands.view.zoom_full()
    hands.view.show_node(four[0])
    assert hands.view.minimap.isVisible()
    hands.view.minimap.grab()  # it knows its extent once it was painted
    bottom = QPoint(hands.view.minimap.width() // 2, hands.view.minimap.height() - 8)
    QTest.mouseClick(hands.view.minimap, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, bottom)
    assert hands.view.viewport().rect().contains(hands.point(hands.body_of(four[3])))


def test_the_map_can_be_hidden_for_good_and_shows_nothing_of_an_empty_model(hands):
    assert not hands.view.minimap.isVisible()
    hands.add("Dense")
    assert hands.view.minimap.isVisible()
    hands.view.minimap.toggle()
    assert not hands.view.minimap.isVisible()
    hands.add("Dense")
    assert not hands.view.minimap.isVisible()
    assert QSettings().value("canvas/minimap", type=bool) is False


def test_the_map_leaves_a_small_canvas_alone(hands, four):
    hands.view.resize(300, 250)
    QApplication.processEvents()
    assert not hands.view.minimap.isVisible()
