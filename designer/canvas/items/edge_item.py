"""EdgeItem: one wire, a plain path that Qt paints by itself."""

from __future__ import annotations

import functools

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from designer import theme
from designer.canvas.geometry import wire_width
from designer.model.graph import Edge
from designer.model.report import ShownShape
from designer.model.shape_text import shape_text

REACH = 10.0  # how wide a wire is for the mouse


class EdgeItem(QGraphicsPathItem):
    """A wire on the canvas."""

    def __init__(self, edge: Edge) -> None:
        super().__init__()
        self.edge = edge
        self.tensor_shape: ShownShape = None
        self.is_known: bool | None = None  # nobody has said it yet
        self.is_selected = False
        self.is_target = False  # a node would be put into this wire if it were dropped now
        self.ends: tuple[object, ...] = ()  # the places between which it was led last
        self.setZValue(0)

    def show_shape(self, shape: ShownShape, is_known: bool) -> None:
        """Carry a tensor of this shape; dashed while it is known in part only."""
        self.tensor_shape, self.is_known = shape, is_known
        self.setToolTip(shape_text(shape))
        self.refresh_pen()

    def set_selected(self, is_selected: bool) -> None:
        """Show or hide the mark of selected wires."""
        if is_selected != self.is_selected:
            self.is_selected = is_selected
            self.refresh_pen()

    def set_target(self, is_target: bool) -> None:
        """Show that a node can be put in here."""
        if is_target != self.is_target:
            self.is_target = is_target
            self.refresh_pen()

    def refresh_pen(self) -> None:
        """Take colour and width from what the wire is now."""
        is_marked = self.is_selected or self.is_target
        colour = theme.current().accent if is_marked else theme.current().wire
        self.setPen(_pen(colour, wire_width(self.tensor_shape) + 2.0 * is_marked, not self.is_known))

    def shape(self) -> QPainterPath:
        stroker = QPainterPathStroker()
        stroker.setWidth(REACH)
        return stroker.createStroke(self.path())


@functools.lru_cache(maxsize=256)
def _pen(colour: str, width: float, is_dashed: bool) -> QPen:
    """Return a pen that all wires alike share."""
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    if is_dashed:
        pen.setStyle(Qt.PenStyle.DashLine)
    return pen
