"""Nodes are selected, moved, deleted, renamed, copied; each is one step."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
CORNER = QPointF(-400, -320)


def test_a_click_selects_one_node(hands, chain):
    hands.click(hands.body_of(chain[0]))
    hands.click(hands.body_of(chain[1]))
    assert hands.document.selection.nodes == {chain[1]}


def test_shift_adds_and_ctrl_toggles(hands, chain):
    hands.click(hands.body_of(chain[0]))
    hands.click(hands.body_of(chain[1]), SHIFT)
    assert hands.document.selection.nodes == set(chain[:2])
    hands.click(hands.body_of(chain[0]), CTRL)
    assert hands.document.selection.nodes == {chain[1]}


def test_a_rubber_band_selects_what_it_touches(hands, chain):
    hands.drag(CORNER, QPointF(0, 0))
    assert hands.document.selection.nodes == set(chain[:2])


def test_a_rubber_band_with_shift_adds_and_with_ctrl_toggles(hands, chain):
    hands.document.selection.set([chain[2]])
    hands.drag(CORNER, QPointF(0, 0), modifiers=SHIFT)
    assert hands.document.selection.nodes == set(chain)
    hands.drag(CORNER, QPointF(0, 0), modifiers=CTRL)
    assert hands.document.selection.nodes == {chain[2]}


def test_a_click_on_empty_canvas_selects_nothing(hands, chain):
    hands.document.selection.set(chain)
    hands.click(CORNER)
    assert hands.document.selection.nodes == set()


def test_escape_selects_nothing(hands, chain):
    hands.document.selection.set(chain)
    hands.key(Qt.Key.Key_Escape)
    assert hands.document.selection.nodes == set()


def test_dragging_moves_along_the_grid_in_one_step(hands, chain):
    before, steps = hands.document.graph.nodes[chain[2]], hands.document.history.position
    hands.drag(hands.body_of(chain[2]), hands.body_of(chain[2]) + QPointF(101, 43))
    after = hands.document.graph.nodes[chain[2]]
    assert after.x % 8 == after.y % 8 == 0
    assert (after.x - before.x, after.y - before.y) == pytest.approx((101, 43), abs=8)
    assert hands.document.history.position == steps + 1


def test_all_selected_nodes_move_together(hands, chain):
    hands.document.selection.set(chain)
    before = {id: (node.x, node.y) for id, node in hands.document.graph.nodes.items()}
    hands.drag(hands.body_of(chain[0]), hands.body_of(chain[0]) + QPointF(64, 0))
    ways = {(node.x - before[id][0], node.y - before[id][1]) for id, node in hands.document.graph.nodes.items()}
    assert len(ways) == 1
    assert ways != {(0.0, 0.0)}


def test_escape_puts_dragged_nodes_back(hands, chain):
    place = hands.body_of(chain[2])
    hands.press(place)
    hands.move(place + QPointF(80, 80))
    hands.key(Qt.Key.Key_Escape)
    hands.release(place + QPointF(80, 80))
    item, node = hands.view.canvas_scene.node_items[chain[2]], hands.document.graph.nodes[chain[2]]
    assert (item.x(), item.y()) == (node.x, node.y) == (-100, 150)


def test_wires_follow_a_node_while_it_is_dragged(hands, chain):
    wire = next(iter(hands.view.canvas_scene.edge_items.values()))
    hands.press(hands.body_of(chain[1]))
    hands.move(hands.body_of(chain[1]) + QPointF(96, 0))
    assert wire.path().pointAtPercent(1.0) == hands.input_of(chain[1])
    hands.release(hands.body_of(chain[1]))


def test_a_lone_node_dropped_on_a_wire_goes_into_it(hands, chain):
    lone = hands.add("Dropout", 200, -140)
    wire = next(iter(hands.view.canvas_scene.edge_items.values()))
    steps = hands.document.history.position
    item = hands.view.canvas_scene.node_items[lone]
    start = item.body().center()
    hands.drag(start, wire.path().pointAtPercent(0.5))
    assert hands.edges == {(chain[0], lone), (lone, chain[1])}
    assert hands.document.history.position == steps + 1


@pytest.mark.parametrize(
    ("key", "way"),
    [(Qt.Key.Key_Left, (-8, 0)), (Qt.Key.Key_Right, (8, 0)), (Qt.Key.Key_Up, (0, -8)), (Qt.Key.Key_Down, (0, 8))],
)
def test_the_arrow_keys_move_the_selection(hands, chain, key, way):
    hands.document.selection.set([chain[0]])
    before = hands.document.graph.nodes[chain[0]]
    hands.key(key)
    after = hands.document.graph.nodes[chain[0]]
    assert (after.x - before.x, after.y - before.y) == way


def test_alt_and_the_arrow_keys_walk_from_node_to_node(hands, chain):
    for expected in chain:
        hands.key(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert hands.document.selection.nodes == {expected}


def test_delete_heals_and_cutting_out_does_not(hands, chain):
    hands.wire(chain[1], chain[2])
    hands.document.selection.set([chain[1]])
    hands.view.editing.delete()
    assert hands.edges == {(chain[0], chain[2])}
    hands.document.undo()
    hands.document.selection.set([chain[1]])
    hands.view.editing.cut_out()
    assert hands.edges == set()


def test_a_double_click_on_the_name_renames(hands, chain):
    hands.double_click(hands.name_of(chain[1]))
    hands.type("hidden")
    hands.key(Qt.Key.Key_Return)
    assert hands.document.graph.layer_of(chain[1]).name == "hidden"
    assert hands.view.canvas_scene.node_items[chain[1]].look.name == "hidden"


def test_what_is_renamed_or_repeated_out_of_sight_is_brought_into_it(hands, chain):
    seen = hands.view.viewport().rect()
    hands.document.selection.set(chain[1:2])
    hands.view.centerOn(0, 5_000)
    hands.view.rename_selected()
    assert seen.contains(hands.view.rename_box.geometry())
    hands.key(Qt.Key.Key_Escape)
    hands.view.centerOn(0, 5_000)
    hands.view.structure.ask_how_often()
    body = hands.view.mapFromScene(hands.view.canvas_scene.node_items[chain[1]].body()).boundingRect()
    assert seen.contains(body)


def test_a_name_that_is_taken_is_refused_and_the_box_stays(hands, chain, qtbot):
    hands.view.rename_node(chain[1])
    hands.type("input")
    with qtbot.waitSignal(hands.view.refused) as refused:
        hands.key(Qt.Key.Key_Return)
    assert "unique" in refused.args[0]
    assert hands.view.rename_box.isVisible()
    hands.key(Qt.Key.Key_Escape)
    assert hands.document.graph.layer_of(chain[1]).name == "dense"


def test_copied_nodes_are_text_and_come_back_with_their_wires(hands, chain):
    hands.document.selection.set(chain[:2])
    hands.view.editing.copy()
    assert "Dense" in QGuiApplication.clipboard().text()
    hands.view.editing.paste()
    assert len(hands.document.graph.nodes) == 5
    assert len(hands.edges) == 2
    assert len(hands.document.selection.nodes) == 2


def test_cutting_removes_and_pasting_brings_back(hands, chain):
    hands.document.selection.set([chain[2]])
    hands.view.editing.cut()
    assert len(hands.document.graph.nodes) == 2
    hands.view.editing.paste()
    assert len(hands.document.graph.nodes) == 3


def test_pasting_something_else_says_what_is_wrong(hands, qtbot):
    QGuiApplication.clipboard().setText("a poem")
    with qtbot.waitSignal(hands.view.refused) as refused:
        hands.view.editing.paste()
    assert "clipboard" in refused.args[0]


def test_duplicating_leaves_the_clipboard_alone(hands, chain):
    QGuiApplication.clipboard().setText("mine")
    hands.document.selection.set([chain[1]])
    hands.view.editing.duplicate()
    assert len(hands.document.graph.nodes) == 4
    assert QGuiApplication.clipboard().text() == "mine"
    assert hands.document.history.undo_text == "Duplicate"


def test_using_a_layer_again_shows_both_nodes_as_shared(hands, chain):
    hands.document.selection.set([chain[1]])
    hands.view.editing.use_again()
    (twin,) = hands.document.selection.nodes
    items = hands.view.canvas_scene.node_items
    assert items[twin].look.is_shared
    assert items[chain[1]].look.is_shared
    hands.view.editing.make_independent()
    assert not items[chain[1]].look.is_shared


def test_up_and_downstream_are_added_to_the_selection(hands, chain):
    hands.document.selection.set([chain[1]])
    hands.view.editing.select_upstream()
    assert hands.document.selection.nodes == set(chain[:2])


def test_arranging_is_one_step_and_nothing_overlaps(hands, chain):
    steps = hands.document.history.position
    hands.view.placing.arrange()
    bodies = [item.body() for item in hands.view.canvas_scene.node_items.values()]
    assert not any(a.intersects(b) for a in bodies for b in bodies if a is not b)
    assert hands.document.history.position == steps + 1
