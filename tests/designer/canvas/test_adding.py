"""Layers are added by search box and by dropping them, also into a wire."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from designer.canvas.interactions.drop_layer import LAYER_MIME
from designer.canvas.quick_add import recent_layers
from designer.model.data_facts import DataFacts, InputFacts

EMPTY = QPointF(-350, -280)


def drop(hands, class_name, place):
    """Send what Qt sends when a layer is dragged from the Library."""
    packed = QMimeData()
    packed.setData(LAYER_MIME, class_name.encode())
    point, copy = hands.point(place), Qt.DropAction.CopyAction
    rest = (copy, packed, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter, move = QDragEnterEvent(point, *rest), QDragMoveEvent(point, *rest)
    for event in (enter, move, QDropEvent(QPointF(point), *rest)):
        QApplication.sendEvent(hands.view.viewport(), event)
    return enter


def test_a_layer_dropped_on_the_canvas_is_added_there_and_selected(hands):
    drop(hands, "Dense", QPointF(40, 40))
    (node,) = hands.document.graph.nodes.values()
    assert hands.names == {"Dense"}
    assert hands.view.canvas_scene.node_items[node.id].body().contains(QPointF(40, 40))
    assert hands.document.selection.nodes == {node.id}


def test_a_layer_dropped_on_a_wire_goes_into_it_in_one_step(hands, chain):
    steps = hands.document.history.position
    wire = next(iter(hands.view.canvas_scene.edge_items.values()))
    drop(hands, "Dropout", wire.path().pointAtPercent(0.5))
    (added,) = hands.document.selection.nodes
    assert hands.edges == {(chain[0], added), (added, chain[1])}
    assert hands.document.history.position == steps + 1


def test_an_input_dropped_beside_chosen_data_takes_their_shape_the_next_one_that_of_the_next_array(hands):
    arrays = InputFacts("table", (6,), 0, 1), InputFacts("picture", (8, 8, 1), 0, 1)
    hands.document.data_facts = lambda _: DataFacts(arrays, "regression", 100)
    for place in (QPointF(40, 40), QPointF(40, 240), QPointF(40, 440)):
        drop(hands, "InputLayer", place)
    layers = [hands.document.graph.layer_of(id) for id in hands.document.graph.inputs()]
    assert [layer.arguments["shape"] for layer in layers] == [[6], [8, 8, 1], [28, 28, 1]]
    drop(hands, "Dense", QPointF(40, -160))
    (dense,) = hands.document.selection.nodes
    assert hands.document.graph.layer_of(dense).arguments == {"units": 32}


def test_an_input_dropped_on_a_wire_is_only_added(hands, chain):
    wire = next(iter(hands.view.canvas_scene.edge_items.values()))
    drop(hands, "InputLayer", wire.path().pointAtPercent(0.5))
    assert hands.edges == {(chain[0], chain[1])}
    assert len(hands.document.graph.nodes) == 4


def test_something_else_that_is_dragged_in_is_not_taken(hands):
    packed = QMimeData()
    packed.setText("Dense")
    event = QDragEnterEvent(
        hands.point(EMPTY), Qt.DropAction.CopyAction, packed, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(hands.view.viewport(), event)
    assert not event.isAccepted()


def test_a_double_click_on_the_canvas_opens_the_search_box(hands):
    hands.double_click(EMPTY)
    assert hands.view.quick_add.isVisible()
    assert hands.view.quick_add.line.hasFocus()


def test_space_and_tab_open_the_search_box(hands):
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Tab):
        hands.key(key)
        assert hands.view.quick_add.isVisible()
        hands.key(Qt.Key.Key_Escape)
        assert not hands.view.quick_add.isVisible()
        assert hands.view.hasFocus()


def test_a_few_letters_and_enter_add_a_layer(hands):
    hands.key(Qt.Key.Key_Tab)
    hands.type("mp2")
    hands.key(Qt.Key.Key_Return)
    assert hands.names == {"MaxPooling2D"}


def test_the_arrow_keys_choose_another_match(hands):
    hands.key(Qt.Key.Key_Tab)
    hands.type("conv")
    second = hands.view.quick_add.list.item(1).data(Qt.ItemDataRole.UserRole)
    hands.key(Qt.Key.Key_Down)
    hands.key(Qt.Key.Key_Return)
    assert hands.names == {second}


def test_words_of_the_description_find_a_layer(hands):
    hands.key(Qt.Key.Key_Tab)
    hands.type("one row")
    hands.key(Qt.Key.Key_Return)
    assert hands.names == {"Flatten"}


def test_letters_that_match_nothing_add_nothing(hands):
    hands.key(Qt.Key.Key_Tab)
    hands.type("qqqq")
    hands.key(Qt.Key.Key_Return)
    assert hands.names == set()


def test_what_was_used_last_comes_first(hands):
    for letters in ("flatten", "dropout"):
        hands.key(Qt.Key.Key_Tab)
        hands.type(letters)
        hands.key(Qt.Key.Key_Return)
    hands.key(Qt.Key.Key_Tab)
    offered = [hands.view.quick_add.list.item(row).text() for row in range(2)]
    assert offered == ["Dropout", "Flatten"]
    assert recent_layers() == ("Dropout", "Flatten")


def test_leaving_the_search_box_closes_it(hands):
    hands.double_click(EMPTY)
    hands.click(QPointF(300, 250))
    hands.view.setFocus()
    assert not hands.view.quick_add.isVisible()


def test_by_keyboard_alone_layers_are_put_below_one_another_wired_and_in_sight(hands):
    hands.view.quick_add_at_mouse()
    for name in ("input", "flatten", "dense", "dropout", "dense", "dense", "dense"):
        hands.type(name)
        hands.key(Qt.Key.Key_Return)
        hands.view.quick_add_at_mouse()
    nodes = list(hands.document.graph.nodes.values())
    assert len(hands.edges) == len(nodes) - 1
    assert [node.y for node in nodes] == sorted({node.y for node in nodes})
    shown = hands.view.mapToScene(hands.view.viewport().rect()).boundingRect()
    assert shown.contains(hands.view.canvas_scene.node_items[nodes[-1].id].body())
    assert hands.document.history.position == len(nodes)


def test_copies_are_put_beside_the_originals_not_upon_them(hands, chain):
    hands.document.selection.set(chain)
    for _ in range(2):
        hands.view.editing.duplicate()
    bodies = [item.body() for item in hands.view.canvas_scene.node_items.values()]
    assert len(bodies) == 9
    assert not any(one.intersects(other) for one in bodies for other in bodies if one is not other)


def test_a_layer_that_takes_no_such_tensor_is_put_below_without_a_wire(hands, chain):
    for class_name in ("InputLayer", "Conv2D"):
        hands.document.selection.set([chain[1]])
        hands.view.editing.add_layer_below(class_name)
    assert hands.edges == {(chain[0], chain[1])}


def test_a_double_click_in_the_library_adds_below_what_is_selected(hands, chain):
    hands.document.selection.set([chain[2]])
    hands.view.editing.add_layer_below("Dropout")
    (added,) = hands.document.selection.nodes
    nodes = hands.document.graph.nodes
    assert nodes[added].y > nodes[chain[2]].y
    assert abs(nodes[added].x - nodes[chain[2]].x) <= 8


def test_the_next_layer_goes_to_the_mouse_only_if_it_was_moved_since(hands):
    hands.move(EMPTY)
    hands.view.quick_add_at_mouse()
    hands.type("input")
    hands.key(Qt.Key.Key_Return)
    hands.view.quick_add_at_mouse()
    hands.type("flatten")
    hands.key(Qt.Key.Key_Return)
    assert len(hands.edges) == 1  # below the first one, though the mouse rests elsewhere


@pytest.mark.parametrize(("shape", "layer"), [([8, 8, 1], "MaxPooling2D"), ([8, 1], "MaxPooling1D")])
def test_the_search_box_offers_first_what_takes_the_tensor_of_the_selected_layer(hands, shape, layer):
    node = hands.add("Input", 0, -200, shape=shape)
    hands.document.selection.set([node])
    hands.key(Qt.Key.Key_Space)
    hands.type("maxp")
    hands.key(Qt.Key.Key_Return)
    assert layer in hands.names
    assert len(hands.edges) == 1


def test_no_node_stays_marked_below_the_search_box_or_when_the_mouse_leaves(hands, chain):
    item = hands.view.canvas_scene.node_items[chain[1]]
    hands.move(hands.body_of(chain[1]))
    assert item.is_hovered
    hands.key(Qt.Key.Key_Space)
    assert not item.is_hovered
    hands.key(Qt.Key.Key_Escape)
    assert not item.is_hovered
    hands.move(hands.body_of(chain[1]) + QPointF(4, 0))
    assert item.is_hovered
    QApplication.sendEvent(hands.view.viewport(), QEvent(QEvent.Type.Leave))
    assert not item.is_hovered
