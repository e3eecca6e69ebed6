"""The description of a document: everything but its arrays, as plain data and as text that compares line by line.

Entries (all are there, in the order of the alphabet, as in every part below):
    data      the name of a bundled set, or the path of a file with data; empty for none
    dismissed what of the review is not to be told again: rule and keys of layers
    format    FORMAT, by which a file is recognised
    graph     edges: [source node, its port, target node, its port]
              layers: arguments, class_name, key, name, and for a nested model `inner` (a graph) and perhaps `notes`
              nodes: id, layer (a key), x, y, and `output_ports` where a wired port is an output of the model too
    notes     colour, height, id, text, width, x, y of each
    settings  how to train; what is null is chosen from the model and the data
    version   VERSION; see `migrations` for what earlier ones were like
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from designer.formats.errors import FormatError
from designer.formats.migrations import VERSION, migrated
from designer.model.dismissing import dismissed_from_json, dismissed_to_json
from designer.model.document import Document
from designer.model.graph_json import graph_from_json, graph_to_json
from designer.model.notes import notes_from_json, notes_to_json
from designer.model.settings import TrainingSettings

FORMAT = "nn-designer project"
_BY_LINE = ("graph", "inner", "edges", "layers", "nodes", "notes", "settings")  # what has a line for each entry


def describe(document: Document) -> dict[str, Any]:
    """Return the description of a document."""
    return {
        "data": document.data_name,
        "dismissed": dismissed_to_json(document.dismissed),
        "format": FORMAT,
        "graph": graph_to_json(document.graph),
        "notes": notes_to_json(document.notes),
        "settings": document.settings.to_json(),
        "version": VERSION,
    }


def to_text(description: dict[str, Any]) -> str:
    """Return the JSON text: one entry per line, sorted, so that equal documents have equal texts."""
    return _by_line(description, "") + "\n"


def from_text(content: bytes) -> dict[str, Any]:
    """Return the description in a text of any version; FormatError says what is wrong with it."""
    try:
        description = json.loads(content)
    except ValueError as error:
        raise FormatError(f"Its description is damaged: {error}.") from None
    return checked(description)


def checked(description: Any) -> dict[str, Any]:
    """Return the description, brought to the present version; FormatError if it is none, or of a later version."""
    if not isinstance(description, dict) or description.get("format") != FORMAT:
        raise FormatError("It is a zip archive, but not a project of this program.")
    version = description.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise FormatError(f"Its version is {version!r}, which is not a version of the project file.")
    if version > VERSION:
        raise FormatError(
            f"It was written by a newer program (file version {version}; this one reads up to {VERSION}). "
            "Update this program to open it."
        )
    return migrated(description)


def document_from(description: dict[str, Any]) -> Document:
    """Return a document as described, without weights."""
    data = description.get("data", "")
    if not isinstance(data, str):
        raise FormatError(f"Its data should be a name or a path, not {data!r}.")
    graph = graph_from_json(description.get("graph"))
    document = Document(graph, TrainingSettings.from_json(description.get("settings", {})), data)
    document.notes = notes_from_json(description.get("notes", []))
    document.dismissed = dismissed_from_json(description.get("dismissed", []))
    return document


def _by_line(value: dict[str, Any] | list[Any], indent: str) -> str:
    inside = indent + " "
    if isinstance(value, dict):
        entries: Iterable[str] = (f"{_text(name)}: {_entry(name, value[name], inside)}" for name in sorted(value))
        opening, closing = "{", "}"
    else:
        entries = (_in_one_line(entry, inside) for entry in value)
        opening, closing = "[", "]"
    lines = f",\n{inside}".join(entries)
    return f"{opening}\n{inside}{lines}\n{indent}{closing}" if lines else opening + closing


def _entry(name: str, value: Any, indent: str) -> str:
    return _by_line(value, indent) if name in _BY_LINE and isinstance(value, dict | list) else _text(value)


def _in_one_line(value: Any, indent: str) -> str:
    """Return the text of a layer, node, edge or note; only a nested model in it has lines of its own."""
    if not isinstance(value, dict) or "inner" not in value:
        return _text(value)
    return "{" + ", ".join(f"{_text(name)}: {_entry(name, value[name], indent)}" for name in sorted(value)) + "}"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
