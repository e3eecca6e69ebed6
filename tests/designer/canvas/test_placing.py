"""Nodes are put in line, at equal distances, on snap lines, and with the arrow keys."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QGraphicsLineItem

SHIFT = Qt.KeyboardModifier.ShiftModifier


def places(hands, ids):
    return [(hands.document.graph.nodes[id].x, hands.document.graph.nodes[id].y) for id in ids]


def lines(hands):
    return [item for item in hands.view.canvas_scene.items() if isinstance(item, QGraphicsLineItem)]


@pytest.fixture
def three(hands):
    ids = [hands.add("Dense", x, y) for x, y in ((-300, -200), (-40, -104), (32, 200))]
    hands.document.selection.set(ids)
    return ids


@pytest.mark.parametrize(
    ("side", "axis", "line"),
    [("left", 0, -300), ("right", 0, 32), ("centre", 0, -134), ("top", 1, -200), ("bottom", 1, 200), ("middle", 1, 0)],
)
def test_selected_nodes_are_aligned_in_one_step(hands, three, side, axis, line):
    steps = hands.document.history.position
    getattr(hands.view.placing, f"align_{side}")()
    assert [place[axis] for place in places(hands, three)] == [line] * 3
    assert hands.document.history.position == steps + 1
    assert hands.document.history.undo_text == "Align 3 layers"


def test_selected_nodes_are_distributed_between_the_outermost(hands, three):
    hands.view.placing.distribute_down()
    hands.view.placing.distribute_across()
    assert places(hands, three) == [(-300, -200), (-134, 0), (32, 200)]


def test_what_is_in_line_already_makes_no_step(hands, three):
    hands.view.placing.align_left()
    steps = hands.document.history.position
    hands.view.placing.align_left()
    assert hands.document.history.position == steps


def test_a_dragged_node_snaps_to_the_line_of_another_and_the_line_is_seen(hands, three):
    hands.document.selection.clear()
    start = hands.body_of(three[2])
    hands.press(start)
    hands.move(start + QPointF(-20, 30))
    hands.move(start + QPointF(-66, 60))
    assert len(lines(hands)) == 1
    hands.release(start + QPointF(-66, 60))
    assert lines(hands) == []
    ((x, y),) = places(hands, three[2:])
    assert (x, y % 8) == (-40, 0)


def test_a_lone_node_snaps_beside_and_below_others(hands):
    still, moving = hands.add("Dense", 3, 5), hands.add("Dense", 150, 155)
    start = hands.body_of(moving)
    hands.drag(start, start + QPointF(-141, 33))
    assert hands.document.graph.nodes[moving].x == hands.document.graph.nodes[still].x == 3
    assert hands.document.graph.nodes[moving].y % 8 == 0


def test_an_arrow_key_moves_by_a_grid_line_and_with_shift_finely(hands, three):
    hands.document.selection.set(three[:1])
    hands.key(Qt.Key.Key_Right)
    hands.key(Qt.Key.Key_Down, SHIFT)
    assert places(hands, three[:1]) == [(-292, -199)]


def test_a_small_edit_moves_little_when_it_is_arranged_again(hands):
    ids = [hands.add("Input", shape=[4])]
    for _ in range(6):
        ids.append(hands.add("Dense"))
        hands.wire(*ids[-2:])
    hands.view.placing.arrange()
    before = places(hands, ids)
    side = hands.add("Dense", 600, 300)
    hands.wire(ids[3], side)
    hands.view.placing.arrange()
    moved = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in zip(before, places(hands, ids), strict=True)]
    assert max(moved) <= 248  # the branch gets its room beside; nothing jumps across the canvas
    hands.view.placing.arrange()
    steps = hands.document.history.position
    hands.view.placing.arrange()
    assert hands.document.history.position == steps
