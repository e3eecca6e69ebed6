"""DrawWire: wire two ports by dragging, in either direction, or by two clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from designer import theme
from designer.canvas.geometry import wire_path
from designer.canvas.interactions.interaction import Interaction
from designer.canvas.port import Port, edge_between
from designer.model.commands import Compound, Connect, Disconnect
from designer.model.graph import Edge
from designer.model.refusal import connect_refusal

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView


class DrawWire(Interaction):
    """A loose wire hangs on the mouse until it is dropped: on a port, on nothing, or with Escape nowhere.

    A wire taken at the input it ends at comes off there: it can be put elsewhere, or dropped to remove it. Taken
    anywhere else it comes off at the nearer end.
    """

    def __init__(self, view: CanvasView, port: Port, event: QMouseEvent, lifted: Edge | None = None) -> None:
        super().__init__(view, event)
        self._is_by_wire = lifted is not None
        self._lifted = lifted or self._wire_ending_at(port)
        is_end = self._lifted is not None and lifted is None
        self._port = Port(self._lifted.source, False, self._lifted.source_port) if self._lifted and is_end else port
        self._start = self.scene.position_of(self._port)
        self._is_clicked = False  # the button was released at once: the next click ends the wire
        self._refusal = ""
        self._wire = QGraphicsPathItem()
        self._wire.setZValue(5)
        self._follow(self.press_place)

    @classmethod
    def lifting(cls, view: CanvasView, edge: Edge, event: QMouseEvent) -> DrawWire:
        """Return the gesture that takes a wire by the end that is nearer to the mouse; the other one stays."""
        start, end = Port(edge.source, False, edge.source_port), Port(edge.target, True, edge.target_port)
        place = view.mapToScene(event.position().toPoint())
        to_start, to_end = (QLineF(place, view.canvas_scene.position_of(port)).length() for port in (start, end))
        return cls(view, start if to_end <= to_start else end, event, edge)

    def _wire_ending_at(self, port: Port) -> Edge | None:
        wires = self.document.graph.in_edges(port.node_id) if port.is_input else []
        return next((edge for edge in wires if edge.target_port == port.number), None)

    def move(self, event: QMouseEvent) -> None:
        if self._is_clicked or self.has_dragged(event.position().toPoint()):
            self._show()
            self._follow(self.place_of(event))
            self.view.hint.show_at(event.position().toPoint(), self._refusal)

    def press(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._finish(event)
        else:
            self.cancel()

    def release(self, event: QMouseEvent) -> None:
        if self._is_clicked:
            return
        if self.has_dragged(event.position().toPoint()):
            self._finish(event)
        elif self._is_by_wire:  # a mere click on a wire selects it
            self.cancel()
        else:
            self._is_clicked = True
            self._show()

    def cancel(self) -> None:
        self.view.hint.hide()
        self.scene.mark_port(None)
        if self._wire.scene() is not None:
            self.scene.removeItem(self._wire)
        if self._lifted is not None and self._lifted in self.scene.edge_items:
            self.scene.edge_items[self._lifted].setVisible(True)
        super().cancel()

    # ---- on the way ---------------------------------------------------------------------------------------

    def _show(self) -> None:
        if self._wire.scene() is None:
            self.scene.addItem(self._wire)
        if self._lifted is not None:
            self.scene.edge_items[self._lifted].setVisible(False)

    def _follow(self, place: QPointF) -> None:
        edge = self._edge_to(place)
        self._refusal = self._refusal_at(place, edge)
        target = self._target_port(place)
        self.scene.mark_port(target if edge is not None and not self._refusal else None)
        end = self.scene.position_of(target) if target is not None and edge is not None else place
        ends = (end, self._start) if self._port.is_input else (self._start, end)
        self._wire.setPath(wire_path(*ends, self.scene.direction))
        pen = QPen(theme.current().colour("error" if self._refusal else "accent"), 2.5)
        pen.setStyle(Qt.PenStyle.DashLine if self._refusal else Qt.PenStyle.SolidLine)
        self._wire.setPen(pen)

    def _target_port(self, place: QPointF) -> Port | None:
        """Return the port a wire dropped here would end at: one within reach, or the free one of the node."""
        port = self.scene.port_at(place, reach=14.0)
        if port is not None and port != self._port and port.is_input != self._port.is_input:
            return port
        item = self.scene.node_at(place)
        if item is None or item.node_id == self._port.node_id or self._is_at_wrong_port(place):
            return None
        if self._port.is_input:
            return Port(item.node_id, False, 0)
        return Port(item.node_id, True, self._free_port(item.node_id))

    def _free_port(self, node_id: str) -> int:
        if self._lifted is not None and self._lifted.target == node_id and not self._port.is_input:
            return self._lifted.target_port
        free = self.document.graph.free_input_port(node_id)
        return 0 if free is None else free

    def _edge_to(self, place: QPointF) -> Edge | None:
        target = self._target_port(place)
        return None if target is None else edge_between(self._port, target)

    def _is_at_wrong_port(self, place: QPointF) -> bool:
        """Say whether this is another port of the side the wire begins at."""
        port = self.scene.port_at(place)
        return port is not None and port != self._port and port.is_input == self._port.is_input

    def _refusal_at(self, place: QPointF, edge: Edge | None) -> str:
        if edge is not None:
            return "" if edge == self._lifted else connect_refusal(self.document, edge, self._lifted) or ""
        if not self._is_at_wrong_port(place):
            return ""
        if self._port.is_input:
            return self.view.tr("Two inputs cannot be wired: begin or end the wire at an output.")
        return self.view.tr("Two outputs cannot be wired: begin or end the wire at an input.")

    # ---- the end ------------------------------------------------------------------------------------------

    def _finish(self, event: QMouseEvent) -> None:
        place = self.place_of(event)
        edge = self._edge_to(place)
        refusal = self._refusal_at(place, edge)
        self.cancel()
        if edge is not None and not refusal:
            self._connect(edge)
        elif edge is None and not refusal and not self._is_home(place):
            self._drop_on_canvas(place)

    def _is_home(self, place: QPointF) -> bool:
        """Say whether a wire dropped here is back at its own node: nothing was meant."""
        item = self.scene.node_at(place)
        is_own = item is not None and item.node_id == self._port.node_id
        return self.scene.port_at(place) == self._port or (is_own and self._lifted is None)

    def _connect(self, edge: Edge) -> None:
        if self._lifted is None:
            self.view.execute(Connect(edge))
        elif edge != self._lifted:
            self.view.execute(Compound("Rewire", [Disconnect(self._lifted), Connect(edge)]))

    def _drop_on_canvas(self, place: QPointF) -> None:
        if self._is_by_wire:
            return  # grasped in the middle, it springs back; only an end that was taken off removes it
        if self._lifted is not None:
            self.view.execute(Disconnect(self._lifted))
        else:
            self.view.quick_add_from(self._port, place)
