"""Habits people bring with them: every key of the canvas does in the window what they expect of it."""

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from designer.formats.project import write_project
from designer.model.commands import AddLayer
from designer.model.compiler import compile_graph, store_weights
from designer.model.document import Document
from designer.window import MainWindow
from tests.designer.model.drawing import add_chain

KEY = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
PLAIN = Qt.KeyboardModifier.NoModifier


class Habits:
    """A user who knows the keys, at a window with a chain of four layers."""

    def __init__(self, window, ids):
        self.window, self.ids = window, ids

    @property
    def document(self):
        return self.window.document

    @property
    def graph(self):
        return self.document.graph

    @property
    def chosen(self):
        return self.document.selection.nodes

    @property
    def wires(self):
        return {(edge.source, edge.target) for edge in self.graph.edges}

    def select(self, *numbers):
        self.document.selection.set([self.ids[number] for number in numbers])

    def press(self, key, modifiers=PLAIN):
        QTest.keyClick(QApplication.focusWidget(), key, modifiers)
        QApplication.processEvents()

    def type(self, text):
        QTest.keyClicks(QApplication.focusWidget(), text)
        QApplication.processEvents()


@pytest.fixture
def habits(qtbot):
    document = Document()
    layers = [("Dense", {"units": units}) for units in (8, 5, 3)]
    ids = add_chain(document, ("InputLayer", {"shape": (4,)}), *layers)
    window = MainWindow(document)
    window.files.ask_about_changes = lambda: "discard"
    window.files.ask_about_several = lambda _: []
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.canvas.placing.arrange()
    window.canvas.setFocus()
    return Habits(window, ids)


# ---- insert and delete ----------------------------------------------------------------------------------------


def test_delete_heals_the_wire_and_ctrl_delete_cuts_it(habits):
    first, second, third, _ = habits.ids
    habits.select(1)
    habits.press(KEY.Key_Delete)
    assert (first, third) in habits.wires
    habits.press(KEY.Key_Z, CTRL)
    assert {(first, second), (second, third)} <= habits.wires
    habits.select(1)
    habits.press(KEY.Key_Delete, CTRL)
    assert habits.wires == {(third, habits.ids[3])}


def test_backspace_deletes_as_well(habits):
    habits.select(3)
    habits.press(KEY.Key_Backspace)
    assert habits.ids[3] not in habits.graph.nodes


# ---- wire -----------------------------------------------------------------------------------------------------


def test_c_connects_in_the_order_of_the_selection_and_w_to_what_is_searched(habits):
    for class_name, arguments in (("Dense", {"units": 2}), ("Dense", {"units": 6})):
        habits.document.execute(command := AddLayer(class_name, 400, 0, arguments))
        habits.ids.append(command.node_id)
    habits.select(5, 4)
    habits.press(KEY.Key_C)
    assert (habits.ids[5], habits.ids[4]) in habits.wires
    habits.select(0)
    habits.press(KEY.Key_W)
    habits.type(habits.graph.layer_of(habits.ids[5]).name)
    habits.press(KEY.Key_Return)
    assert (habits.ids[0], habits.ids[5]) in habits.wires


# ---- select ---------------------------------------------------------------------------------------------------


def test_ctrl_a_selects_all_and_shift_u_and_d_what_leads_here_and_on(habits):
    habits.press(KEY.Key_A, CTRL)
    assert habits.chosen == set(habits.ids)
    habits.select(1)
    habits.press(KEY.Key_U, SHIFT)
    assert habits.chosen == set(habits.ids[:2])
    habits.press(KEY.Key_D, SHIFT)
    assert habits.chosen == set(habits.ids)


# ---- move -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "axis"), [(KEY.Key_Left, "x"), (KEY.Key_Right, "x"), (KEY.Key_Up, "y"), (KEY.Key_Down, "y")]
)
def test_ctrl_shift_and_an_arrow_align(habits, key, axis):
    nodes = habits.graph.nodes
    habits.select(1, 2)
    habits.press(KEY.Key_Right)
    habits.select(2, 3)
    habits.press(KEY.Key_Right)
    habits.press(KEY.Key_A, CTRL)
    habits.press(key, CTRL | SHIFT)
    assert len({getattr(nodes[id], axis) for id in habits.ids}) == 1


def test_l_arranges(habits):
    habits.select(1)
    for _ in range(8):
        habits.press(KEY.Key_Right)
    assert len({node.x for node in habits.graph.nodes.values()}) == 2
    habits.press(KEY.Key_L)
    assert len({node.x for node in habits.graph.nodes.values()}) == 1


# ---- edit -----------------------------------------------------------------------------------------------------


def test_ctrl_d_duplicates_and_the_menu_names_the_step(habits):
    habits.select(1, 2)
    habits.press(KEY.Key_D, CTRL)
    assert len(habits.graph.nodes) == 6
    assert habits.window.action("undo").text().endswith("Duplicate")
    habits.press(KEY.Key_Z, CTRL)
    assert len(habits.graph.nodes) == 4
    habits.press(KEY.Key_Z, CTRL | SHIFT)
    assert len(habits.graph.nodes) == 6


def test_f2_renames_where_the_name_stands(habits):
    habits.select(1)
    habits.press(KEY.Key_F2)
    habits.type("hidden")
    habits.press(KEY.Key_Return)
    assert habits.graph.layer_of(habits.ids[1]).name == "hidden"
    assert habits.window.canvas.hasFocus()


def test_layers_that_were_mailed_are_pasted_as_text(habits, qtbot):
    habits.press(KEY.Key_A, CTRL)
    habits.press(KEY.Key_C, CTRL)
    text = str(QGuiApplication.clipboard().text())
    assert '"Dense"' in text
    habits.press(KEY.Key_T, CTRL)
    QGuiApplication.clipboard().setText(text)
    habits.press(KEY.Key_V, CTRL)
    assert len(habits.document.graph.nodes) == 4
    assert len(habits.document.graph.edges) == 3


