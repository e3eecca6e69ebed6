"""Noting: notes and frames are added, written, coloured and removed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QMenu

from designer.canvas.geometry import GRID, snapped
from designer.canvas.items.note_item import STRIP, note_colour
from designer.canvas.note_box import NoteBox
from designer.model.notes import ChangeNotes, Note, new_note_ids

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView

COLOURS = ("yellow", "orange", "vermillion", "purple", "blue", "sky", "green", "grey")
_ROOM = 1.5 * GRID  # between a frame and what it is around
_RING_PX = 3  # around a selected note: the field covers it


class Noting:
    """What one can do with the notes of one canvas; each is one step of the history."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._document = view.document
        self.box = NoteBox(view)

    def add(self) -> None:
        """Let a note be written where the mouse is, or beside everything; one without words is never added."""
        place = self._view.free_place()
        note = Note(self._new_id(), x=snapped(place.x()), y=snapped(place.y()))
        if not self._is_free(_extent(note)):
            beside = self._view.whole_extent().right() + _ROOM
            note = replace(note, x=snapped(beside))
        self._view.reveal(_extent(note))

        def keep(text: str) -> None:
            if text:
                self._add(replace(note, text=text), "Add a note")

        self.box.open(self._around(_extent(note)), "", keep)

    def _is_free(self, extent: QRectF) -> bool:
        """Say whether neither a node nor the rim of a note lies there; the inside of a frame is a good place."""
        frames = [item.frame() for item in self._view.canvas_scene.note_layer.items.values()]
        is_crossed = any(frame.intersects(extent) and not _inside(frame).contains(extent) for frame in frames)
        return not is_crossed and not self._view.canvas_scene.has_node_in(extent)

    def frame(self) -> None:
        """Put a frame around the selected nodes, and let its title be written."""
        extent = self._view.canvas_scene.extent_of(self._document.selection.nodes)
        if extent.isEmpty():
            return
        around = extent.adjusted(-_ROOM, -STRIP, _ROOM, _ROOM)
        note = _framed(Note(self._new_id(), colour="blue"), around)
        if self._add(note, "Add a frame"):
            self.write(note.id)

    def _add(self, note: Note, text: str) -> bool:
        is_done = self._view.execute(ChangeNotes({note.id: note}, text))
        if is_done:
            self._document.selection.set(notes=[note.id])
        return is_done

    def write(self, note_id: str) -> None:
        """Let the text of a note be edited where it stands."""
        note = self._document.notes[note_id]
        frame = self._view.canvas_scene.note_layer.items[note_id].frame()
        if self._view.canvas_scene.has_node_in(frame):
            frame.setHeight(STRIP)  # the title is written, the nodes below stay in sight
        self._view.reveal(frame)
        self.box.open(self._around(frame), note.text, lambda text: self._rewrite(note_id, text))

    def _around(self, extent: QRectF) -> QRect:
        """Return where the field covers a note, the ring around it included."""
        place: QRect = self._view.mapFromScene(extent).boundingRect()
        return place.adjusted(-_RING_PX, -_RING_PX, _RING_PX, _RING_PX)

    def write_selected(self) -> None:
        """Write the note that is selected."""
        for note_id in sorted(self._document.selection.notes)[:1]:
            self.write(note_id)

    def spoken(self) -> str:
        """Return what a screen reader says of the note that is selected."""
        texts = [self._document.notes[id].text for id in sorted(self._document.selection.notes)[:1]]
        return f"{self.box.accessibleName()}: {texts[0]}" if texts else ""

    def _rewrite(self, note_id: str, text: str) -> None:
        note = self._document.notes.get(note_id)
        if note is not None and note.text != text:
            self._view.execute(ChangeNotes({note_id: replace(note, text=text)}, "Write a note"))

    def paint(self, colour: str) -> None:
        """Give the selected notes a colour."""
        notes = {id: replace(self._document.notes[id], colour=colour) for id in self._document.selection.notes}
        if notes:
            self._view.execute(ChangeNotes(notes, "Colour a note"))

    def removal(self) -> ChangeNotes | None:
        """Return the command that removes the selected notes, if there are any."""
        notes = self._document.selection.notes
        text = "Delete a note" if len(notes) == 1 else "Delete notes"
        return ChangeNotes(dict.fromkeys(notes), text) if notes else None

    def _new_id(self) -> str:
        return new_note_ids(self._document.notes)[0]


def _extent(note: Note) -> QRectF:
    return QRectF(note.x, note.y, note.width, note.height)


def _inside(frame: QRectF) -> QRectF:
    """Return a frame without its rim and the strip with its title."""
    return frame.adjusted(GRID, STRIP, -GRID, -GRID)


def _framed(note: Note, extent: QRectF) -> Note:
    corner = QPointF(snapped(extent.x()), snapped(extent.y()))
    return replace(note, x=corner.x(), y=corner.y(), width=snapped(extent.width()), height=snapped(extent.height()))


def fill_colour_menu(menu: QMenu, paint: Callable[[str], None]) -> None:
    """Fill a menu with the colours of notes, each with its name."""
    tr = functools.partial(QCoreApplication.translate, "Noting")
    names = {
        "yellow": tr("Yellow"), "orange": tr("Orange"), "vermillion": tr("Red"), "purple": tr("Purple"),
        "blue": tr("Blue"), "sky": tr("Light blue"), "green": tr("Green"), "grey": tr("Grey"),
    }  # fmt: skip
    for colour in COLOURS:
        swatch = QPixmap(16, 16)
        swatch.fill(note_colour(colour))
        menu.addAction(QIcon(swatch), names[colour]).triggered.connect(
            lambda _checked=False, colour=colour: paint(colour)
        )
