"""Long wires run beside the nodes, in both directions, and find their way anew when a node comes into it."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from designer.canvas import placing
from designer.canvas.view import CanvasView
from designer.formats.project import read_project
from designer.model.commands import MoveNodes
from designer.paths import resource

EXAMPLES = sorted(resource("examples").glob("*.nnd"))


def hidden_wires(view):
    """Return the wires that come upon a node other than their own."""
    scene = view.canvas_scene
    found = []
    for edge, wire in scene.edge_items.items():
        points = [wire.path().pointAtPercent(step / 60) for step in range(61)]
        others = [item for id, item in scene.node_items.items() if id not in (edge.source, edge.target)]
        found += [(edge, item.look.name) for item in others if any(item.body().contains(point) for point in points)]
    return found


@pytest.mark.parametrize("direction", ["TB", "LR"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_in_the_examples_no_wire_runs_behind_a_node(qtbot, path, direction):
    view = CanvasView(read_project(path))
    qtbot.addWidget(view)
    if direction == "TB":
        assert hidden_wires(view) == []
    view.canvas_scene.set_direction(direction)
    view.placing.arrange()
    assert hidden_wires(view) == []


@pytest.fixture
def skip(hands):
    """Five nodes one below the other, and a wire from the first to the last."""
    ids = [hands.add("Input", shape=[4])] + [hands.add("Dense", 0, 110 * n, units=4) for n in range(1, 4)]
    ids.append(hands.add("Add", 0, 440))
    for pair in pairwise(ids):
        hands.wire(*pair)
    return ids, hands.wire(ids[0], ids[-1], port=1)


def test_a_wire_that_skips_nodes_takes_a_lane_beside_them(hands, skip):
    assert hidden_wires(hands.view) == []


def test_a_wire_goes_straight_again_when_nothing_is_in_its_way(hands, skip):
    ids, edge = skip
    bent = hands.view.canvas_scene.edge_items[edge].path().boundingRect().width()
    hands.document.execute(MoveNodes({id: (600, 110 * n) for n, id in enumerate(ids[1:-1], 1)}))
    assert hidden_wires(hands.view) == []
    assert hands.view.canvas_scene.edge_items[edge].path().boundingRect().width() < bent


def test_a_node_put_into_the_way_of_a_long_wire_is_passed(hands):
    first, last = hands.add("Input", 0, 0, shape=[4]), hands.add("Dense", 0, 600, units=3)
    wire = hands.view.canvas_scene.edge_items[hands.wire(first, last)]
    assert wire.path().boundingRect().width() < 1
    hands.add("Dropout", 40, 300)
    assert hidden_wires(hands.view) == []


def test_a_very_large_graph_is_arranged_in_another_thread_and_the_window_answers(qtbot, hands, skip, monkeypatch):
    monkeypatch.setattr(placing, "MOST_AT_ONCE", 2)
    steps = hands.document.history.position
    hands.view.placing.arrange()
    assert hands.document.history.position == steps  # it is still at work
    qtbot.waitUntil(lambda: hands.document.history.position == steps + 1)
    assert hands.document.history.undo_text == "Arrange"


def test_an_arrangement_that_comes_too_late_is_not_taken(qtbot, hands, skip, monkeypatch):
    monkeypatch.setattr(placing, "MOST_AT_ONCE", 2)
    hands.view.placing.arrange()
    hands.add("Dense", 900, 900)
    arranger = hands.view.placing._arranger
    qtbot.waitUntil(lambda: not arranger.is_busy)
    QApplication.processEvents()
    assert hands.document.history.undo_text == "Add Dense"
    assert hands.view.canvas_scene.node_at(QPointF(950, 930)) is not None
