"""Whole models are built without a mouse: every event here is a key that is pressed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from designer.model.document import Document
from designer.window import MainWindow

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


class Keys:
    """Ten fingers and no mouse."""

    def __init__(self, window):
        self.window = window

    @property
    def graph(self):
        return self.window.document.graph

    def press(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)
        QApplication.processEvents()

    def type(self, text):
        QTest.keyClicks(QApplication.focusWidget(), text)
        QApplication.processEvents()

    def add(self, words, name=""):
        """Space opens the search box, a few letters and Enter add below what is selected; F2 names it."""
        self.press(Qt.Key.Key_Space)
        self.type(words)
        self.press(Qt.Key.Key_Return)
        if name:
            self.press(Qt.Key.Key_F2)
            self.type(name)
            self.press(Qt.Key.Key_Return)

    def set(self, parameter, text):
        """Go to the Inspector by F6 and to the field by Tab, type, Enter, and come back by F6."""
        for _ in range(12):
            if self._is_in("inspector_panel"):
                break
            self.press(Qt.Key.Key_F6)
        for _ in range(40):
            if self._is_in(f"editor_{parameter}"):
                break
            self.press(Qt.Key.Key_Tab)
        assert self._is_in(f"editor_{parameter}"), parameter
        self.press(Qt.Key.Key_A, CTRL)
        self.type(text)
        self.press(Qt.Key.Key_Return)
        self.to_canvas()

    def to_canvas(self):
        for _ in range(20):
            if QApplication.focusWidget() is self.window.canvas:
                return
            self.press(Qt.Key.Key_F6)
        pytest.fail("F6 does not lead to the canvas")

    def select(self, name):
        """Ctrl+F finds the layer and selects it; Escape closes the bar."""
        self.press(Qt.Key.Key_F, CTRL)
        self.type(name)
        self.press(Qt.Key.Key_Escape)

    def connect_to(self, name):
        self.press(Qt.Key.Key_W)
        self.type(name)
        self.press(Qt.Key.Key_Return)

    def _is_in(self, name):
        widget = QApplication.focusWidget()
        while widget is not None and widget.objectName() != name:
            widget = widget.parentWidget()
        return widget is not None

    @property
    def wires(self):
        name = {id: self.graph.layer_of(id).name for id in self.graph.nodes}
        return {(name[edge.source], name[edge.target]) for edge in self.graph.edges}


@pytest.fixture
def keys(qtbot):
    window = MainWindow(Document())
    window.files.ask_about_changes = lambda: "discard"
    window.files.ask_about_several = lambda _: []
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.canvas)
    return Keys(window)


def test_lenet_is_built_by_keys_alone(keys):
    keys.add("input")
    keys.set("shape", "28, 28, 1")
    for words, parameter, value in (
        ("conv2d", "filters", "6"), ("averagepooling2d", "", ""), ("conv2d", "filters", "16"),
        ("averagepooling2d", "", ""), ("picture to vector", "", ""), ("dense", "units", "120"),
        ("dense", "units", "84"), ("dense", "units", "10"),
    ):  # fmt: skip
        keys.add(words)
        if parameter:
            keys.set(parameter, value)
    assert keys.window.document.report.is_valid
    outputs = [keys.window.document.report.facts[id].output_shapes[0] for id in keys.graph.topological_order()]
    assert outputs[0] == (None, 28, 28, 1)
    assert [shape[-1] for shape in outputs[-3:]] == [120, 84, 10]
    keys.press(Qt.Key.Key_Z, CTRL)
    keys.press(Qt.Key.Key_Z, CTRL | SHIFT)
    assert keys.window.document.report.facts[keys.graph.topological_order()[-1]].output_shapes == ((None, 10),)


def test_a_wide_and_deep_model_is_built_by_keys_alone(keys):
    keys.add("input", "wide")
    keys.set("shape", "5")
    keys.press(Qt.Key.Key_Escape)  # nothing selected: the next layer stands on its own
    keys.add("input", "features")
    keys.set("shape", "8")
    keys.add("dense", "deep")
    keys.set("units", "30")
    keys.add("concatenate", "both")
    keys.select("wide")
    keys.connect_to("both")
    keys.add("dense", "price")
    assert keys.wires == {("features", "deep"), ("deep", "both"), ("wide", "both"), ("both", "price")}
    assert keys.window.document.report.is_valid


def test_a_siamese_model_is_built_by_keys_alone(keys):
    keys.add("input", "left")
    keys.set("shape", "16")
    keys.add("dense", "tower")
    keys.press(Qt.Key.Key_M, ALT)  # the menu, by its letter
    menu = QApplication.activePopupWidget()
    QTest.keyClick(menu, Qt.Key.Key_U)  # Use This Layer Again
    QApplication.processEvents()
    twin = next(iter(keys.window.document.selection.nodes))
    keys.press(Qt.Key.Key_Escape)
    keys.add("input", "right")
    keys.set("shape", "16")
    keys.connect_to("tower")
    keys.add("subtract", "difference")
    keys.select("left")
    first = next(id for id in keys.graph.nodes_of(keys.graph.nodes[twin].layer_key) if id != twin)
    keys.press(Qt.Key.Key_Down, ALT)
    assert keys.window.document.selection.nodes == {first}
    keys.connect_to("difference")
    keys.add("dense", "alike")
    assert len(keys.graph.nodes_of(keys.graph.nodes[twin].layer_key)) == 2
    assert keys.wires >= {("left", "tower"), ("right", "tower"), ("tower", "difference"), ("difference", "alike")}
    assert keys.window.document.report.is_valid


def test_tab_walks_through_the_nodes_once_the_canvas_was_reached_by_keyboard(keys):
    for words in ("input", "dense", "dense"):
        keys.add(words)
    order = keys.graph.topological_order()
    keys.press(Qt.Key.Key_Escape)
    keys.press(Qt.Key.Key_F6)
    keys.to_canvas()
    walked = []
    for _ in order:
        keys.press(Qt.Key.Key_Tab)
        walked += keys.window.document.selection.nodes
    assert walked == order
    assert [id for id, item in keys.window.canvas.canvas_scene.node_items.items() if item.is_current] == order[-1:]
    keys.press(Qt.Key.Key_Backtab, SHIFT)
    assert keys.window.document.selection.nodes == {order[-2]}
    keys.press(Qt.Key.Key_Tab)
    keys.press(Qt.Key.Key_Tab)  # past the last node: on to the next widget
    assert QApplication.focusWidget() is not keys.window.canvas


def test_tab_goes_on_to_the_notes_where_enter_writes_and_arrows_move(keys):
    keys.add("dense")
    keys.press(Qt.Key.Key_N)
    keys.type("Why")
    keys.press(Qt.Key.Key_Return, CTRL)
    keys.press(Qt.Key.Key_Escape)
    keys.press(Qt.Key.Key_F6)
    keys.to_canvas()
    keys.press(Qt.Key.Key_Tab)
    keys.press(Qt.Key.Key_Tab)
    (id,) = keys.window.document.selection.notes
    face = QAccessible.queryAccessibleInterface(keys.window.canvas)
    assert face.text(QAccessible.Text.Description) == "Text of the note: Why"
    keys.press(Qt.Key.Key_Return)
    keys.type(" one?")
    keys.press(Qt.Key.Key_Return, CTRL)
    x = keys.window.document.notes[id].x
    keys.press(Qt.Key.Key_Right)
    assert (keys.window.document.notes[id].text, keys.window.document.notes[id].x) == ("Why one?", x + 8)
    keys.press(Qt.Key.Key_Backtab, SHIFT)
    assert keys.window.document.selection.nodes


def test_a_screen_reader_is_told_of_the_node_the_keyboard_is_on(keys):
    for words in ("input", "dense"):
        keys.add(words)
    keys.press(Qt.Key.Key_Up, ALT)
    face = QAccessible.queryAccessibleInterface(keys.window.canvas)
    assert face.text(QAccessible.Text.Name) == "Canvas"
    assert face.text(QAccessible.Text.Description).startswith("input, InputLayer, output (None,")
    assert "to dense" in face.text(QAccessible.Text.Description)


def test_the_outline_selects_renames_wires_and_deletes_by_keys(keys):
    for words in ("input", "dense", "concatenate"):
        keys.add(words)
    keys.press(Qt.Key.Key_O, CTRL | SHIFT)
    tree = keys.window.docks.panel("outline").tree
    assert QApplication.focusWidget() is tree
    keys.press(Qt.Key.Key_Home)
    keys.press(Qt.Key.Key_Down)
    (chosen,) = keys.window.document.selection.nodes
    assert keys.graph.layer_of(chosen).class_name == "Dense"
    keys.press(Qt.Key.Key_F2)
    keys.type("hidden")
    keys.press(Qt.Key.Key_Return)
    assert keys.graph.layer_of(chosen).name == "hidden"
    tree.setFocus()
    keys.press(Qt.Key.Key_Home)
    keys.connect_to("concatenate")
    assert ("input", "concatenate") in keys.wires
    keys.press(Qt.Key.Key_Home)
    keys.press(Qt.Key.Key_Down)
    keys.press(Qt.Key.Key_Delete)
    assert chosen not in keys.graph.nodes


def test_the_outline_says_everything_to_a_screen_reader(keys):
    for words in ("input", "dense"):
        keys.add(words)
    keys.press(Qt.Key.Key_O, CTRL | SHIFT)
    face = QAccessible.queryAccessibleInterface(keys.window.docks.panel("outline").tree)
    assert face.text(QAccessible.Text.Name) == "Outline of the model"
    assert face.role() in (QAccessible.Role.Tree, QAccessible.Role.Table, QAccessible.Role.List)
    said = [face.child(n).text(QAccessible.Text.Name) for n in range(face.childCount())]
    assert any(text.startswith("dense, Dense, output (None,") and "from input" in text for text in said)


def test_a_step_of_the_history_is_jumped_to_by_keys(keys):
    for words in ("input", "dense", "dense"):
        keys.add(words)
    keys.press(Qt.Key.Key_H, CTRL | SHIFT)
    keys.press(Qt.Key.Key_Home)
    assert keys.graph.nodes == {}
    keys.press(Qt.Key.Key_End)
    assert len(keys.graph.nodes) == 3


def test_every_action_has_a_place_in_a_menu_that_a_letter_opens(keys):
    bar = keys.window.menuBar()
    assert all("&" in action.text() for action in bar.actions())
