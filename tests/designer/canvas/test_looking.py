"""Zooming, panning, and what nodes and wires show."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from designer.canvas.geometry import wire_width
from designer.canvas.look import headline
from designer.model.commands import SetParameter
from designer.model.graph import LayerSpec


def turn_wheel(hands, point, steps):
    event = QWheelEvent(
        QPointF(point), QPointF(point), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(hands.view.viewport(), event)


@pytest.mark.parametrize("steps", [3, -3])
def test_the_wheel_zooms_and_what_is_under_the_mouse_stays_there(hands, chain, steps):
    point = QPoint(200, 150)
    before, zoom = hands.view.mapToScene(point), hands.view.zoom
    turn_wheel(hands, point, steps)
    after = hands.view.mapToScene(point)
    assert (hands.view.zoom > zoom) == (steps > 0)
    assert (after - before).manhattanLength() * hands.view.zoom < 3


def test_the_middle_button_pans(hands, chain):
    grasped, place = hands.view.mapToScene(QPoint(300, 300)), hands.view.mapToScene(QPoint(380, 340))
    target = QPoint(380, 340)
    hands.press(grasped, Qt.MouseButton.MiddleButton)
    QTest.mouseMove(hands.view.viewport(), target)
    QApplication.processEvents()
    assert (hands.view.mapToScene(target) - grasped).manhattanLength() < 2
    hands.release(place, Qt.MouseButton.MiddleButton)
    assert hands.document.selection.nodes == set()


def test_space_and_drag_pan_and_open_no_search_box(hands, chain):
    before = hands.view.mapToScene(QPoint(0, 0))
    QTest.keyPress(hands.view, Qt.Key.Key_Space)
    start = hands.body_of(chain[0])
    hands.press(start)
    QTest.mouseMove(hands.view.viewport(), hands.point(start) + QPoint(50, 50))
    QApplication.processEvents()
    hands.release(start)
    QTest.keyRelease(hands.view, Qt.Key.Key_Space)
    assert hands.view.mapToScene(QPoint(0, 0)) != before
    assert not hands.view.quick_add.isVisible()
    assert hands.document.graph.nodes[chain[0]].x == -100


def test_fitting_shows_everything_and_never_larger_than_full_size(hands, chain):
    hands.add("Dense", 3000, 2000)
    hands.view.fit_all()
    shown = hands.view.mapToScene(hands.view.viewport().rect()).boundingRect()
    assert all(shown.contains(item.body()) for item in hands.view.canvas_scene.node_items.values())
    hands.document.selection.set([chain[0]])
    hands.view.fit_selection()
    assert hands.view.zoom == pytest.approx(1.0)


def test_a_resized_canvas_still_shows_everything_until_one_zooms(hands, chain):
    hands.view.fit_all()
    hands.view.resize(300, 200)
    QApplication.processEvents()
    shown = hands.view.mapToScene(hands.view.viewport().rect()).boundingRect()
    assert all(shown.contains(item.body()) for item in hands.view.canvas_scene.node_items.values())
    hands.view.zoom_full()
    hands.view.resize(400, 300)
    QApplication.processEvents()
    assert hands.view.zoom == pytest.approx(1.0)


def test_seen_from_far_away_the_graph_is_one_picture_and_can_still_be_clicked(hands, chain):
    hands.view.set_zoom(0.2)
    QApplication.processEvents()
    hands.view.grab()
    assert hands.view.canvas_scene._overview.isVisible()
    hands.click(hands.view.canvas_scene.node_items[chain[0]].body().center())
    assert hands.document.selection.nodes == {chain[0]}


def test_a_node_shows_name_class_arguments_shape_and_parameters(hands, chain):
    look = hands.view.canvas_scene.node_items[chain[1]].look
    assert (look.name, look.class_name, look.headline) == ("dense", "Dense", "3")
    assert look.output_shapes == ((None, 3),)
    assert look.params == "15 params"


def test_a_changed_parameter_shows_at_once_and_so_do_the_shapes_behind_it(hands, chain):
    hands.wire(chain[1], chain[2])
    key = hands.document.graph.nodes[chain[1]].layer_key
    hands.document.execute(SetParameter(key, "units", 7))
    items = hands.view.canvas_scene.node_items
    assert items[chain[1]].look.headline == "7"
    assert items[chain[2]].look.params == "24 params"
    assert hands.view.canvas_scene.edge_items[hands.document.graph.in_edges(chain[2])[0]].tensor_shape == (None, 7)


def test_an_error_marks_the_culprit_and_what_is_behind_it_is_unknown(hands):
    source = hands.add("Input", shape=[4])
    reshape = hands.add("Reshape", 0, 100, target_shape=[3, 3])
    behind = hands.add("Dense", 0, 200)
    hands.wire(source, reshape)
    hands.wire(reshape, behind)
    items = hands.view.canvas_scene.node_items
    assert items[reshape].look.severity == "error"
    assert "4" in items[reshape].toolTip()
    assert not items[behind].look.is_known
    assert items[source].look.is_known
    hands.view.grab()  # and it can be painted


@pytest.mark.parametrize(
    ("class_name", "arguments", "words"),
    [
        ("Dense", {"units": 128, "activation": "relu"}, "128 · relu"),
        ("Conv2D", {"filters": 32, "kernel_size": [3, 3], "activation": "relu"}, "32 · 3×3 · relu"),
        ("MaxPooling2D", {}, "2×2"),
        ("InputLayer", {"shape": [28, 28, 1]}, "(28, 28, 1)"),
        ("Dense", {"units": 1, "use_bias": False}, "1 · no use_bias"),
        ("Dense", {"units": 1, "kernel_initializer": "zeros"}, "1"),
        ("Flatten", {}, ""),
        ("Nonsense", {"a": 1}, ""),
    ],
)
def test_the_headline_says_what_matters(class_name, arguments, words):
    assert headline(LayerSpec("k", class_name, "n", arguments)) == words


def test_wires_grow_with_the_tensor():
    widths = [wire_width(shape) for shape in (None, (None, 1), (None, 100), (None, 64, 64, 32), (None, 10**9, 10**9))]
    assert widths == sorted(widths)
    assert widths[-1] == 5.0


def test_what_was_seen_as_a_whole_is_not_cropped_by_a_message_above_the_canvas(hands, chain):
    hands.view.fit_all()
    hands.click(QPointF(300, 0))  # from now on the canvas does not fit by itself
    hands.view.resize(hands.view.width(), round(450 * hands.view.zoom))
    QApplication.processEvents()
    shown = hands.view.mapToScene(hands.view.viewport().rect()).boundingRect()
    assert all(shown.contains(item.body()) for item in hands.view.canvas_scene.node_items.values())


def test_what_is_fitted_is_not_hidden_below_the_map(hands):
    for x in range(0, 900, 250):
        for y in range(0, 700, 100):
            hands.add("Dense", x, y, units=3)
    hands.view.fit_all()
    view = hands.view
    assert view.minimap.isVisible()
    places = [view.mapFromScene(item.body()).boundingRect() for item in view.canvas_scene.node_items.values()]
    assert all(view.viewport().rect().contains(place) for place in places)
    assert not any(place.intersects(view.minimap.geometry()) for place in places)
