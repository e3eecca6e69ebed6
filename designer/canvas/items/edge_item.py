"""EdgeItem: one wire, a plain path that Qt paints by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from designer import theme
from designer.canvas.geometry import wire_width
from designer.model.graph import Edge
from designer.model.shape_text import shape_text

REACH = 10.0  # how wide a wire is for the mouse


class EdgeItem(QGraphicsPathItem):
    """A wire on the canvas."""

    def __init__(self, edge: Edge) -> None:
        super().__init__()
        self.edge = edge
        self.tensor_shape: tuple[int | None, ...] | None = None
        self.is_selected = False
        self.is_target = False  # a node would be put into this wire if it were dropped now
        self.setZValue(0)

    def route(self, path: QPainterPath) -> None:
        """Run along a path."""
        self.setPath(path)

    def show_shape(self, shape: tuple[int | None, ...] | None) -> None:
        """Carry a tensor of this shape."""
        self.tensor_shape = shape
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
        pen = QPen(theme.current().colour("accent" if is_marked else "wire"))
        pen.setWidthF(wire_width(self.tensor_shape) + (2.0 if is_marked else 0.0))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if self.tensor_shape is None:
            pen.setStyle(Qt.PenStyle.DashLine)
        self.setPen(pen)

    def shape(self) -> QPainterPath:
        stroker = QPainterPathStroker()
        stroker.setWidth(REACH)
        return stroker.createStroke(self.path())