# ---- see ------------------------------------------------------------------------------------------------------


def test_f_fits_the_selection_and_home_everything(habits):
    canvas = habits.window.canvas
    habits.select(1)
    habits.press(KEY.Key_F)
    seen = canvas.mapToScene(canvas.viewport().rect()).boundingRect()
    assert (seen.center() - canvas.canvas_scene.extent_of(habits.chosen).center()).manhattanLength() < 8
    habits.press(KEY.Key_Home)
    assert canvas.mapToScene(canvas.viewport().rect()).boundingRect().contains(canvas.whole_extent())


def test_ctrl_f_finds_a_layer_and_selects_it(habits):
    habits.press(KEY.Key_F, CTRL)
    habits.type("dense_1")
    assert habits.chosen == {habits.ids[2]}
    habits.press(KEY.Key_Escape)
    assert habits.window.canvas.hasFocus()


def test_m_hides_the_map_and_shows_it_again(habits):
    assert habits.window.canvas.minimap.isVisible()
    habits.press(KEY.Key_M)
    assert not habits.window.canvas.minimap.isVisible()
    habits.press(KEY.Key_M)
    assert habits.window.canvas.minimap.isVisible()


def test_f11_fills_the_screen_and_gives_it_back(habits):
    habits.press(KEY.Key_F11)
    assert habits.window.isFullScreen()
    habits.press(KEY.Key_F11)
    assert not habits.window.isFullScreen()


def test_the_picture_goes_to_the_clipboard(habits):
    habits.press(KEY.Key_C, CTRL | SHIFT)
    assert not QGuiApplication.clipboard().image().isNull()


# ---- group ----------------------------------------------------------------------------------------------------


def test_ctrl_g_groups_ctrl_down_opens_ctrl_up_leaves_and_ctrl_shift_g_dissolves(habits):
    habits.select(1, 2)
    habits.press(KEY.Key_N, SHIFT)  # a frame, which goes inside
    habits.type("Hidden")
    habits.press(KEY.Key_Return, CTRL)
    habits.select(1, 2)
    habits.press(KEY.Key_G, CTRL)
    assert len(habits.graph.nodes) == 3
    assert habits.document.notes == {}
    habits.press(KEY.Key_Down, CTRL)
    assert [note.text for note in habits.window.level.notes.values()] == ["Hidden"]
    habits.press(KEY.Key_Up, CTRL)
    assert habits.window.level is habits.document
    habits.press(KEY.Key_G, CTRL | SHIFT)
    assert len(habits.graph.nodes) == 4
    assert [note.text for note in habits.document.notes.values()] == ["Hidden"]


def test_ctrl_r_lets_a_block_stand_several_times_in_a_row(habits):
    habits.select(2)
    habits.press(KEY.Key_R, CTRL)
    habits.press(KEY.Key_A, CTRL)
    habits.type("4")
    habits.press(KEY.Key_Return)
    assert len(habits.graph.nodes) == 7
    assert len(habits.graph.edges) == 6
    assert habits.document.report.is_valid
    habits.press(KEY.Key_Z, CTRL)
    assert len(habits.graph.nodes) == 4


# ---- shared layers --------------------------------------------------------------------------------------------


def test_a_twin_made_independent_has_a_copy_of_the_weights(habits):
    store_weights(habits.document, compile_graph(habits.document))
    habits.select(1)
    habits.window.action("use_again").trigger()
    (twin,) = habits.chosen
    shared = habits.graph.nodes[twin].layer_key
    assert shared == habits.graph.nodes[habits.ids[1]].layer_key
    looks = habits.window.canvas.canvas_scene.node_items
    assert looks[twin].look.is_shared
    assert looks[habits.ids[1]].look.is_shared
    habits.window.action("make_independent").trigger()
    own = habits.graph.nodes[twin].layer_key
    assert own != shared
    assert not looks[twin].look.is_shared
    for one, other in zip(habits.document.weights[own], habits.document.weights[shared], strict=True):
        np.testing.assert_array_equal(one, other)


# ---- files ----------------------------------------------------------------------------------------------------


def test_a_file_dragged_onto_the_canvas_is_opened(habits, tmp_path):
    write_project(habits.document, path := tmp_path / "dragged.nnd")
    packed = QMimeData()
    packed.setUrls([QUrl.fromLocalFile(str(path))])
    viewport = habits.window.canvas.viewport()
    at = viewport.mapTo(habits.window, QPoint(50, 50))
    rest = (Qt.DropAction.CopyAction, packed, Qt.MouseButton.LeftButton, PLAIN)
    enter = QDragEnterEvent(QPoint(50, 50), *rest)
    QApplication.sendEvent(viewport, enter)
    if enter.isAccepted():
        QApplication.sendEvent(viewport, QDropEvent(QPointF(50, 50), *rest))
    else:  # the window behind takes it
        QApplication.sendEvent(habits.window, QDragEnterEvent(at, *rest))
        QApplication.sendEvent(habits.window, QDropEvent(QPointF(at), *rest))
    assert habits.document.path == path


def test_what_undo_brings_back_is_selected_as_it_was(habits):
    habits.select(1, 2)
    before = habits.chosen
    habits.press(KEY.Key_Delete)
    assert not habits.chosen
    habits.press(KEY.Key_Z, CTRL)
    assert habits.chosen == before
    habits.press(KEY.Key_Z, CTRL | SHIFT)
    assert not habits.chosen and len(habits.graph.nodes) == 2
