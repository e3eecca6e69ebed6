"""Nested models in the window: made, opened, edited and left with mouse and keys; panels and undo follow."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

from designer import theme
from designer.canvas.items.ghost_item import GhostItem
from designer.canvas.port import Port
from designer.examples import ready_example
from designer.model.commands import SetParameter, ShareLayer
from designer.model.compiler import compile_graph
from designer.model.document import Document
from designer.model.grouping import GroupNodes
from designer.window import MainWindow
from tests.designer.model.drawing import add_chain

KEY, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(qtbot):
    made = MainWindow(ready_example())
    made.files.ask_about_changes = lambda: "discard"
    made.files.ask_about_several = lambda _: []
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.canvas.hasFocus)
    return made


def press(window, key, modifiers=NONE):
    QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)
    QApplication.processEvents()


def named(window, *names):
    graph = window.level.graph
    return [next(id for id in graph.nodes if graph.layer_of(id).name == name) for name in names]


def names(window):
    return {layer.name for layer in window.level.graph.layers.values()}


def middle_of(window, node_id) -> QPoint:
    body = window.canvas.canvas_scene.node_items[node_id].body()
    return window.canvas.mapFromScene(body.center() + body.bottomLeft() / 1e9) + QPoint(0, 8)


def double_click(window, node_id):
    QTest.mouseDClick(window.canvas.viewport(), Qt.MouseButton.LeftButton, NONE, middle_of(window, node_id))
    QApplication.processEvents()


@pytest.fixture
def grouped(window):
    """The window with two layers of the example grouped by Ctrl+G."""
    order = window.document.graph.topological_order()
    window.document.selection.set(order[1:3])
    window.inner = [window.document.graph.layer_of(id).name for id in order[1:3]]
    press(window, KEY.Key_G, CTRL)
    (window.block,) = window.document.selection.nodes
    return window


def test_ctrl_g_makes_a_nested_model_of_the_selection(grouped):
    assert grouped.document.graph.layer_of(grouped.block).inner is not None
    assert grouped.document.report.is_valid
    look = grouped.canvas.canvas_scene.node_items[grouped.block].look
    assert look.is_nested
    assert look.headline == "2 layers"
    press(grouped, KEY.Key_Z, CTRL)
    assert set(grouped.inner) <= names(grouped)


def test_ctrl_shift_g_dissolves_it_again(grouped):
    press(grouped, KEY.Key_G, CTRL | SHIFT)
    assert set(grouped.inner) <= names(grouped)
    assert len(grouped.document.selection.nodes) == 2
    assert grouped.document.report.is_valid


def test_a_group_that_cannot_be_is_refused_in_a_sentence(window):
    order = window.document.graph.topological_order()
    window.document.selection.set([order[1], order[3]])
    press(window, KEY.Key_G, CTRL)
    assert "would close a cycle" in window.message_bar.text


@pytest.mark.parametrize("way", ["double click", "enter", "ctrl down"])
def test_a_nested_model_opens_and_is_left(grouped, way):
    assert grouped.breadcrumbs.isHidden()
    if way == "double click":
        double_click(grouped, grouped.block)
    elif way == "enter":
        press(grouped, KEY.Key_Return)
    else:
        press(grouped, KEY.Key_Down, CTRL)
    assert set(grouped.inner) < names(grouped)
    assert grouped.canvas.hasFocus()
    assert [button.text() for button in grouped.breadcrumbs.buttons] == ["Model", "block"]
    press(grouped, KEY.Key_Up, CTRL)
    assert grouped.level is grouped.document
    assert grouped.document.selection.nodes == {grouped.block}
    assert grouped.breadcrumbs.isHidden()


def test_a_click_on_a_breadcrumb_goes_back(grouped):
    press(grouped, KEY.Key_Return)
    QTest.mouseClick(grouped.breadcrumbs.buttons[0], Qt.MouseButton.LeftButton)
    assert grouped.level is grouped.document


def test_a_double_click_on_the_name_renames_and_the_breadcrumb_follows(grouped):
    press(grouped, KEY.Key_F2)
    QTest.keyClicks(QApplication.focusWidget(), "encoder")
    press(grouped, KEY.Key_Return)
    press(grouped, KEY.Key_Return)
    assert [button.text() for button in grouped.breadcrumbs.buttons] == ["Model", "encoder"]


def test_double_clicking_another_layer_opens_nothing(window):
    double_click(window, window.document.graph.topological_order()[1])
    assert window.level is window.document


def test_what_is_done_inside_is_seen_and_undone_inside(grouped):
    press(grouped, KEY.Key_Return)
    level = grouped.level
    (victim,) = named(grouped, grouped.inner[0])
    grouped.canvas.document.selection.set([victim])
    press(grouped, KEY.Key_Delete)
    assert victim not in grouped.canvas.canvas_scene.node_items
    press(grouped, KEY.Key_Up, CTRL)
    press(grouped, KEY.Key_Z, CTRL)  # goes to where it is seen
    assert grouped.level.path_of_keys == level.path_of_keys
    assert victim in grouped.canvas.canvas_scene.node_items
    assert grouped.document.report.is_valid


def test_undoing_the_group_from_inside_leads_back_to_the_model(grouped):
    press(grouped, KEY.Key_Return)
    press(grouped, KEY.Key_Z, CTRL)
    assert grouped.level is grouped.document
    assert set(grouped.inner) <= names(grouped)


def test_the_inspector_shows_and_changes_what_is_inside(grouped):
    press(grouped, KEY.Key_Return)
    (first,) = named(grouped, grouped.inner[0])
    grouped.level.selection.set([first])
    panel = grouped.docks.panel("inspector")
    assert panel.layer_key == grouped.level.graph.nodes[first].layer_key
    line = panel._form.name_row.line
    line.setText("first")
    line.editingFinished.emit()
    assert "first" in names(grouped)
    assert grouped.document.history.undo_text == "Rename to first"


def test_a_problem_inside_is_marked_outside_and_a_click_leads_to_it(grouped):
    press(grouped, KEY.Key_Return)
    (first,) = named(grouped, grouped.inner[0])
    cut = grouped.level.graph.in_edges(first)
    grouped.level.selection.set(edges=cut)
    press(grouped, KEY.Key_Delete)
    press(grouped, KEY.Key_Up, CTRL)
    assert grouped.canvas.canvas_scene.node_items[grouped.block].look.severity == "error"
    panel = grouped.docks.panel("problems")
    row = next(n for n in range(panel.list.count()) if "has no input" in panel.list.item(n).text())
    assert panel.list.item(row).text().startswith("Inside 'block'")
    grouped.docks.raise_panel("problems")
    QApplication.processEvents()
    place = panel.list.visualItemRect(panel.list.item(row)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, NONE, place)
    QTest.mouseDClick(panel.list.viewport(), Qt.MouseButton.LeftButton, NONE, place)
    assert grouped.level.title == "block"
    assert grouped.level.selection.nodes == {first}


def test_places_on_the_canvas_are_found_again(grouped, qtbot):
    grouped.canvas.set_zoom(0.7)
    grouped.canvas.keeps_fitting = False
    grouped.canvas.centerOn(40, 60)
    before = grouped.canvas.mapToScene(grouped.canvas.viewport().rect().center())
    press(grouped, KEY.Key_Return)
    press(grouped, KEY.Key_Up, CTRL)
    qtbot.waitUntil(lambda: abs(grouped.canvas.zoom - 0.7) < 1e-6)
    after = grouped.canvas.mapToScene(grouped.canvas.viewport().rect().center())
    assert (after - before).manhattanLength() < 6


def test_a_level_in_a_level_has_its_way_back(grouped):
    press(grouped, KEY.Key_Return)
    grouped.level.selection.set(named(grouped, grouped.inner[1]))
    press(grouped, KEY.Key_G, CTRL)
    press(grouped, KEY.Key_Return)
    assert [button.text() for button in grouped.breadcrumbs.buttons] == ["Model", "block", "block"]
    grouped.document.execute(SetParameter(grouped.document.graph.nodes[grouped.block].layer_key, "trainable", False))
    QTest.mouseClick(grouped.breadcrumbs.buttons[1], Qt.MouseButton.LeftButton)
    assert grouped.level.levels[1] is grouped.level


def test_twins_are_linked_and_a_change_inside_shows_in_both(grouped):
    key = grouped.document.graph.nodes[grouped.block].layer_key
    grouped.document.execute(share := ShareLayer(key, 300.0))
    items = grouped.canvas.canvas_scene.node_items
    assert items[grouped.block].look.is_shared
    assert items[share.node_id].look.is_shared
    grouped.document.selection.set([share.node_id])
    grouped.action("make_independent").trigger()
    assert not items[share.node_id].look.is_shared


def test_the_ports_of_a_nested_model_can_be_wired(grouped):
    scene = grouped.canvas.canvas_scene
    (edge,) = grouped.document.graph.in_edges(grouped.block)
    assert scene.position_of(Port(grouped.block, True, 0)) is not None
    assert scene.edge_items[edge].edge == edge


def test_other_panels_keep_working_with_a_nested_model(grouped):
    summary = grouped.docks.panel("summary").text()
    assert "block" in summary
    for panel in ("code", "diagram", "summary"):
        grouped.docks.raise_panel(panel)
        QApplication.processEvents()
    code = grouped.docks.panel("code")
    assert "block" in code.view.toPlainText()
    assert compile_graph(grouped.document).get_layer("block") is not None


def test_it_trains(grouped, qtbot):
    grouped.document.settings = type(grouped.document.settings)(epochs=1)
    with qtbot.waitSignal(grouped.session.finished, timeout=60_000) as ended:
        grouped.action("train").trigger()
    assert ended.args[0].kind == "finished"
    assert any(
        key.startswith(f"{grouped.document.graph.nodes[grouped.block].layer_key}.") for key in grouped.document.weights
    )


# ---- a row of blocks ------------------------------------------------------------------------------------------


def test_ctrl_r_asks_beside_the_block_and_enter_repeats_it(window):
    order = window.document.graph.topological_order()
    before = len(order)
    window.document.selection.set([order[2]])
    press(window, KEY.Key_R, CTRL)
    box = window.canvas.repeat_box
    assert box.isVisible()
    assert box.number.hasFocus()
    QTest.keyClicks(QApplication.focusWidget(), "4")
    press(window, KEY.Key_Return)
    assert len(window.document.graph.nodes) == before + 3
    assert not box.isVisible()
    assert window.canvas.hasFocus()
    press(window, KEY.Key_Z, CTRL)
    assert len(window.document.graph.nodes) == before


def test_escape_closes_the_box_and_nothing_happened(window):
    window.document.selection.set([window.document.graph.topological_order()[2]])
    press(window, KEY.Key_R, CTRL)
    press(window, KEY.Key_Escape)
    assert not window.canvas.repeat_box.isVisible()
    assert not window.document.history.can_undo


# ---- look -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("colours", [theme.DARK, theme.HIGH_CONTRAST], ids=lambda each: each.name)
def test_the_breadcrumbs_follow_the_theme(grouped, colours, qapp):
    press(grouped, KEY.Key_Return)
    light = grouped.breadcrumbs.grab().toImage()
    theme.apply(qapp, colours)
    QApplication.processEvents()
    QApplication.processEvents()
    dark = grouped.breadcrumbs.grab().toImage()
    theme.apply(qapp, theme.LIGHT)
    assert light.pixelColor(light.width() - 4, 4) != dark.pixelColor(dark.width() - 4, 4)


def test_what_a_repair_would_do_inside_is_drawn_inside(window, qtbot):
    document = Document()
    nodes = add_chain(document, ("InputLayer", {"shape": (784,)}), ("Conv2D", {"filters": 8, "kernel_size": 3}))
    document.execute(GroupNodes([nodes[-1]]))
    window.pages.open(document)
    (block,) = (id for id in document.graph.nodes if document.graph.layer_of(id).inner is not None)
    document.selection.set([block])
    window.show_repairs()
    panel = window.docks.panel("problems")
    qtbot.waitUntil(lambda: panel.detail.repair is not None)
    double_click(window, block)
    assert window.level is not document

    def ghosts():
        items = (item for item in window.canvas.canvas_scene.items() if isinstance(item, GhostItem))
        return [ghost.title for item in items for ghost in item.ghosts]

    qtbot.waitUntil(lambda: ghosts() == ["+ Reshape", "→ (None, 26, 26, 8)"])
    panel.detail.apply()
    qtbot.waitUntil(lambda: ghosts() == [])
    assert "Reshape" in {layer.class_name for layer in window.level.graph.layers.values()}


def test_undo_selects_again_what_was_selected_inside_a_nested_model(grouped):
    window = grouped
    double_click(window, *window.document.selection.nodes)
    press(window, KEY.Key_A, CTRL)
    inside = window.level.selection.nodes_in_order
    press(window, KEY.Key_Delete)
    window.levels.leave()
    press(window, KEY.Key_Z, CTRL)
    assert window.level is not window.document
    assert set(window.level.selection.nodes) <= set(inside) and window.level.selection.nodes
    assert window.document.selection.nodes_in_order == (window.level.node_id,)


def test_the_inspector_is_about_a_nested_model_though_it_took_the_place_of_the_output_that_was_selected(window):
    (output,) = window.document.graph.outputs()
    QTest.mouseClick(window.canvas.viewport(), Qt.MouseButton.LeftButton, NONE, middle_of(window, output))
    press(window, KEY.Key_G, CTRL)
    assert window.document.selection.nodes == {output}
    kinds = [shown_class(window)]
    press(window, KEY.Key_Z, CTRL)
    kinds.append(shown_class(window))
    press(window, KEY.Key_Z, CTRL | SHIFT)
    assert [*kinds, shown_class(window)] == ["Functional", "Dense", "Functional"]


def shown_class(window):
    """Return the class of the layer whose form the Inspector shows."""
    form = window.docks.panel("inspector").findChild(QScrollArea).widget()
    return window.document.graph.layers[form.layer_key].class_name
