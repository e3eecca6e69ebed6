"""The Library: all layers by category, searched, dragged, double-clicked, used by keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer.model import catalog
from designer.panels.library import LAYER_MIME, LibraryPanel


@pytest.fixture
def library(qtbot):
    panel = LibraryPanel()
    qtbot.addWidget(panel)
    panel.resize(220, 600)
    panel.show()
    qtbot.waitExposed(panel)
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    return panel


def visible_layers(panel):
    return [item.text(0) for item in panel._layer_items() if not item.isHidden()]


def item_of(panel, name):
    return next(item for item in panel._layer_items() if item.text(0) == name)


def test_every_layer_is_listed_under_its_category(library):
    listed = {item.text(0): item.parent().text(0) for item in library._layer_items()}
    expected = {catalog.palette_name(cls): category for category, each in catalog.categories().items() for cls in each}
    assert listed == expected


def test_every_layer_says_what_it_does(library):
    assert all(item.toolTip(0) for item in library._layer_items())


def test_typing_filters(library):
    QTest.keyClicks(library.search, "pool")
    assert visible_layers(library)
    assert all("pool" in name.lower() for name in visible_layers(library))
    library.search.clear()
    assert len(visible_layers(library)) == len(library._layer_items())


def test_the_best_match_stands_first_and_is_chosen(library):
    QTest.keyClicks(library.search, "lstm")
    assert visible_layers(library)[0] == "LSTM"
    assert library.tree.currentItem().text(0) == "LSTM"
    assert library.tree.visualItemRect(library.tree.currentItem()).y() == 0


def test_a_search_without_a_match_says_so(library):
    QTest.keyClicks(library.search, "xyzzy")
    assert library.nothing.isVisible()
    assert library.nothing.text() == "No layer called “xyzzy”."
    library.search.clear()
    assert not library.nothing.isVisible()


def test_enter_takes_the_best_match(library, qtbot):
    QTest.keyClicks(library.search, "dense")
    with qtbot.waitSignal(library.layer_activated) as activated:
        QTest.keyClick(library.search, Qt.Key.Key_Return)
    assert activated.args == ["Dense"]


def test_a_double_click_takes_a_layer(library, qtbot):
    place = library.tree.visualItemRect(item_of(library, "Dense")).center()
    QTest.mouseClick(library.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    with qtbot.waitSignal(library.layer_activated) as activated:
        QTest.mouseDClick(library.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert activated.args == ["Dense"]


def test_the_arrow_down_leads_into_the_tree_and_enter_takes_from_there(library, qtbot):
    library.search.setFocus()
    QTest.keyClick(library.search, Qt.Key.Key_Down)
    assert library.tree.hasFocus()
    with qtbot.waitSignal(library.layer_activated):
        QTest.keyClick(library.tree, Qt.Key.Key_Return)


def test_escape_clears_the_search(library):
    QTest.keyClicks(library.search, "conv")
    QTest.keyClick(library.search, Qt.Key.Key_Escape)
    assert library.search.text() == ""


def test_a_dragged_layer_travels_by_its_class_name(library):
    packed = library.tree.mimeData([item_of(library, "Input")])
    assert bytes(packed.data(LAYER_MIME).data()) == b"InputLayer"
    assert library.tree.mimeTypes() == [LAYER_MIME]
