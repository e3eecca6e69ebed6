"""A canvas on the screen, and hands for it."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from designer.canvas.port import Port
from designer.canvas.view import CanvasView
from designer.model.commands import AddLayer, Connect
from designer.model.document import Document
from designer.model.graph import Edge

LEFT = Qt.MouseButton.LeftButton
MIDDLE = Qt.MouseButton.MiddleButton


class Hands:
    """Real mouse and key events on a canvas, in the places of the scene."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self.document = view.document

    # ---- what is there ----

    def add(self, class_name, x=0.0, y=0.0, **arguments):
        command = AddLayer(class_name, x, y, arguments)
        self.document.execute(command)
        return command.node_id

    def wire(self, source, target, port=0):
        edge = Edge(source, 0, target, port)
        self.document.execute(Connect(edge))
        return edge

    @property
    def edges(self):
        return {(edge.source, edge.target) for edge in self.document.graph.edges}

    @property
    def names(self):
        return {layer.class_name for layer in self.document.graph.layers.values()}

    def input_of(self, node_id, number=0):
        return self.view.canvas_scene.position_of(Port(node_id, True, number))

    def output_of(self, node_id, number=0):
        return self.view.canvas_scene.position_of(Port(node_id, False, number))

    def body_of(self, node_id):
        return self.view.canvas_scene.node_items[node_id].body().center() + QPointF(0, 4)

    def name_of(self, node_id):
        return self.view.canvas_scene.node_items[node_id].header().center() - QPointF(50, 0)

    # ---- what the hands do ----

    def point(self, place) -> QPoint:
        return self.view.mapFromScene(place)

    def press(self, place, button=LEFT, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.mousePress(self.view.viewport(), button, modifiers, self.point(place))

    def move(self, place):
        QTest.mouseMove(self.view.viewport(), self.point(place))
        QApplication.processEvents()

    def release(self, place, button=LEFT, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.mouseRelease(self.view.viewport(), button, modifiers, self.point(place))

    def drag(self, start, end, button=LEFT, modifiers=Qt.KeyboardModifier.NoModifier):
        self.press(start, button, modifiers)
        self.move(start + (end - start) / 2)
        self.move(end)
        self.release(end, button, modifiers)

    def click(self, place, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.mouseClick(self.view.viewport(), LEFT, modifiers, self.point(place))

    def double_click(self, place):
        QTest.mouseDClick(self.view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, self.point(place))

    def key(self, key, modifiers=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(QApplication.focusWidget(), key, modifiers)

    def type(self, text):
        QTest.keyClicks(QApplication.focusWidget(), text)


@pytest.fixture
def hands(qtbot):
    view = CanvasView(Document())
    qtbot.addWidget(view)
    view.resize(900, 700)
    view.setFocus()  # as the window does; else Qt would give it the focus as if Tab had been pressed
    view.show()
    qtbot.waitExposed(view)
    view.activateWindow()
    view.centerOn(0, 0)
    qtbot.waitUntil(view.hasFocus)
    return Hands(view)


@pytest.fixture
def chain(hands):
    """Input, Dense and Dense on the canvas, the first two wired."""
    ids = [hands.add("Input", -100, -250, shape=[4])]
    ids += [hands.add("Dense", -100, y, units=3) for y in (-50, 150)]
    hands.wire(ids[0], ids[1])
    return ids
