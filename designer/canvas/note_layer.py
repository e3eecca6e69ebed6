"""NoteLayer: keeps the painted notes in step with the document."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from designer.canvas.items.note_item import NoteItem
from designer.model.document import Document
from designer.model.framing import nodes_in
from designer.model.notes import Note


class NoteLayer:
    """The notes of one scene. It holds no truth: everything follows from the document's signals."""

    def __init__(self, scene: QGraphicsScene, document: Document) -> None:
        self._scene, self._document = scene, document
        self.items: dict[str, NoteItem] = {}
        document.notes_changed.connect(self._on_notes_changed)
        document.selection.changed.connect(self._on_selection_changed)
        self._on_notes_changed()

    def _on_notes_changed(self) -> None:
        notes = self._document.notes
        for id in self.items.keys() - notes.keys():
            self._scene.removeItem(self.items.pop(id))
        for id, note in notes.items():
            if id not in self.items:
                self.items[id] = NoteItem(note)
                self._scene.addItem(self.items[id])
            elif self.items[id].note != note:
                self.items[id].show_note(note)
        self._on_selection_changed()

    def _on_selection_changed(self) -> None:
        chosen = self._document.selection.notes
        for id, item in self.items.items():
            item.set_selected(id in chosen)

    def preview(self, notes: Iterable[Note]) -> None:
        """Show notes otherwise while they are being dragged; the document does not change."""
        for note in notes:
            self.items[note.id].show_note(note)

    def at(self, place: QPointF) -> NoteItem | None:
        """Return the note that can be grasped at a place: one with nodes in it only at its rim."""
        found = (item for item in self._scene.items(place) if isinstance(item, NoteItem))
        return next((item for item in found if item.is_on_rim(place) or not self.nodes_in(item)), None)

    def nodes_in(self, item: NoteItem) -> list[str]:
        """Return the nodes that lie in a note as a whole."""
        return nodes_in(item.note, self._document.graph)

    def in_extent(self, extent: QRectF) -> list[str]:
        """Return the notes that lie in a rectangle as a whole."""
        return [id for id, item in self.items.items() if extent.contains(item.frame())]

    def extent(self, ids: Iterable[str] | None = None) -> QRectF:
        """Return the rectangle around some notes, or all of them."""
        extent = QRectF()
        for id in self.items if ids is None else ids:
            extent = extent.united(self.items[id].frame())
        return extent
