"""Notes: texts on the canvas that are no part of the model, and the command that changes them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from itertools import count as counting
from itertools import islice
from typing import TYPE_CHECKING, Any

from designer.model.change import Change
from designer.model.command import Command
from designer.model.graph import id_order
from designer.model.graph_json import placed

if TYPE_CHECKING:
    from designer.model.document import Document

LONGEST = 10_000  # characters
LARGEST_PX = 100_000.0


@dataclass(frozen=True)
class Note:
    """A text in a frame at a place on the canvas; without text it is a frame alone."""

    id: str
    text: str = ""
    x: float = 0.0
    y: float = 0.0
    width: float = 160.0
    height: float = 80.0
    colour: str = ""  # a name of the theme; its usual one if empty


class ChangeNotes(Command):
    """Add, change or remove notes: each id with what is to stand there, None for nothing."""

    def __init__(self, notes: Mapping[str, Note | None], text: str = "Change a note") -> None:
        self.notes, self.text = dict(notes), text
        self._before: dict[str, Note | None] = {}

    def do(self, document: Document) -> Change:
        self._before = {id: document.notes.get(id) for id in self.notes}
        return _put(document, self.notes)

    def undo(self, document: Document) -> Change:
        return _put(document, self._before)


def new_note_ids(notes: Mapping[str, Note], count: int = 1) -> list[str]:
    """Return ids that no note has."""
    return list(islice((id for number in counting(1) if (id := f"note{number}") not in notes), count))


def _put(document: Document, notes: Mapping[str, Note | None]) -> Change:
    kept = {**document.notes, **notes}
    document.notes = {id: note for id, note in kept.items() if note is not None}
    return Change(notes_changed=True)


def notes_to_json(notes: Mapping[str, Note]) -> list[dict[str, Any]]:
    """Return the notes as plain data in a fixed order; equal notes give equal data."""
    return [_note_to_json(notes[id]) for id in sorted(notes, key=id_order)]


def _note_to_json(note: Note) -> dict[str, Any]:
    sizes: dict[str, Any] = {name: placed(getattr(note, name)) for name in ("x", "y", "width", "height")}
    return asdict(replace(note, **sizes))


def notes_from_json(content: Any) -> dict[str, Note]:
    """Make notes from what `notes_to_json` gave; ValueError in a sentence for anything else."""
    if not isinstance(content, list):
        raise ValueError(f"The notes must be a list, not {str(content)[:80]!r}.")
    notes = [_note_from_json(entry) for entry in content]
    return {note.id: note for note in notes}


def _note_from_json(entry: Any) -> Note:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise ValueError(f"A note needs an 'id', a text; found {str(entry)[:80]!r}.")
    texts = {name: entry.get(name, "") for name in ("text", "colour")}
    for name, value in texts.items():
        if not isinstance(value, str) or len(value) > LONGEST:
            raise ValueError(f"A note needs a {name!r} of {LONGEST:,} characters at most, not {str(value)[:80]!r}.")
    sizes: dict[str, Any] = {name: _size(entry, name) for name in ("x", "y", "width", "height") if name in entry}
    return Note(entry["id"], **texts, **sizes)


def _size(entry: dict[str, Any], name: str) -> float:
    value = entry[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"A note needs a finite number {name!r}, not {str(value)[:80]!r}.")
    return float(min(max(value, -LARGEST_PX), LARGEST_PX))
