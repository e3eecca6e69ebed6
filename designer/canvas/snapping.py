"""Snapping: a dragged node stops at the grid, or in line with another node, and the line is shown."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsLineItem

from designer import theme
from designer.canvas.geometry import BODY, GRID, snapped
from designer.canvas.items.node_item import NodeItem
from designer.canvas.scene import CanvasScene

PULL = 10.0  # how near to the line of another node a node is drawn to it; more than the grid's half


class Snapping:
    """Finds places for a node that is being dragged, and shows what it is in line with."""

    def __init__(self, scene: CanvasScene, moving: Collection[str], seen: QRectF) -> None:
        self._scene = scene
        others = [
            item for item in scene.items(seen) if isinstance(item, NodeItem) and item.node_id not in moving
        ]  # those one can see: in line with anything else would only puzzle
        self._x = {item.x(): item for item in others}
        self._y = {item.y(): item for item in others}
        self._lines: list[QGraphicsLineItem] = []

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the place nearest to this one that is in line with a node, or on the grid."""
        self.clear()
        at_x, at_y = _nearest(self._x, x), _nearest(self._y, y)
        found = snapped(x) if at_x is None else at_x, snapped(y) if at_y is None else at_y
        body = BODY.translated(*found)
        if at_x is not None:
            both = body.united(self._x[at_x].body())
            self._show(QLineF(body.center().x(), both.top() - GRID, body.center().x(), both.bottom() + GRID))
        if at_y is not None:
            both = body.united(self._y[at_y].body())
            self._show(QLineF(both.left() - GRID, body.center().y(), both.right() + GRID, body.center().y()))
        return found

    def clear(self) -> None:
        """Show no line."""
        for line in self._lines:
            self._scene.removeItem(line)
        self._lines = []

    def _show(self, line: QLineF) -> None:
        item = QGraphicsLineItem(line)
        pen = QPen(theme.current().colour("accent"), 1.5, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        item.setPen(pen)
        item.setZValue(6)
        self._scene.addItem(item)
        self._lines.append(item)


def _nearest(lines: Collection[float], value: float) -> float | None:
    best = min(lines, key=lambda line: abs(line - value), default=None)
    return best if best is not None and abs(best - value) <= PULL else None
