"""Wires: drawn by dragging in both directions, by clicks, refused with a reason, taken off, dropped on nothing."""

from PySide6.QtCore import QPointF, Qt

ASIDE = QPointF(300, 120)


def test_a_wire_is_drawn_from_output_to_input(hands, chain):
    hands.drag(hands.output_of(chain[1]), hands.input_of(chain[2]))
    assert (chain[1], chain[2]) in hands.edges


def test_a_wire_is_drawn_from_input_to_output(hands, chain):
    hands.drag(hands.input_of(chain[2]), hands.output_of(chain[1]))
    assert (chain[1], chain[2]) in hands.edges


def test_a_wire_dropped_on_the_body_of_a_node_takes_its_free_port(hands, chain):
    hands.drag(hands.output_of(chain[1]), hands.body_of(chain[2]))
    assert (chain[1], chain[2]) in hands.edges


def test_two_clicks_draw_a_wire(hands, chain):
    hands.click(hands.output_of(chain[1]))
    hands.move(hands.input_of(chain[2]))
    hands.click(hands.input_of(chain[2]))
    assert (chain[1], chain[2]) in hands.edges


def test_escape_ends_a_wire_begun_by_a_click(hands, chain):
    hands.click(hands.output_of(chain[1]))
    hands.key(Qt.Key.Key_Escape)
    hands.click(hands.input_of(chain[2]))
    assert (chain[1], chain[2]) not in hands.edges


def test_drawing_a_wire_is_one_step_to_undo(hands, chain):
    steps = hands.document.history.position
    hands.drag(hands.output_of(chain[1]), hands.input_of(chain[2]))
    assert hands.document.history.position == steps + 1
    hands.document.undo()
    assert (chain[1], chain[2]) not in hands.edges


def test_a_wire_to_a_taken_port_is_refused_beside_the_mouse_while_it_is_dragged(hands, chain):
    hands.press(hands.output_of(chain[2]))
    hands.move(hands.output_of(chain[2]) + QPointF(20, 20))
    hands.move(hands.input_of(chain[1]))
    hint = hands.view.hint
    assert hint.isVisible()
    assert "taken by 'input'" in hint.text()
    hands.release(hands.input_of(chain[1]))
    assert hands.edges == {(chain[0], chain[1])}
    assert not hint.isVisible()


def test_a_wire_to_a_port_of_the_same_side_is_refused_beside_the_mouse(hands, chain):
    for ends, words in (((hands.output_of(chain[1]), hands.output_of(chain[2])), "Two outputs"),
                        ((hands.input_of(chain[2]), hands.input_of(chain[1])), "Two inputs")):  # fmt: skip
        hands.press(ends[0])
        hands.move(ends[0] + QPointF(30, 0))
        hands.move(ends[1])
        assert hands.view.hint.isVisible()
        assert words in hands.view.hint.text()
        assert hands.view.interaction._wire.pen().style() == Qt.PenStyle.DashLine
        hands.release(ends[1])
        assert hands.edges == {(chain[0], chain[1])}


def test_a_wire_dropped_on_a_wrong_port_opens_nothing_that_would_take_the_next_press(hands, chain):
    wrong = hands.output_of(chain[2]) + QPointF(0, 4)  # the half of the port that is outside the node
    hands.drag(hands.output_of(chain[1]), wrong)
    assert not hands.view.quick_add.isVisible()
    hands.drag(hands.output_of(chain[1]), hands.input_of(chain[2]))
    assert (chain[1], chain[2]) in hands.edges


def test_a_wire_that_closes_a_cycle_never_lands(hands):
    first, second = hands.add("Add", -100, -200), hands.add("Dense", -100, 0)
    hands.wire(first, second)
    hands.press(hands.output_of(second))
    hands.move(hands.output_of(second) + QPointF(30, 0))
    hands.move(hands.body_of(first))
    assert "cycle" in hands.view.hint.text()
    hands.release(hands.body_of(first))
    assert hands.edges == {(first, second)}


def test_a_wire_with_the_wrong_number_of_axes_is_refused_while_it_is_dragged(hands, chain):
    picture = hands.add("Conv2D", 200, -50, filters=2, kernel_size=3)
    hands.press(hands.output_of(chain[0]))
    hands.move(hands.output_of(chain[0]) + QPointF(30, 0))
    hands.move(hands.input_of(picture))
    assert "4 axes" in hands.view.hint.text()
    hands.release(hands.input_of(picture))
    assert (chain[0], picture) not in hands.edges


