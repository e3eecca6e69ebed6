"""The Summary panel: the model as a table and as text."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from designer.model.commands import AddLayer, Connect, SetParameter
from designer.model.document import Document
from designer.model.graph import Edge
from designer.panels.summary import SummaryPanel


@pytest.fixture
def document():
    made = Document()
    made.execute(AddLayer("Dense", arguments={"units": 3}, node_id="b"))
    made.execute(AddLayer("Input", arguments={"shape": [4]}, node_id="a"))
    made.execute(Connect(Edge("a", 0, "b", 0)))
    return made


@pytest.fixture
def panel(qtbot, document):
    made = SummaryPanel(document)
    qtbot.addWidget(made)
    made.resize(900, 250)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def row(panel, number):
    return [panel.table.item(number, column).text() for column in range(panel.table.columnCount())]


def test_a_row_for_each_layer_in_the_order_of_the_data(panel):
    assert row(panel, 0) == ["input", "Input", "(None, 4)", "0", "0", ""]
    assert row(panel, 1) == ["dense", "Dense", "(None, 3)", "15", "12", "input"]


def test_the_table_follows_the_model(panel, document):
    document.execute(SetParameter(document.graph.nodes["b"].layer_key, "units", 10))
    assert row(panel, 1)[2:4] == ["(None, 10)", "50"]
    assert "Parameters: 50" in panel.totals.text()


def test_a_panel_nobody_sees_is_brought_up_to_date_when_it_is_shown(panel, document):
    panel.hide()
    document.execute(SetParameter(document.graph.nodes["b"].layer_key, "units", 10))
    panel.show()
    assert row(panel, 1)[3] == "50"


def test_the_table_is_copied_as_text(panel):
    QTest.mouseClick(panel.copy_button, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    assert "dense" in text
    assert "(None, 3)" in text
    assert "Parameters: 15" in text


def test_a_chosen_row_selects_its_node(panel, document):
    panel.table.setFocus()
    place = panel.table.visualItemRect(panel.table.item(1, 0)).center()
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert document.selection.nodes == {"b"}
