"""Recovered: a document as a journal knows it, after the process that wrote it came to its end."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from designer.formats.description import checked, document_from
from designer.formats.errors import FormatError, naming_file
from designer.formats.project import take_arrays
from designer.model import weight_keys
from designer.model.document import Document
from designer.recovery.entries import Entry, replayed
from designer.recovery.place import Place, abandoned_places
from nn_core.saving import hdf5_guard


@dataclass(frozen=True)
class Recovered:
    """What one window left behind: a document as it was, and the steps after that."""

    place: Place
    first: dict[str, Any]
    steps: tuple[Entry, ...]

    @property
    def title(self) -> str:
        """The name of the document."""
        return str(self.first.get("title") or "Untitled")

    @property
    def num_steps(self) -> int:
        """How many steps no file holds; the first of them is in the description already."""
        return len(self.steps) + 1

    @property
    def time(self) -> float:
        """When the last step was done, in seconds since 1970."""
        return float((self.steps or (self.first,))[-1]["time"])

    def open(self) -> tuple[Document, str]:
        """Return the document, and what could not be recovered of it, if anything; FormatError if nothing could."""
        with naming_file(self.place.journal):
            document = document_from(checked(replayed(self.first["description"], self.steps)))
            document.path = Path(self.first["path"]) if self.first["path"] else None
            document.title = self.title
            document.stamp = _stamp(self.first.get("stamp"))
        document.mark_unsaved()
        return document, _add_arrays(document, self.place.weights)


def recovered_documents() -> list[Recovered]:
    """Return what dead windows left behind, the latest first; journals that hold nothing are removed."""
    found = []
    for place in abandoned_places():
        try:
            lines = list(_lines(place.journal))
        except OSError:
            place.release()
            continue
        if lines and "description" in lines[0]:
            found.append(Recovered(place, lines[0], tuple(lines[1:])))
        else:
            place.remove()
    return found


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines up to the first that was not written to its end."""
    for line in path.read_bytes().split(b"\n"):
        try:
            content = json.loads(line)
        except ValueError:
            return
        if not isinstance(content, dict) or not isinstance(content.get("time"), int | float):
            return
        yield content


def _add_arrays(document: Document, path: Path) -> str:
    """Put the weights in; return what to say if they are lost."""
    if not path.is_file():
        return ""
    try:
        with naming_file(path):
            hdf5_guard.check(path)
            take_arrays(document, path.read_bytes())
    except (FormatError, OSError):
        return "Its weights could not be read; train it again."
    document.weights = weight_keys.of_graph(document.weights, document.graph)
    return ""


def _stamp(content: Any) -> tuple[int, int] | None:
    return (int(content[0]), int(content[1])) if isinstance(content, list) and len(content) == 2 else None
