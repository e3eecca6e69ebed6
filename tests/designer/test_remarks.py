"""What the review says about a layer is marked on its node, and the mark leads to the remark."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from designer.canvas.items.node_item import REMARK
from designer.model.commands import Arrange, Connect, RemoveNodes, SetParameter
from designer.model.document import Document
from designer.model.graph import Edge
from designer.model.grouping import GroupNodes
from designer.model.repairs import repairs_of
from designer.model.review.reviewing import review
from designer.spoken import spoken
from designer.window import MainWindow
from tests.designer.model.drawing import add, add_chain, layer_key

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def document():
    """Two Dense without an activation between them, the second of them wired to a third that lacks its tensor."""
    made = Document()
    ids = add_chain(made, ("InputLayer", {"shape": (4,)}), ("Dense", {"units": 8}), ("Dense", {"units": 2}))
    wrong = add(made, "Conv2D", filters=2, kernel_size=3)
    made.execute(Connect(Edge(ids[-1], 0, wrong, 0)))
    made.ids = [*ids, wrong]
    made.execute(Arrange({id: (0.0, 120.0 * number) for number, id in enumerate(made.ids)}))
    return made


@pytest.fixture
def window(qtbot, document):
    made = MainWindow(document)
    made.files.ask_about_changes = lambda: "discard"
    made.files.ask_about_several = lambda _: []
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitUntil(lambda: bool(document.review))
    return made


def mark_of(window, node_id):
    """Return where on the canvas the mark of a node is; None if it has none."""
    item = window.canvas.canvas_scene.node_items[node_id]
    width = round(item.body().width())
    found = [x for x in range(width) if item.has_badge_at(REMARK, item.pos() + QPointF(x, 13))]
    return window.canvas.mapFromScene(item.pos() + QPointF(found[len(found) // 2], 13)) if found else None


def test_only_nodes_the_review_speaks_of_are_marked(window, document):
    marked = [id for id in document.ids if mark_of(window, id) is not None]
    assert marked == document.ids[1:3]


def test_the_mark_goes_when_the_model_is_better(window, document, qtbot):
    document.execute(SetParameter(layer_key(document, document.ids[1]), "activation", "relu"))
    qtbot.waitUntil(lambda: mark_of(window, document.ids[1]) is None)
    document.undo()
    qtbot.waitUntil(lambda: mark_of(window, document.ids[1]) is not None)


def test_the_mark_says_its_sentence_when_the_mouse_rests_on_it(window, document):
    point = mark_of(window, document.ids[1])
    viewport = window.canvas.viewport()
    QApplication.sendEvent(viewport, QHelpEvent(QHelpEvent.Type.ToolTip, point, viewport.mapToGlobal(point)))
    assert "no activation between the layers" in QToolTip.text()
    QToolTip.hideText()


def test_a_click_on_the_mark_leads_to_the_remark(window, document):
    window.docks.raise_panel("summary")
    QTest.mouseClick(window.canvas.viewport(), LEFT, pos=mark_of(window, document.ids[2]))
    QApplication.processEvents()
    panel = window.docks.panel("problems")
    assert not panel.visibleRegion().isEmpty()
    assert panel.detail.problem.about == "design"
    assert document.selection.nodes == {document.ids[2]}


def test_a_click_beside_the_mark_only_selects(window, document):
    window.docks.raise_panel("summary")
    QTest.mouseClick(window.canvas.viewport(), LEFT, pos=mark_of(window, document.ids[2]) - QPoint(60, 0))
    assert document.selection.nodes == {document.ids[2]}
    assert window.docks.panel("problems").visibleRegion().isEmpty()


def test_an_error_has_another_mark(window, document):
    items = window.canvas.canvas_scene.node_items
    assert [name for name, _ in items[document.ids[3]]._badges()] == ["mark_error"]
    assert [name for name, _ in items[document.ids[1]]._badges()] == [REMARK]


def test_a_screen_reader_hears_the_remark(window, document):
    from designer.spoken import spoken

    assert "no activation between the layers" in spoken(document, document.ids[1])


def test_the_mark_goes_when_the_remark_is_dismissed_and_comes_back_with_undo(window, document, qtbot):
    QTest.mouseClick(window.canvas.viewport(), LEFT, pos=mark_of(window, document.ids[1]))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    listed = window.docks.panel("problems").list
    listed.setFocus()
    QTest.keyClick(listed, Qt.Key.Key_Delete)
    assert mark_of(window, document.ids[1]) is None
    document.undo()
    qtbot.waitUntil(lambda: mark_of(window, document.ids[1]) is not None)


# ---- inside nested models ---------------------------------------------------------------------------------------


@pytest.fixture
def grouped(window, document, qtbot):
    """The two Dense inside a nested model, which is open no more."""
    document.execute(RemoveNodes([document.ids[3]]))
    group = GroupNodes(document.ids[1:3])
    document.execute(group)
    document.nested = group.node_id
    qtbot.waitUntil(lambda: any(each.inside for each in document.review))
    return window


def enter(window, qtbot):
    window.canvas.setFocus()
    window.level.selection.set([window.document.nested])
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.level is not window.document)


def inner_marks(window):
    graph = window.level.graph
    return [graph.layer_of(id).name for id in graph.topological_order() if mark_of(window, id) is not None]


def test_a_remark_about_a_layer_inside_is_on_the_nested_node(grouped, document):
    assert mark_of(grouped, document.nested) is not None
    assert "Inside '" in grouped.canvas.canvas_scene.node_items[document.nested].look.remark


def test_inside_the_remark_is_on_the_layer_itself(grouped, qtbot):
    enter(grouped, qtbot)
    (inside,) = {each.inside.node_ids for each in grouped.document.review if each.inside is not None}
    assert inner_marks(grouped) == [grouped.level.graph.layer_of(id).name for id in inside]
    item = grouped.canvas.canvas_scene.node_items[inside[0]]
    assert item.look.remark and "Inside" not in item.look.remark
    assert "no activation" in spoken(grouped.level, inside[0])


def test_the_mark_inside_goes_and_comes_with_the_reason(grouped, qtbot):
    enter(grouped, qtbot)
    for id in grouped.level.review[0].node_ids:
        grouped.level.execute(SetParameter(layer_key(grouped.level, id), "activation", "relu"))
    qtbot.waitUntil(lambda: not inner_marks(grouped))
    grouped.document.undo()
    qtbot.waitUntil(lambda: len(inner_marks(grouped)) == 1)


def test_a_click_on_a_mark_inside_shows_that_remark(grouped, qtbot):
    enter(grouped, qtbot)
    (node_id,) = grouped.level.review[0].node_ids
    QTest.mouseClick(grouped.canvas.viewport(), Qt.MouseButton.LeftButton, pos=mark_of(grouped, node_id))
    problem = grouped.docks.panel("problems").detail.problem
    assert problem is not None and problem.inside == grouped.level.review[0]


def test_what_is_dismissed_inside_is_marked_nowhere(grouped, document, qtbot):
    panel = grouped.docks.panel("problems")
    panel.show_problem_of([document.nested])
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    assert mark_of(grouped, document.nested) is None
    enter(grouped, qtbot)
    assert inner_marks(grouped) == []
    document.undo()
    qtbot.waitUntil(lambda: len(inner_marks(grouped)) == 1)


def test_a_repair_of_a_remark_inside_is_offered_and_helps(grouped, document):
    (problem,) = [each for each in document.review if each.inside is not None]
    repair = repairs_of(document, problem)[0]
    document.execute(repair.command)
    assert not [each for each in review(document) if each.inside is not None]
