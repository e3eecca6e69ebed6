"""The Problems panel: sentences that lead to their nodes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from designer.model.commands import AddLayer, Connect
from designer.model.document import Document
from designer.model.graph import Edge
from designer.panels.problems import ProblemsPanel, sentence


@pytest.fixture
def document():
    made = Document()
    made.execute(AddLayer("Input", arguments={"shape": [4]}, node_id="a"))
    made.execute(AddLayer("Reshape", arguments={"target_shape": [3, 3]}, node_id="b"))
    made.execute(Connect(Edge("a", 0, "b", 0)))
    return made


@pytest.fixture
def panel(qtbot, document):
    made = ProblemsPanel(document)
    qtbot.addWidget(made)
    made.resize(800, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_every_problem_is_a_sentence_with_its_remedy(panel, document):
    shown = [panel.list.item(row).text() for row in range(panel.list.count())]
    assert shown == [sentence(problem) for problem in document.report.problems]
    assert any("4 elements" in text for text in shown)


def test_a_click_selects_the_nodes_and_asks_to_show_them(panel, document, qtbot):
    place = panel.list.visualItemRect(panel.list.item(0)).center()
    with qtbot.waitSignal(panel.node_activated) as activated:
        QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert activated.args == ["b"]
    assert document.selection.nodes == {"b"}


def test_a_click_counts_where_the_row_was_though_the_detail_moves_it(panel, document, qtbot):
    for name in ("first", "second"):
        reshape = AddLayer("Reshape", arguments={"target_shape": [3, 7]}, name=name, node_id=name)
        document.execute(reshape)
        document.execute(Connect(Edge("a", 0, name, 0)))
    last = panel.list.count() - 1
    (wanted,) = panel.list.item(last).data(Qt.ItemDataRole.UserRole).node_ids
    place = panel.list.visualItemRect(panel.list.item(last)).center()
    with qtbot.waitSignal(panel.node_activated) as activated:
        QTest.mousePress(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.waitUntil(panel.detail.isVisible)
        qtbot.waitUntil(lambda: panel.list.itemAt(place) is not panel.list.item(last))
        QTest.mouseRelease(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert activated.args == [wanted]
    assert document.selection.nodes == {wanted}


def test_enter_does_what_a_click_does(panel, qtbot):
    panel.list.setFocus()
    panel.list.setCurrentRow(0)
    with qtbot.waitSignal(panel.node_activated):
        QTest.keyClick(panel.list, Qt.Key.Key_Return)


def test_without_problems_it_says_so(panel, document, qtbot):
    with qtbot.waitSignal(panel.count_changed) as counted:
        document.undo()
        document.undo()
        document.execute(AddLayer("Dense", arguments={"units": 2}, node_id="c"))
        document.execute(Connect(Edge("a", 0, "c", 0)))
    assert document.report.problems == ()
    assert panel.list.isHidden()
    assert "can be trained" in panel.empty.text()
    assert counted.args is not None


def test_an_empty_canvas_is_told_how_to_begin(qtbot):
    made = ProblemsPanel(Document())
    qtbot.addWidget(made)
    assert made.list.count() == 0 or "Input" in made.list.item(0).text()
