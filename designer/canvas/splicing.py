"""WireTarget: the wire a node would be put into if it were dropped now."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from designer.canvas.items.edge_item import EdgeItem
from designer.canvas.scene import CanvasScene
from designer.model.graph import Edge


class WireTarget:
    """Marks the wire under a place and remembers it until it is taken."""

    def __init__(self, scene: CanvasScene) -> None:
        self._scene = scene
        self._wire: EdgeItem | None = None

    def look(self, place: QPointF | None) -> None:
        """Mark the wire at this place; None marks none."""
        wire = None if place is None else self._scene.edge_at(place)
        if wire is not self._wire:
            self._mark(False)
            self._wire = wire
            self._mark(True)

    def take(self) -> Edge | None:
        """Return the marked wire and mark it no longer."""
        wire = self._wire
        self._mark(False)
        self._wire = None
        return None if wire is None else wire.edge

    def _mark(self, is_target: bool) -> None:
        if self._wire is not None:
            self._wire.set_target(is_target)
