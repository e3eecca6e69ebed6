"""DragNodes: drag the selected nodes; a lone unwired node dropped on a wire goes into it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QMouseEvent

from designer.canvas.interactions.interaction import Interaction
from designer.canvas.interactions.selecting import select
from designer.canvas.items.node_item import NodeItem
from designer.canvas.load import Load
from designer.canvas.snapping import Snapping
from designer.canvas.splicing import WireTarget
from designer.model.commands import Compound, Splice

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView


class DragNodes(Interaction):
    """The nodes follow the mouse from line to line, of the grid or of others; the document learns of it at the end."""

    def __init__(self, view: CanvasView, item: NodeItem, event: QMouseEvent) -> None:
        super().__init__(view, event)
        self._item = item
        self._was_selected = item.node_id in self.document.selection.nodes
        if not self._was_selected or event.modifiers() & _ADDING:
            select(self.document.selection, event.modifiers(), [item.node_id])
        selection = self.document.selection
        self._load = Load(self.scene, selection.nodes or {item.node_id}, selection.notes)
        self._target = WireTarget(self.scene)
        self._snapping: Snapping | None = None

    def move(self, event: QMouseEvent) -> None:
        if not self.has_dragged(event.position().toPoint()) or self._item.node_id not in self._load.nodes:
            return
        way = self.place_of(event) - self.press_place
        x, y = self._load.nodes[self._item.node_id]
        snapping = self._snapping = self._snapping or Snapping(self.scene, self._load.nodes, self._seen())
        to_x, to_y = snapping.place(x + way.x(), y + way.y())
        self._load.show(to_x - x, to_y - y)
        self._target.look(self._item.body().center() if self._can_splice() else None)

    def _seen(self) -> QRectF:
        return self.view.mapToScene(self.view.viewport().rect()).boundingRect()

    def release(self, event: QMouseEvent) -> None:
        edge = self._target.take()
        self._end()
        if move := self._load.command():
            splice = [] if edge is None else [Splice(self._item.node_id, edge)]
            self.view.execute(Compound(f"Insert {self._item.look.name}", [move, *splice]) if splice else move)
        elif self._was_selected and not event.modifiers() & _ADDING and not self._is_drag:
            self.document.selection.set([self._item.node_id])

    def cancel(self) -> None:
        self._target.take()
        self._end()
        self._load.show(0, 0)

    def _end(self) -> None:
        if self._snapping is not None:
            self._snapping.clear()
        self.is_over = True

    def _can_splice(self) -> bool:
        graph, node_id = self.document.graph, self._item.node_id
        is_free = not graph.in_edges(node_id) and not graph.out_edges(node_id)
        return len(self._load.nodes) == 1 and is_free and graph.free_input_port(node_id) is not None


_ADDING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
