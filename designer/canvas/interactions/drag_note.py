"""DragNote and ResizeNote: move a note, with the nodes that lie in it, or make it larger."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QMouseEvent

from designer.canvas.geometry import snapped
from designer.canvas.interactions.interaction import Interaction
from designer.canvas.interactions.selecting import select
from designer.canvas.items.note_item import SMALLEST, NoteItem
from designer.canvas.load import Load
from designer.model.notes import ChangeNotes, Note

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView


class DragNote(Interaction):
    """The note follows the mouse from grid line to grid line; the document learns of it at the end."""

    def __init__(self, view: CanvasView, item: NoteItem, event: QMouseEvent) -> None:
        super().__init__(view, event)
        self._item = item
        if item.note.id not in self.document.selection.notes:
            select(self.document.selection, event.modifiers(), notes=[item.note.id])
        selection, layer = self.document.selection, self.scene.note_layer
        notes = selection.notes | {item.note.id}
        inside = {node for id in notes for node in layer.nodes_in(layer.items[id])}
        self._load = Load(self.scene, selection.nodes | inside, notes)

    def move(self, event: QMouseEvent) -> None:
        if self.has_dragged(event.position().toPoint()):
            note, way = self._item.note, self.place_of(event) - self.press_place
            start = self._load.notes[note.id]
            self._load.show(snapped(start.x + way.x()) - start.x, snapped(start.y + way.y()) - start.y)

    def release(self, event: QMouseEvent) -> None:
        self.is_over = True
        if command := self._load.command():
            self.view.execute(command)

    def cancel(self) -> None:
        self._load.show(0, 0)
        super().cancel()


class ResizeNote(Interaction):
    """The lower right corner follows the mouse."""

    def __init__(self, view: CanvasView, item: NoteItem, event: QMouseEvent) -> None:
        super().__init__(view, event)
        self._item, self._start = item, item.note
        self.document.selection.set(notes=[item.note.id])

    def move(self, event: QMouseEvent) -> None:
        if self.has_dragged(event.position().toPoint()):
            self._item.show_note(self._sized(event))

    def _sized(self, event: QMouseEvent) -> Note:
        way, note = self.place_of(event) - self.press_place, self._start
        width, height = snapped(note.width + way.x()), snapped(note.height + way.y())
        return replace(note, width=max(width, SMALLEST), height=max(height, SMALLEST))

    def release(self, event: QMouseEvent) -> None:
        self.is_over = True
        if self._item.note != self._start:
            self.view.execute(ChangeNotes({self._start.id: self._item.note}, "Resize a note"))

    def cancel(self) -> None:
        self._item.show_note(self._start)
        super().cancel()
