"""The clipboard: nodes and notes as JSON text that can be pasted into any document, or sent by mail."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from designer.model.change import Change
from designer.model.commands import Paste
from designer.model.document import Document
from designer.model.graph import Graph, Node
from designer.model.notes import ChangeNotes, Note, new_note_ids, notes_from_json, notes_to_json

FORMAT = "nn-designer layers"
MAX_LENGTH = 20_000_000


def copy(document: Document, node_ids: Iterable[str], note_ids: Iterable[str] = ()) -> str:
    """Return the nodes, their layers and the wires between them, and notes, as text."""
    content: dict[str, Any] = {"format": FORMAT, "version": 1}
    content["graph"] = subgraph(document.graph, set(node_ids)).to_json()
    if notes := {id: document.notes[id] for id in note_ids}:
        content["notes"] = notes_to_json(notes)
    return json.dumps(content, indent=1)


class PasteCopied(Paste):
    """Add copies of nodes and notes; the notes, too, have new ids."""

    def __init__(self, content: Graph, notes: Mapping[str, Note], offset: tuple[float, float]) -> None:
        super().__init__(content, offset)
        self.notes = dict(notes)
        self.note_ids: dict[str, str] = {}  # id in the content -> id in the document
        self._add_notes: ChangeNotes | None = None

    def do(self, document: Document) -> Change:
        change = super().do(document)
        if not self.notes:
            return change
        if self._add_notes is None:  # done again, it uses the same ids
            self.note_ids = dict(zip(self.notes, new_note_ids(document.notes, len(self.notes)), strict=True))
            self._add_notes = ChangeNotes({self.note_ids[id]: self._moved(note) for id, note in self.notes.items()})
        return change.then(self._add_notes.do(document))

    def undo(self, document: Document) -> Change:
        change = super().undo(document)
        return change if self._add_notes is None else change.then(self._add_notes.undo(document))

    def _moved(self, note: Note) -> Note:
        return replace(note, id=self.note_ids[note.id], x=note.x + self.offset[0], y=note.y + self.offset[1])


def paste_command(text: str, position: tuple[float, float] | None = None) -> PasteCopied:
    """Return the command that pastes the text; the top left corner goes to `position`, or a little aside.

    ValueError says why if the text is not what `copy` gave.
    """
    graph, notes = _read(text)
    things: list[Node | Note] = [*graph.nodes.values(), *notes.values()]
    left, top = min(each.x for each in things), min(each.y for each in things)
    offset = (position[0] - left, position[1] - top) if position is not None else (32.0, 32.0)
    return PasteCopied(graph, notes, offset)


def is_pasteable(text: str) -> bool:
    """Say whether the text looks like copied layers, without reading all of it."""
    return FORMAT in text[:200]


def looks_like_code(text: str) -> bool:
    """Say whether the text may be Python that makes layers: some name that is called."""
    return re.search(r"\w\(|^\s*(import|from)\s", text[:MAX_LENGTH]) is not None and not text.lstrip().startswith("{")


def subgraph(graph: Graph, node_ids: set[str]) -> Graph:
    """Return these nodes with their layers and the wires between them."""
    part = Graph()
    for key in {graph.nodes[id].layer_key: None for id in graph.nodes if id in node_ids}:
        part.put_layer(graph.layers[key])
    for id, node in graph.nodes.items():
        if id in node_ids:
            part.put_node(node)
    for edge in graph.edges:
        if edge.source in node_ids and edge.target in node_ids:
            part.add_edge(edge)
    return part


def _read(text: str) -> tuple[Graph, dict[str, Note]]:
    if len(text) > MAX_LENGTH:
        raise ValueError(f"The clipboard holds {len(text):,} characters; that is too much to be layers.")
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("The clipboard does not hold layers copied from a canvas.") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError("The clipboard does not hold layers copied from a canvas.")
    graph, notes = Graph.from_json(content.get("graph")), notes_from_json(content.get("notes", []))
    if not graph.nodes and not notes:
        raise ValueError("The copied text holds no layer.")
    return graph, notes
