"""SeenPlace: what of a canvas one sees, to come back to it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF

from designer.canvas.zooming import ZoomingView


@dataclass(frozen=True)
class SeenPlace:
    """The zoom and the middle; no middle where all was to be seen."""

    zoom: float
    middle: QPointF | None

    @classmethod
    def of(cls, view: ZoomingView) -> SeenPlace:
        """Return what one sees now."""
        middle = None if view.keeps_fitting else view.mapToScene(view.viewport().rect().center())
        return cls(view.zoom, middle)

    def show_in(self, view: ZoomingView) -> None:
        """Show it again."""
        if self.middle is not None:
            view.keeps_fitting = False
            view.set_zoom(self.zoom)
            view.centerOn(self.middle)
