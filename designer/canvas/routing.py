"""Routing: the way of a long wire around the nodes that stand in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from designer.canvas.geometry import NODE_HEIGHT, NODE_WIDTH, Direction, wire_path

BEND = 32.0  # how far along the flow a wire takes to change its lane; less than the gap between layers
CLEAR = 16.0  # between a wire and the nodes it passes
_NUM_STEPS = 24


def is_long(start: QPointF, end: QPointF, direction: Direction) -> bool:
    """Say whether a wire passes the length of a node, so that one may stand in its way."""
    along, node = (end.y() - start.y(), NODE_HEIGHT) if direction == "TB" else (end.x() - start.x(), NODE_WIDTH)
    return along > node + BEND


def routed_path(start: QPointF, end: QPointF, direction: Direction, bodies: Sequence[QRectF]) -> QPainterPath:
    """Return the curve from an output to an input; where it would run behind a node, it takes a lane beside it."""
    if direction == "LR":
        return _turned(_down(_flip(start), _flip(end), [_flipped(body) for body in bodies]))
    return _down(start, end, bodies)


def _down(start: QPointF, end: QPointF, bodies: Sequence[QRectF]) -> QPainterPath:
    between = [body for body in bodies if body.bottom() > start.y() + 1 and body.top() < end.y() - 1]
    if not any(_hits(start, end, body) for body in between):
        return wire_path(start, end, "TB")
    lane = _lane(start.x(), end.x(), between)
    first, last = QPointF(lane, start.y() + BEND), QPointF(lane, end.y() - BEND)
    path = QPainterPath(start)
    half = QPointF(0, BEND / 2)
    path.cubicTo(start + half, first - half, first)
    path.lineTo(last)
    path.cubicTo(last + half, end - half, end)
    return path


def _hits(start: QPointF, end: QPointF, body: QRectF) -> bool:
    """Say whether the plain curve would come near a node."""
    near, x0, y0 = body.adjusted(-4, -4, 4, 4), start.x(), start.y()
    dx, dy = end.x() - x0, end.y() - y0
    steps = (step / _NUM_STEPS for step in range(1, _NUM_STEPS))
    return any(near.contains(x0 + dx * t * t * (3 - 2 * t), y0 + dy * (1.5 * t - 1.5 * t * t + t**3)) for t in steps)


def _lane(x0: float, x1: float, bodies: Sequence[QRectF]) -> float:
    """Return where beside the nodes a straight line passes them all, as little aside as can be."""
    taken = [(body.left() - CLEAR, body.right() + CLEAR) for body in bodies]
    lanes = [x0, x1, *(edge for pair in taken for edge in pair)]
    free = [lane for lane in lanes if not any(left < lane < right for left, right in taken)]
    return min(free, key=lambda lane: (abs(lane - x0) + abs(lane - x1), abs(lane - x0), lane))


def _flip(point: QPointF) -> QPointF:
    return QPointF(point.y(), point.x())


def _flipped(body: QRectF) -> QRectF:
    return QRectF(body.y(), body.x(), body.height(), body.width())


def _turned(path: QPainterPath) -> QPainterPath:
    """Return the path with across and along exchanged."""
    points = [_flip(QPointF(path.elementAt(n).x, path.elementAt(n).y)) for n in range(path.elementCount())]
    turned, number = QPainterPath(points[0]), 1
    while number < len(points):
        if path.elementAt(number).isLineTo():
            turned.lineTo(points[number])
            number += 1
        else:
            turned.cubicTo(*points[number : number + 3])
            number += 3
    return turned
