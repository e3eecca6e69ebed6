"""A student at the window: every step is a mouse or key event that goes through the window system."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QTreeWidget, QWidget

from designer import theme
from designer.canvas.port import Port
from designer.model.document import Document
from designer.panels.layer_form import LayerForm
from designer.window import MainWindow

LEFT = Qt.MouseButton.LeftButton
DRAG_STEP_MS = 20  # Qt's loop for dragging has begun by then
CONTROL = Qt.KeyboardModifier.ControlModifier


class Student:
    """Hands and eyes of a student."""

    def __init__(self, window: MainWindow, qtbot: Any) -> None:
        self.window, self.qtbot = window, qtbot

    @property
    def document(self) -> Document:
        return self.window.document

    def see(self, name: str) -> Any:
        found = self.window.findChild(QWidget, name)
        assert found is not None, name
        return found

    # ---- mouse ------------------------------------------------------------------------------------------------

    def _mouse(self, act: Callable[..., None], place: QPoint, *button: Qt.MouseButton) -> None:
        arguments = [*button, Qt.KeyboardModifier.NoModifier] if button else []
        act(self.window.windowHandle(), *arguments, place)
        QApplication.processEvents()

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        at = widget.mapTo(self.window, place if place is not None else widget.rect().center())
        self._mouse(QTest.mousePress, at, LEFT)
        self._mouse(QTest.mouseRelease, at, LEFT)

    def drag(self, start: QPoint, end: QPoint) -> None:
        self._mouse(QTest.mousePress, start, LEFT)
        for part in (0.3, 0.7, 1.0):
            self._mouse(QTest.mouseMove, start + (end - start) * part)
        self._mouse(QTest.mouseRelease, end, LEFT)

    def canvas_place(self, place: QPointF) -> QPoint:
        """Return where in the window a place of the canvas is."""
        canvas = self.window.canvas
        return canvas.viewport().mapTo(self.window, canvas.mapFromScene(place))

    # ---- what a student does ------------------------------------------------------------------------------------

    def drag_from_library(self, layer: str, x: float, y: float) -> str:
        """Drag a layer to a place on the canvas; return its node."""
        before = set(self.document.graph.nodes)
        tree: QTreeWidget = self.see("library_tree")
        item = next(
            i for i in tree.findItems(layer, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive) if i.parent()
        )
        tree.scrollToItem(item)
        start = tree.viewport().mapTo(self.window, tree.visualItemRect(item).center())
        end = self.canvas_place(QPointF(x, y))
        if QApplication.platformName() == "offscreen":  # which has no drag and drop of its own
            self._hand_over(tree.mimeData([item]), end)
        else:
            self._mouse(QTest.mousePress, start, LEFT)
            self._mouse(QTest.mouseMove, start + QPoint(6, 0))
            self._while_dragging([end + QPoint(-9, -9), end], end)
            self._mouse(QTest.mouseMove, start + QPoint(40, 0))  # from here on Qt waits until the drag is over
        (added,) = set(self.document.graph.nodes) - before
        return added

    def _hand_over(self, packed: QMimeData, end: QPoint) -> None:
        """Send the canvas what Qt sends it during a drag."""
        viewport = self.window.canvas.viewport()
        at = viewport.mapFrom(self.window, end)
        rest = (Qt.DropAction.CopyAction, packed, LEFT, Qt.KeyboardModifier.NoModifier)
        for event in (QDragEnterEvent(at, *rest), QDragMoveEvent(at, *rest), QDropEvent(QPointF(at), *rest)):
            QApplication.sendEvent(viewport, event)

    def _while_dragging(self, moves: list[QPoint], end: QPoint) -> None:
        """Have the mouse moved and released while Qt's own loop for dragging runs."""
        window = self.window.windowHandle()
        steps: list[Callable[[], None]] = [lambda at=at: QTest.mouseMove(window, at) for at in moves]
        steps.append(lambda: QTest.mouseRelease(window, LEFT, Qt.KeyboardModifier.NoModifier, end))

        def step() -> None:
            steps.pop(0)()
            if steps:
                QTimer.singleShot(DRAG_STEP_MS, step)

        QTimer.singleShot(DRAG_STEP_MS, step)

    def wire(self, source: str, target: str, port: int = 0) -> None:
        """Drag a wire from a node's output to another's input."""
        scene = self.window.canvas.canvas_scene
        start, end = scene.position_of(Port(source, False, 0)), scene.position_of(Port(target, True, port))
        self.drag(self.canvas_place(start), self.canvas_place(end))

    def use_again(self, node: str, x: float, y: float) -> str:
        """Share a node's layer from its context menu, drag the new node to a place, and return it."""
        before = set(self.document.graph.nodes)
        self.select(node)
        menu = self.context_menu(node)
        action = self.window.action("use_again")
        QTest.mouseClick(menu, LEFT, Qt.KeyboardModifier.NoModifier, menu.actionGeometry(action).center())
        (added,) = set(self.document.graph.nodes) - before
        place = self.body_of(added)
        item = self.window.canvas.canvas_scene.node_items[added]
        self.drag(place, place + self.canvas_place(QPointF(x, y)) - self.canvas_place(item.pos()))
        return added

    def context_menu(self, node: str) -> QMenu:
        """Click a node with the right button; return the menu."""
        self._mouse(QTest.mousePress, self.body_of(node), Qt.MouseButton.RightButton)
        self._mouse(QTest.mouseRelease, self.body_of(node), Qt.MouseButton.RightButton)
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    def body_of(self, node: str) -> QPoint:
        item = self.window.canvas.canvas_scene.node_items[node]
        return self.canvas_place(item.body().center() + QPointF(0, 4))

    def select(self, node: str) -> LayerForm:
        """Click on a node; return the form that the Inspector shows."""
        at = self.body_of(node)
        self._mouse(QTest.mousePress, at, LEFT)
        self._mouse(QTest.mouseRelease, at, LEFT)
        assert self.document.selection.nodes == {node}
        return self.see("inspector_panel").findChild(LayerForm)

    def set_text(self, node: str, parameter: str, text: str) -> None:
        """Type a value into the Inspector."""
        line = self.select(node).rows[parameter].editor.line
        self.type_into(line, text)

    def type_into(self, line: QWidget, text: str) -> None:
        line.setFocus()
        QTest.keyClick(line, Qt.Key.Key_A, CONTROL)
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def choose(self, box: QComboBox, text: str) -> None:
        """Choose an entry with the keyboard."""
        wanted = box.findText(text)
        assert wanted >= 0, [box.itemText(i) for i in range(box.count())]
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Home)
        while box.currentIndex() < wanted:
            QTest.keyClick(box, Qt.Key.Key_Down)
        QTest.keyClick(box, Qt.Key.Key_Return)

    def choose_parameter(self, node: str, parameter: str, text: str) -> None:
        """Choose a value in the Inspector."""
        self.choose(self.select(node).rows[parameter].editor.findChild(QComboBox), text)

    def rename(self, node: str, name: str) -> None:
        self.select(node)
        self.type_into(self.see("editor_name"), name)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.window.windowHandle(), key, modifiers)

    def train(self) -> Any:
        """Press Train and wait for the end; return the outcome."""
        button = self.window.toolbar.widgetForAction(self.window.action("train"))
        with self.qtbot.waitSignal(self.window.session.finished, timeout=60_000) as finished:
            self.click(button)
        return finished.args[0]

    def save_as(self, path: Path) -> None:
        self.window.files.ask_for_target = lambda *_: str(path)
        self.key(Qt.Key.Key_S, CONTROL | Qt.KeyboardModifier.ShiftModifier)
        assert path.is_file()

    def open(self, path: Path) -> None:
        self.window.files.ask_for_file = lambda: str(path)
        self.key(Qt.Key.Key_O, CONTROL)
        assert self.document.path == path, self.window.message_bar.text


@pytest.fixture
def student(qtbot: Any, qapp: QApplication) -> Student:
    theme.load_fonts()
    theme.apply(qapp, theme.LIGHT)
    window = MainWindow(Document())
    window.files.ask_about_changes = lambda: "discard"
    window.files.ask_about_several = lambda _: []
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    made = Student(window, qtbot)
    for _ in range(2):  # to see a tall model whole
        made.key(Qt.Key.Key_Minus, CONTROL)
    return made
