"""Freezing on one canvas: the selected layers keep their weights in training, or learn again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from designer.model.freezing import FreezeLayers, freezable, is_frozen

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView


class Freezing:
    """What one canvas knows and does about frozen layers."""

    def __init__(self, view: CanvasView) -> None:
        self._view, self._document = view, view.document

    def toggle(self) -> None:
        """Freeze the selected layers; where all of them are frozen, let them learn again."""
        if chosen := self._chosen():
            self._view.execute(FreezeLayers(chosen, not self.is_frozen()))

    def has_weights(self) -> bool:
        """Say whether something is selected that can be frozen."""
        return bool(self._chosen())

    def is_frozen(self) -> bool:
        """Say whether all that is selected is frozen already."""
        chosen = self._chosen()
        return bool(chosen) and all(is_frozen(self._document.graph.layer_of(id)) for id in chosen)

    def _chosen(self) -> list[str]:
        return freezable(self._document, self._document.selection.nodes)
