"""Framing: which layers a frame is around, and which notes go along when layers are grouped or come out again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from designer.model.arrange import DEFAULT_SIZE
from designer.model.graph import Graph, Node
from designer.model.notes import Note, new_note_ids


def nodes_in(note: Note, graph: Graph) -> list[str]:
    """Return the nodes that lie in a note as a whole."""
    return [node.id for node in graph.nodes.values() if _is_in(note, node)]


def _is_in(note: Note, node: Node) -> bool:
    width, height = DEFAULT_SIZE
    is_across = note.x <= node.x and node.x + width <= note.x + note.width
    return is_across and note.y <= node.y and node.y + height <= note.y + note.height


def notes_going_in(
    notes: Mapping[str, Note], graph: Graph, node_ids: Collection[str], chosen: Collection[str] = ()
) -> dict[str, Note]:
    """Return the notes that go with nodes into a nested model: those around such nodes alone, and those chosen."""
    found = {id: nodes_in(note, graph) for id, note in notes.items()}
    return {id: notes[id] for id, inside in found.items() if (inside or id in chosen) and set(inside) <= set(node_ids)}


def notes_coming_out(
    notes: Mapping[str, Note], inside: Mapping[str, Note], ways: Iterable[tuple[float, float]]
) -> dict[str, Note]:
    """Return the notes of a nested model as they stand outside, once for each node, by ids nobody has."""
    moved = [replace(note, x=note.x + x, y=note.y + y) for x, y in ways for note in inside.values()]
    return {id: replace(note, id=id) for id, note in zip(new_note_ids(notes, len(moved)), moved, strict=True)}