def test_a_wire_dropped_on_empty_canvas_offers_what_fits_and_wires_it(hands, chain):
    hands.drag(hands.output_of(chain[1]), hands.output_of(chain[1]) + ASIDE)
    box = hands.view.quick_add
    offered = {box.list.item(row).text() for row in range(box.list.count())}
    assert "Dense" in offered
    assert "Conv2D" not in offered  # it takes pictures
    assert "Input" not in offered  # it takes nothing
    hands.type("dropout")
    hands.key(Qt.Key.Key_Return)
    added = next(iter(hands.document.selection.nodes))
    assert (chain[1], added) in hands.edges


def test_a_wire_drawn_backwards_onto_empty_canvas_wires_the_new_layer_in_front(hands, chain):
    hands.drag(hands.input_of(chain[2]), hands.input_of(chain[2]) + QPointF(280, -60))
    hands.type("input")
    hands.key(Qt.Key.Key_Return)
    added = next(iter(hands.document.selection.nodes))
    assert (added, chain[2]) in hands.edges


def test_the_end_of_a_wire_can_be_put_elsewhere(hands, chain):
    hands.drag(hands.input_of(chain[1]), hands.input_of(chain[2]))
    assert hands.edges == {(chain[0], chain[2])}


def test_the_end_of_a_wire_dropped_on_nothing_removes_it(hands, chain):
    hands.drag(hands.input_of(chain[1]), hands.input_of(chain[1]) + ASIDE)
    assert hands.edges == set()


def test_escape_leaves_a_lifted_wire_where_it_was(hands, chain):
    hands.press(hands.input_of(chain[1]))
    hands.move(hands.input_of(chain[1]) + ASIDE)
    hands.key(Qt.Key.Key_Escape)
    hands.release(hands.input_of(chain[1]) + ASIDE)
    wire = next(iter(hands.view.canvas_scene.edge_items.values()))
    assert wire.isVisible()
    assert hands.edges == {(chain[0], chain[1])}


def test_a_merging_layer_grows_a_port_for_each_wire(hands, chain):
    add = hands.add("Add", 150, 50)
    for source in chain[:2]:
        hands.drag(hands.output_of(source), hands.body_of(add))
    assert {(chain[0], add), (chain[1], add)} <= hands.edges
    assert hands.view.canvas_scene.node_items[add].look.num_inputs == 3


def test_a_clicked_wire_is_selected_and_deleted(hands, chain):
    wire = next(iter(hands.view.canvas_scene.edge_items.values()))
    hands.click(wire.path().pointAtPercent(0.5))
    assert hands.document.selection.edges == {wire.edge}
    hands.view.editing.delete()
    assert hands.edges == set()


def test_select_in_order_then_connect(hands):
    ids = [hands.add("Input", -300, -200, shape=[4]), hands.add("Dense", 0, -200), hands.add("Dense", -300, 0)]
    hands.click(hands.body_of(ids[0]))
    for node_id in ids[1:]:
        hands.click(hands.body_of(node_id), Qt.KeyboardModifier.ShiftModifier)
    hands.view.connecting.in_order()
    assert hands.edges == {(ids[0], ids[1]), (ids[1], ids[2])}


def wire_between(hands, source, target):
    return next(
        wire
        for edge, wire in hands.view.canvas_scene.edge_items.items()
        if (edge.source, edge.target) == (source, target)
    )


def test_a_wire_dragged_near_its_end_is_put_to_another_input_in_one_step(hands, chain):
    steps = hands.document.history.position
    hands.drag(wire_between(hands, *chain[:2]).path().pointAtPercent(0.8), hands.input_of(chain[2]))
    assert hands.edges == {(chain[0], chain[2])}
    assert hands.document.history.position == steps + 1


def test_a_wire_dragged_near_its_start_is_put_to_another_output(hands, chain):
    other = hands.add("Input", 200, -250, shape=[4])
    hands.drag(wire_between(hands, *chain[:2]).path().pointAtPercent(0.2), hands.output_of(other))
    assert hands.edges == {(other, chain[1])}


def test_a_wire_grasped_in_the_middle_and_let_go_springs_back(hands, chain):
    wire = wire_between(hands, *chain[:2])
    hands.drag(wire.path().pointAtPercent(0.6), QPointF(300, 0))
    assert hands.edges == {(chain[0], chain[1])}
    assert wire.isVisible()
    assert not hands.view.quick_add.isVisible()


def test_a_click_on_a_wire_selects_it_and_begins_nothing(hands, chain):
    hands.click(wire_between(hands, *chain[:2]).path().pointAtPercent(0.5))
    assert {(edge.source, edge.target) for edge in hands.document.selection.edges} == {(chain[0], chain[1])}
    assert hands.view.interaction is None
