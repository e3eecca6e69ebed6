"""Geometry: how large a node is, where its ports sit, how a wire runs."""

from __future__ import annotations

import math
from typing import Literal

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from designer.model.report import ShownShape

Direction = Literal["TB", "LR"]  # the way data flows: top to bottom, or left to right

NODE_WIDTH, NODE_HEIGHT = 208.0, 64.0
HEADER_HEIGHT = 24.0
PORT_RADIUS = 5.0
PORT_REACH = 10.0  # how near to a port the mouse has to be
GRID = 8.0

BODY = QRectF(0, 0, NODE_WIDTH, NODE_HEIGHT)
HEADER = QRectF(0, 0, NODE_WIDTH, HEADER_HEIGHT)


def input_position(port: int, count: int, direction: Direction) -> QPointF:
    """Return where an input port sits, relative to the node."""
    return _along_side(port, count, 0.0, direction)


def output_position(port: int, count: int, direction: Direction) -> QPointF:
    """Return where an output port sits, relative to the node."""
    return _along_side(port, count, 1.0, direction)


def _along_side(port: int, count: int, side: float, direction: Direction) -> QPointF:
    part = (port + 1) / (max(count, port + 1) + 1)
    if direction == "TB":
        return QPointF(NODE_WIDTH * part, NODE_HEIGHT * side)
    return QPointF(NODE_WIDTH * side, NODE_HEIGHT * part)


def wire_path(start: QPointF, end: QPointF, direction: Direction) -> QPainterPath:
    """Return the curve from an output to an input: it leaves and arrives along the flow."""
    along = (end.y() - start.y()) if direction == "TB" else (end.x() - start.x())
    pull = max(abs(along) / 2, 40.0) if along < 24 else along / 2
    offset = QPointF(0, pull) if direction == "TB" else QPointF(pull, 0)
    path = QPainterPath(start)
    path.cubicTo(start + offset, end - offset, end)
    return path


def wire_width(shape: ShownShape) -> float:
    """Return the width of a wire: it grows with the logarithm of the tensor's size."""
    if shape is None:
        return 1.5
    size = math.prod(each for each in shape if isinstance(each, int) and each)
    return min(1.5 + 0.5 * math.log10(max(size, 1)), 5.0)


def snapped(value: float) -> float:
    """Return the nearest line of the grid."""
    return round(value / GRID) * GRID
