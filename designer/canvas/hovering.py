"""Hovering: what is marked and said below the mouse while no button is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from designer.canvas.items.node_item import REMARK, NodeItem
from designer.canvas.port_text import port_text

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView


class Hovering:
    """Knows the node and the port below the mouse of one canvas."""

    def __init__(self, view: CanvasView) -> None:
        self._view, self._scene = view, view.canvas_scene
        self._node: NodeItem | None = None

    def move(self, place: QPointF) -> Qt.CursorShape:
        """Mark what is at a place; return the cursor that tells what a press would do."""
        port, item = self._scene.port_at(place), self._scene.node_at(place)
        self._scene.mark_port(port)
        self._mark(item)
        if port is not None:
            return Qt.CursorShape.CrossCursor
        is_on_remark = item is not None and item.has_badge_at(REMARK, place)
        return Qt.CursorShape.PointingHandCursor if is_on_remark else Qt.CursorShape.ArrowCursor

    def leave(self) -> None:
        """Mark nothing: the mouse is elsewhere, or means something else now."""
        self._scene.mark_port(None)
        self._mark(None)

    def _mark(self, item: NodeItem | None) -> None:
        if item is not self._node:
            for each, is_hovered in ((self._node, False), (item, True)):
                if each is not None:
                    each.is_hovered = is_hovered
                    each.refresh()
            self._node = item

    def words(self, place: QPointF) -> str:
        """Return what there is to say about a place, besides what a whole node says."""
        port, item = self._scene.port_at(place), self._scene.node_at(place)
        if port is not None:
            return port_text(self._scene.node_items[port.node_id], port)
        return item.look.remark if item is not None and item.has_badge_at(REMARK, place) else ""
