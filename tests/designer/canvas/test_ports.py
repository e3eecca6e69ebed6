"""Ports that mean different things have names, and say what they are when the mouse rests on them."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip


def rest_on(hands, place):
    point = hands.point(place)
    event = QHelpEvent(QEvent.Type.ToolTip, point, hands.view.viewport().mapToGlobal(point))
    QApplication.sendEvent(hands.view.viewport(), event)
    text = QToolTip.text()
    QToolTip.hideText()
    return text


def test_the_outputs_of_a_layer_that_returns_its_state_have_names(hands):
    source = hands.add("Input", -100, -200, shape=[5, 3])
    reader = hands.add("LSTM", -100, 0, units=4, return_state=True)
    hands.wire(source, reader)
    look = hands.view.canvas_scene.node_items[reader].look
    assert look.output_names == ("output", "h", "c")
    assert rest_on(hands, hands.output_of(reader, 2)) == "Output c of lstm: (None, 4)"
    hands.view.grab()


def test_the_inputs_of_attention_have_names(hands):
    attention = hands.add("Attention", -100, 0)
    assert [rest_on(hands, hands.input_of(attention, number)) for number in range(2)] == [
        "Input query of attention", "Input value of attention",
    ]  # fmt: skip


def test_a_single_port_says_whose_it_is(hands, chain):
    assert rest_on(hands, hands.input_of(chain[1])) == "Input of dense"


def test_elsewhere_a_node_says_its_problem(hands):
    dense = hands.add("Dense", 0, 0, units=3)
    assert "input" in rest_on(hands, hands.body_of(dense))


def test_a_wire_from_a_named_port_is_chosen_by_key(hands):
    source = hands.add("Input", -100, -250, shape=[5, 3])
    reader = hands.add("LSTM", -100, -100, units=4, return_state=True)
    target = hands.add("Dense", -100, 100, units=2)
    hands.wire(source, reader)
    hands.document.selection.set([reader])
    hands.view.connecting.search_target()
    offered = [hands.view.quick_add.list.item(row).text() for row in range(hands.view.quick_add.list.count())]
    assert offered == ["output → dense", "h → dense", "c → dense"]
    hands.view.quick_add.list.setCurrentRow(1)
    hands.view.quick_add._on_item_chosen(hands.view.quick_add.list.currentItem())
    assert [(edge.source, edge.source_port) for edge in hands.document.graph.in_edges(target)] == [(reader, 1)]
