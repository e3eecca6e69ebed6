"""DragNodes: drag the selected nodes; a lone unwired node dropped on a wire goes into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QMouseEvent

from designer.canvas.interactions.interaction import Interaction
from designer.canvas.interactions.selecting import select
from designer.canvas.items.node_item import NodeItem
from designer.canvas.snapping import Snapping
from designer.canvas.splicing import WireTarget
from designer.model.commands import Compound, MoveNodes, Splice

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView

Places = dict[str, tuple[float, float]]


class DragNodes(Interaction):
    """The nodes follow the mouse from line to line, of the grid or of others; the document learns of it at the end."""

    def __init__(self, view: CanvasView, item: NodeItem, event: QMouseEvent) -> None:
        super().__init__(view, event)
        self._item = item
        self._was_selected = item.node_id in self.document.selection.nodes
        if not self._was_selected or event.modifiers() & _ADDING:
            select(self.document.selection, event.modifiers(), [item.node_id])
        chosen = self.document.selection.nodes or {item.node_id}
        nodes = self.document.graph.nodes
        self._start: Places = {id: (nodes[id].x, nodes[id].y) for id in chosen}
        self._places = self._start
        self._target = WireTarget(self.scene)
        self._snapping: Snapping | None = None

    def move(self, event: QMouseEvent) -> None:
        if not self.has_dragged(event.position().toPoint()) or self._item.node_id not in self._start:
            return
        way = self.place_of(event) - self.press_place
        x, y = self._start[self._item.node_id]
        snapping = self._snapping = self._snapping or Snapping(self.scene, self._start, self._seen())
        to_x, to_y = snapping.place(x + way.x(), y + way.y())
        dx, dy = to_x - x, to_y - y
        self._places = {id: (x + dx, y + dy) for id, (x, y) in self._start.items()}
        self.scene.preview_positions(self._places)
        self._target.look(self._item.body().center() if self._can_splice() else None)

    def _seen(self) -> QRectF:
        return self.view.mapToScene(self.view.viewport().rect()).boundingRect()

    def release(self, event: QMouseEvent) -> None:
        edge = self._target.take()
        self._end()
        if self._places != self._start:
            move = MoveNodes(self._places)
            splice = [] if edge is None else [Splice(self._item.node_id, edge)]
            self.view.execute(Compound(f"Insert {self._item.look.name}", [move, *splice]) if splice else move)
        elif self._was_selected and not event.modifiers() & _ADDING and not self._is_drag:
            self.document.selection.set([self._item.node_id])

    def cancel(self) -> None:
        self._target.take()
        self._end()
        self.scene.preview_positions(self._start)

    def _end(self) -> None:
        if self._snapping is not None:
            self._snapping.clear()
        self.is_over = True

    def _can_splice(self) -> bool:
        graph, node_id = self.document.graph, self._item.node_id
        is_free = not graph.in_edges(node_id) and not graph.out_edges(node_id)
        return len(self._start) == 1 and is_free and graph.free_input_port(node_id) is not None


_ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
