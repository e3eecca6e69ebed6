"""Nodes glide to their places; whatever the user does next finds them there; who wants no motion gets none."""

import pytest
from PySide6.QtCore import QAbstractAnimation, QPointF, QSettings

from designer.canvas import motion

RUNNING = QAbstractAnimation.State.Running


@pytest.fixture
def apart(hands, chain, monkeypatch):
    """Nodes that an arrangement moves far, and animations as on a usual screen."""
    monkeypatch.setattr(motion, "MOST_MS", 250)
    hands.wire(chain[1], chain[2])
    hands.document.history.go_to(hands.document.history.position)
    for number, id in enumerate(chain):
        hands.document.selection.set([id])
        hands.view.placing._nudge(40 * number, 0, is_fine=False)
    hands.document.selection.clear()
    return chain


def is_in_place(hands):
    items, nodes = hands.view.canvas_scene.node_items, hands.document.graph.nodes
    return all((items[id].x(), items[id].y()) == (node.x, node.y) for id, node in nodes.items())


def test_arranged_nodes_glide_and_arrive(qtbot, hands, apart):
    hands.view.placing.arrange()
    assert hands.view.motion.state() == RUNNING
    qtbot.waitUntil(lambda: hands.view.motion.state() != RUNNING)
    assert is_in_place(hands)


def test_a_press_ends_the_motion_at_once(hands, apart):
    hands.view.placing.arrange()
    hands.press(QPointF(-400, -300))
    assert hands.view.motion.state() != RUNNING
    assert is_in_place(hands)
    hands.release(QPointF(-400, -300))


def test_the_next_step_ends_the_motion(hands, apart):
    hands.view.placing.arrange()
    hands.view.editing.add_layer("Dense", QPointF(500, 500))
    assert is_in_place(hands)


def test_undo_while_nodes_glide_puts_them_back(qtbot, hands, apart):
    hands.view.placing.arrange()
    hands.document.undo()
    qtbot.waitUntil(lambda: hands.view.motion.state() != RUNNING)
    assert is_in_place(hands)


def test_who_wants_less_motion_gets_none(hands, apart):
    QSettings().setValue("reduced_motion", True)
    hands.view.placing.arrange()
    assert hands.view.motion.state() != RUNNING
    assert is_in_place(hands)
