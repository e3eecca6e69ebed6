"""Placing: where the nodes stand; each move is one step of the history."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from designer.canvas.arranger import Arranger
from designer.canvas.geometry import GRID, NODE_HEIGHT, NODE_WIDTH, snapped
from designer.canvas.load import Load
from designer.model.aligning import Side, aligned, distributed
from designer.model.arrange import arrange
from designer.model.commands import Arrange
from designer.model.graph import id_order

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView

Place = tuple[float, float]
_ARROWS: dict[int, Place] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
MOST_AT_ONCE = 2_500  # nodes that are arranged while the user waits: that takes less than half a second
FINE = 1.0  # how far an arrow key moves with Shift


class Placing:
    """Moves the nodes of one canvas by menu and key."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._document = view.document
        self._arranger = Arranger(view)
        self._arranger.arranged.connect(self._put)

    # ---- all of them --------------------------------------------------------------------------------------

    def arrange(self) -> None:
        """Lay out the whole graph along the flow of data; what changed little moves little."""
        graph = self._document.graph
        if not graph.nodes:
            return
        if len(graph.nodes) > MOST_AT_ONCE:
            self._arranger.start(graph.copy(), self._view.canvas_scene.direction)
        else:
            self._put(arrange(graph, None, self._view.canvas_scene.direction, is_stable=True))

    def _put(self, places: Mapping[str, Place]) -> None:
        """Bring an arrangement onto the canvas, unless the graph is another one by now."""
        before = self._places(self._document.graph.nodes)
        if before.keys() != places.keys():
            return
        after = _near(places, before)
        if after != before and self._view.execute(Arrange(after)):
            self._view.motion.begin(before, after)
        self._view.show_all()

    # ---- the selected ones --------------------------------------------------------------------------------

    def align_left(self) -> None:
        """Put the left sides of the selected nodes on one line."""
        self._align("left")

    def align_centre(self) -> None:
        """Put the selected nodes above one another."""
        self._align("centre")

    def align_right(self) -> None:
        """Put the right sides of the selected nodes on one line."""
        self._align("right")

    def align_top(self) -> None:
        """Put the tops of the selected nodes on one line."""
        self._align("top")

    def align_middle(self) -> None:
        """Put the selected nodes beside one another."""
        self._align("middle")

    def align_bottom(self) -> None:
        """Put the bottoms of the selected nodes on one line."""
        self._align("bottom")

    def distribute_across(self) -> None:
        """Leave the same gap between the selected nodes from left to right."""
        self._distribute(0)

    def distribute_down(self) -> None:
        """Leave the same gap between the selected nodes from top to bottom."""
        self._distribute(1)

    def _align(self, side: Side) -> None:
        chosen = self._places(self._document.selection.nodes)
        self._move(aligned(chosen, dict.fromkeys(chosen, (NODE_WIDTH, NODE_HEIGHT)), side), "Align")

    def _distribute(self, axis: int) -> None:
        chosen = self._places(self._document.selection.nodes)
        self._move(distributed(chosen, dict.fromkeys(chosen, (NODE_WIDTH, NODE_HEIGHT)), axis), "Distribute")

    def _places(self, node_ids: Mapping[str, object] | frozenset[str]) -> dict[str, Place]:
        nodes = self._document.graph.nodes
        return {id: (nodes[id].x, nodes[id].y) for id in node_ids}

    def _move(self, places: Mapping[str, Place], verb: str) -> None:
        before = self._places(dict(places))
        if places == before or len(places) < 2:
            return
        command = Arrange(dict(places))
        command.text = f"{verb} {len(places)} layers"
        if self._view.execute(command):
            self._view.motion.begin(before, places)

    # ---- by key -------------------------------------------------------------------------------------------

    def move_by_key(self, event: QKeyEvent) -> bool:
        """Move the selection with an arrow key, or go to a neighbour with Alt; tell whether it was such a key."""
        way = _ARROWS.get(event.key())
        if way is None:
            return False
        if event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._select_neighbour(*way)
        else:
            self._nudge(*way, is_fine=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        return True

    def _nudge(self, dx: float, dy: float, is_fine: bool) -> None:
        selection, step = self._document.selection, FINE if is_fine else GRID
        load = Load(self._view.canvas_scene, selection.nodes, selection.notes)
        load.show(dx * step, dy * step)
        if (load.nodes or load.notes) and (command := load.command()):
            self._view.execute(command)

    def _select_neighbour(self, dx: float, dy: float) -> None:
        """Select the nearest node in a direction; the first node if none is selected."""
        nodes = self._document.graph.nodes
        current = self._document.selection.nodes_in_order[-1:] or tuple(nodes)[:1]
        if not current:
            return
        here = nodes[current[0]]
        distances = [
            (_distance(node.x - here.x, node.y - here.y, dx, dy), node.id)
            for node in nodes.values()
            if node is not here
        ]
        reachable = [each for each in distances if each[0] is not None]
        chosen = min(reachable)[1] if reachable and self._document.selection.nodes else current[0]
        self.go_to(chosen)

    def step(self, by: int) -> bool:
        """Select the next or previous node in the order of the graph, then the notes; tell whether there was one."""
        nodes, notes = self._document.graph.topological_order(), sorted(self._document.notes, key=id_order)
        order = [(id, False) for id in nodes] + [(id, True) for id in notes]
        chosen = self._document.selection
        current = [(id, False) for id in chosen.nodes_in_order[-1:]] or [(id, True) for id in sorted(chosen.notes)[-1:]]
        here = order.index(current[0]) + by if current else (0 if by > 0 else len(order) - 1)
        if not 0 <= here < len(order):
            return False
        id, is_note = order[here]
        (self.go_to_note if is_note else self.go_to)(id)
        return True

    def go_to_note(self, note_id: str) -> None:
        """Select one note and bring it into sight."""
        self._document.selection.set(notes=[note_id])
        self._view.ensureVisible(self._view.canvas_scene.note_layer.items[note_id].frame(), 24, 24)

    def go_to(self, node_id: str) -> None:
        """Select one node and bring it into sight."""
        self._document.selection.set([node_id])
        self._view.ensureVisible(self._view.canvas_scene.extent_of([node_id]), 24, 24)


def _near(places: Mapping[str, Place], before: Mapping[str, Place]) -> dict[str, Place]:
    """Return the places, all of them moved so that most nodes stay about where they were."""
    dx = snapped(median(before[id][0] - x for id, (x, _) in places.items()))
    dy = snapped(median(before[id][1] - y for id, (_, y) in places.items()))
    return {id: (x + dx, y + dy) for id, (x, y) in places.items()}


def _distance(x: float, y: float, dx: float, dy: float) -> float | None:
    """Return how far a node is in a direction, with a penalty for lying aside; None if it lies elsewhere."""
    along, aside = x * dx + y * dy, abs(x * dy) + abs(y * dx)
    return along + 2 * aside if along > 0 and aside <= 2 * along + 1 else None
