"""Load: the nodes and notes that are being moved together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from designer.canvas.scene import CanvasScene
from designer.model.command import Command
from designer.model.commands import Compound, MoveNodes
from designer.model.notes import ChangeNotes, Note


class Load:
    """Knows where everything was, shows it elsewhere, and gives the command that puts it there."""

    def __init__(self, scene: CanvasScene, node_ids: Iterable[str], note_ids: Iterable[str]) -> None:
        self._scene = scene
        nodes, notes = scene.document.graph.nodes, scene.document.notes
        self.nodes = {id: (nodes[id].x, nodes[id].y) for id in node_ids}
        self.notes = {id: notes[id] for id in note_ids}
        self._way = (0.0, 0.0)

    def show(self, dx: float, dy: float) -> None:
        """Show everything this far from where it was."""
        self._way = (dx, dy)
        self._scene.preview_positions(self._moved_nodes())
        self._scene.note_layer.preview(self._moved_notes().values())

    def _moved_nodes(self) -> dict[str, tuple[float, float]]:
        dx, dy = self._way
        return {id: (x + dx, y + dy) for id, (x, y) in self.nodes.items()}

    def _moved_notes(self) -> dict[str, Note]:
        dx, dy = self._way
        return {id: replace(note, x=note.x + dx, y=note.y + dy) for id, note in self.notes.items()}

    def command(self) -> Command | None:
        """Return the step that moves everything to where it is shown; None if that is where it was."""
        if self._way == (0.0, 0.0):
            return None
        move = MoveNodes(self._moved_nodes())
        if not self.notes:
            return move
        change = ChangeNotes(self._moved_notes(), "Move a note" if len(self.notes) == 1 else "Move notes")
        return Compound(change.text, [change, move]) if self.nodes else change
