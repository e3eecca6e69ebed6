"""Nodes are painted once and kept as pictures; they are stretched while the wheel turns, and sharp when it rests."""

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPixmapCache
from PySide6.QtWidgets import QApplication

from designer.canvas.dots import APART, paint_dots
from designer.canvas.items.node_item import NodeItem
from tests.designer.canvas.test_looking import turn_wheel


@pytest.fixture
def painted(monkeypatch):
    """The nodes that were painted, one after another, with the detail."""
    found, paint = [], NodeItem.paint_content

    def watched(self, painter, detail):
        found.append((self.node_id, detail))
        paint(self, painter, detail)

    monkeypatch.setattr(NodeItem, "paint_content", watched)
    QPixmapCache.clear()
    return found


def look(hands):
    """Have all that can be seen painted; return the picture."""
    return hands.view.grab().toImage()


def test_a_node_is_painted_once_and_again_when_it_looks_different(hands, chain, painted):
    look(hands)
    assert {node_id for node_id, _ in painted} == set(chain)
    painted.clear()
    look(hands)
    hands.view.scroll_by(QPoint(5, 5))
    look(hands)
    assert painted == []
    hands.document.selection.set([chain[1]])
    look(hands)
    assert {node_id for node_id, _ in painted} == {chain[1]}


def test_pictures_are_stretched_while_the_wheel_turns_and_painted_when_it_rests(hands, chain, painted, qtbot):
    look(hands)
    painted.clear()
    turn_wheel(hands, QPoint(200, 150), 1)
    turn_wheel(hands, QPoint(200, 150), 1)
    stretched = look(hands)
    assert painted == []
    qtbot.waitUntil(lambda: not hands.view.is_turning)
    sharp = look(hands)
    assert {detail for _, detail in painted} == {hands.view.pixels}
    assert stretched != sharp


def test_a_stretched_node_lies_where_the_sharp_one_will(hands, chain, qtbot):
    look(hands)
    turn_wheel(hands, QPoint(200, 150), 1)
    place = hands.point(hands.view.canvas_scene.node_items[chain[0]].pos() + QPointF(150, 12))  # beside the name
    stretched = look(hands).pixelColor(place)
    qtbot.waitUntil(lambda: not hands.view.is_turning)
    assert stretched == look(hands).pixelColor(place)


def test_a_node_that_changes_while_the_wheel_turns_is_painted_at_once(hands, chain, painted):
    look(hands)
    turn_wheel(hands, QPoint(200, 150), 1)
    painted.clear()
    hands.document.selection.set([chain[0]])
    look(hands)
    assert [node_id for node_id, _ in painted] == [chain[0]]


def test_a_written_picture_is_drawn_and_not_stretched(hands, chain, painted):
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    hands.view.canvas_scene.render(painter, QRectF(0, 0, 400, 400), hands.view.canvas_scene.extent_of(chain))
    painter.end()
    QApplication.processEvents()
    assert {node_id for node_id, _ in painted} >= set(chain)


@pytest.mark.parametrize("zoom", [0.51, 1.0, 1.37, 4.0])
def test_dots_are_whole_pixels_on_the_lines_of_the_grid(zoom):
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    painter.translate(7.3, -5.6)
    painter.scale(zoom, zoom)
    extent = QRectF(-7.3 / zoom, 5.6 / zoom, 300 / zoom, 200 / zoom)
    paint_dots(painter, extent, QColor("white"))
    painter.end()
    seen = {(x, y) for x in range(300) for y in range(200) if image.pixelColor(x, y) != QColor("black")}
    size = max(1, round(2 * zoom))
    columns = {round(7.3 + number * APART * zoom) + step for number in range(-5, 50) for step in range(size)}
    rows = {round(-5.6 + number * APART * zoom) + step for number in range(-5, 50) for step in range(size)}
    assert seen == {(x, y) for x in columns for y in rows if 0 <= x < 300 and 0 <= y < 200}
    assert all(image.pixelColor(*place) == QColor("white") for place in seen)
