"""CanvasScene: keeps the painted nodes and wires in step with the document."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPixmapCache
from PySide6.QtWidgets import QGraphicsItem, QGraphicsScene

from designer.canvas.geometry import PORT_REACH, Direction, wire_path
from designer.canvas.items.edge_item import EdgeItem
from designer.canvas.items.ghost_item import GhostItem, ghosts_of
from designer.canvas.items.node_item import NodeItem
from designer.canvas.items.overview_item import OverviewItem
from designer.canvas.look import Looks, NodeLook
from designer.canvas.note_layer import NoteLayer
from designer.canvas.port import Port
from designer.canvas.routing import BEND, is_long, routed_path
from designer.model.change import Change
from designer.model.document import Document
from designer.model.graph import Edge
from designer.model.repairs import Repair
from designer.model.report import Report

QPixmapCache.setCacheLimit(48 * 1024)  # KB: room for the pictures of all nodes that can be seen at once
EXTENT = 100_000.0  # one can pan this far in every direction
_ASIDE = 2_000.0  # how far beside a long wire nodes are looked for


@dataclass
class Taken:
    """The items that were removed last."""

    nodes: dict[str, NodeItem]
    edges: dict[Edge, EdgeItem]


class CanvasScene(QGraphicsScene):
    """Nodes and wires of one document. It holds no truth: everything follows from the document's signals."""

    nodes_changed = Signal()  # some came or went
    look_changed = Signal()  # anything to be seen is different

    def __init__(self, document: Document) -> None:
        super().__init__(-EXTENT, -EXTENT, 2 * EXTENT, 2 * EXTENT)
        self.document = document
        self.direction: Direction = "TB"
        self.node_items: dict[str, NodeItem] = {}
        self.edge_items: dict[Edge, EdgeItem] = {}
        self._long_wires: set[Edge] = set()
        self._looks = Looks(document)
        self._last_taken = Taken({}, {})
        self._is_overview = False
        self._ghost: GhostItem | None = None
        self._repair: Repair | None = None
        self._current: str | None = None
        self._shown = document.report
        self._overview = OverviewItem(self.node_items.values, self.edge_items.values)
        self.addItem(self._overview)
        self._add(document.graph.nodes, document.graph.edges)
        self.note_layer = NoteLayer(self, document)
        document.notes_changed.connect(self._forget_picture)
        document.changed.connect(self._on_changed)
        document.checked.connect(self._on_checked)
        document.reviewed.connect(self._on_reviewed)
        document.selection.changed.connect(self._on_selection_changed)
        self._on_selection_changed()

    # ---- following the document ---------------------------------------------------------------------------

    def _on_changed(self, change: Change) -> None:
        if change.edges_removed or change.nodes_removed:
            self._take_away(change.nodes_removed, change.edges_removed)
        self._add(change.nodes_added, change.edges_added)
        for node_id in change.nodes_moved:
            node = self.document.graph.nodes[node_id]
            self.node_items[node_id].setPos(node.x, node.y)
        self._route_around(change.nodes_moved)
        if change.nodes_moved or change.nodes_added or change.nodes_removed:
            self._reroute_long_wires()
        if change.touches_model:
            self._shown = self.document.report  # the document has checked itself already
            self._refresh(self.node_items.keys() - change.nodes_added)
        self._forget_picture()
        if change.nodes_added or change.nodes_removed:
            self.nodes_changed.emit()

    def _on_checked(self, report: Report) -> None:
        if report is not self._shown:
            self._shown = report
            self._refresh(self.node_items)
            self._forget_picture()

    def _on_reviewed(self) -> None:
        marked = {id for id, item in self.node_items.items() if item.look.remark}
        named = {id for problem in self.document.review for id in problem.node_ids}
        self._refresh(self.node_items.keys() & (marked | named))

    def _on_selection_changed(self) -> None:
        selection = self.document.selection
        nodes, edges = selection.nodes, selection.edges
        for node_id, item in self.node_items.items():
            item.set_selected(node_id in nodes)
        for edge, wire in self.edge_items.items():
            wire.set_selected(edge in edges)
        self._forget_picture()

    def _forget_picture(self) -> None:
        self._overview.forget()
        self.look_changed.emit()

    def _add(self, node_ids: Iterable[str], edges: Iterable[Edge]) -> None:
        self._looks.look_around()
        for node_id in node_ids:
            item = self.node_items[node_id] = self._node_item(node_id, self._looks.of(node_id))
            node = self.document.graph.nodes[node_id]
            item.setPos(node.x, node.y)
            item.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents, self._is_overview)
            self.addItem(item)
        wires = [self._last_taken.edges.get(edge) or EdgeItem(edge) for edge in edges]
        for wire in wires:  # all are led before the first is added: Qt would look up the place of each twice
            self.edge_items[wire.edge] = wire
            wire.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents, self._is_overview)
            self._route(wire)
        for wire in wires:
            self.addItem(wire)

    def _node_item(self, node_id: str, look: NodeLook) -> NodeItem:
        item = self._last_taken.nodes.get(node_id)
        if item is None:
            return NodeItem(node_id, look, self.direction)
        item.show_look(look)
        item.set_direction(self.direction)
        return item

    def _take_away(self, node_ids: Iterable[str], edges: Iterable[Edge]) -> None:
        """Remove items, and keep them as long as undo may want them back: that is faster than to make them anew."""
        taken = self._last_taken = Taken(
            {id: self.node_items.pop(id) for id in node_ids if id in self.node_items},
            {edge: self.edge_items.pop(edge) for edge in edges if edge in self.edge_items},
        )
        for item in (*taken.nodes.values(), *taken.edges.values()):
            item.set_selected(False)
            self.removeItem(item)

    def _refresh(self, node_ids: Iterable[str]) -> None:
        """Bring looks and wires of nodes up to date."""
        self._looks.look_around()
        moved_ports = set()
        for node_id in node_ids:
            item = self.node_items[node_id]
            before = item.look.num_inputs, item.look.num_outputs
            item.show_look(self._looks.of(node_id))
            if before != (item.look.num_inputs, item.look.num_outputs):
                moved_ports.add(node_id)
        self._route_around(moved_ports)
        for wire in self.edge_items.values():
            self._show_shape(wire)

    # ---- wires --------------------------------------------------------------------------------------------

    def _route_around(self, node_ids: Iterable[str]) -> None:
        graph = self.document.graph
        for edge in {edge for id in node_ids for edge in (*graph.in_edges(id), *graph.out_edges(id))}:
            self._route(self.edge_items[edge])

    def _route(self, wire: EdgeItem) -> None:
        source, target = self.node_items[wire.edge.source], self.node_items[wire.edge.target]
        ends = (source.place, target.place, self.direction)
        if ends != wire.ends or wire.edge in self._long_wires:
            wire.ends = ends
            self._find_way(wire, source, target)
        self._show_shape(wire)

    def _show_shape(self, wire: EdgeItem) -> None:
        look, port = self.node_items[wire.edge.source].look, wire.edge.source_port
        shape = look.shown_shapes[port] if port < len(look.shown_shapes) else None
        is_known = port < len(look.output_shapes) and look.output_shapes[port] is not None
        if (shape, is_known) != (wire.tensor_shape, wire.is_known):
            wire.show_shape(shape, is_known)

    def _find_way(self, wire: EdgeItem, source: NodeItem, target: NodeItem) -> None:
        start, end = source.output_position(wire.edge.source_port), target.input_position(wire.edge.target_port)
        if is_long(start, end, self.direction):
            self._long_wires.add(wire.edge)
            wire.setPath(routed_path(start, end, self.direction, self._bodies_between(start, end)))
        else:
            self._long_wires.discard(wire.edge)
            wire.setPath(wire_path(start, end, self.direction))

    def _bodies_between(self, start: QPointF, end: QPointF) -> list[QRectF]:
        """Return the bodies of the nodes a long wire may have to pass."""
        margin = BEND / 2
        if self.direction == "TB":
            extent = QRectF(start, end).normalized().adjusted(-_ASIDE, margin, _ASIDE, -margin)
        else:
            extent = QRectF(start, end).normalized().adjusted(margin, -_ASIDE, -margin, _ASIDE)
        found = (item for item in self.items(extent) if isinstance(item, NodeItem))
        return [body for item in found if (body := item.body()).intersects(extent)]

    def _reroute_long_wires(self) -> None:
        """Let the long wires find their way anew: a node may have come to stand in it."""
        for edge in self._long_wires & self.edge_items.keys():
            self._route(self.edge_items[edge])

    # ---- showing without changing -------------------------------------------------------------------------

    def preview_positions(self, positions: Mapping[str, tuple[float, float]]) -> None:
        """Show nodes elsewhere while they are being dragged; the document does not change."""
        for node_id, (x, y) in positions.items():
            self.node_items[node_id].setPos(x, y)
        self._route_around(positions)
        if self._ghost is not None:
            self._place_ghost()  # it goes along
        self._forget_picture()

    def set_direction(self, direction: Direction) -> None:
        """Put the ports where the data flow in this direction wants them."""
        if direction == self.direction:
            return
        self.direction = direction
        for item in self.node_items.values():
            item.set_direction(direction)
        self._route_around(self.node_items)
        self._forget_picture()

    def set_overview(self, is_overview: bool) -> None:
        """Paint all nodes at once (seen from far away), or one by one."""
        if is_overview == self._is_overview:
            return
        self._is_overview = is_overview
        for item in (*self.node_items.values(), *self.edge_items.values()):
            item.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents, is_overview)
        self._overview.setVisible(is_overview)
        self._forget_picture()

    @contextmanager
    def as_picture(self) -> Iterator[None]:
        """Show every node in full and none of it selected, as long as a picture is painted."""
        chosen, was_overview = self.document.selection, self._is_overview
        nodes, edges, notes = chosen.nodes_in_order, chosen.edges, chosen.notes
        chosen.clear()
        self.set_overview(False)
        self.refresh_colours()
        try:
            yield
        finally:
            self.set_overview(was_overview)
            chosen.set(nodes, edges, notes)

    def refresh_colours(self) -> None:
        """Take the colours of the theme in use."""
        self._last_taken = Taken({}, {})  # they would come back in the old ones
        for item in self.node_items.values():
            item.forget_texts()
        for wire in self.edge_items.values():
            wire.refresh_pen()
        self._forget_picture()

    def show_repair(self, repair: Repair | None) -> None:
        """Show what a repair would do; None shows nothing."""
        self._repair = repair
        self._place_ghost()

    def _place_ghost(self) -> None:
        if self._ghost is not None:
            self.removeItem(self._ghost)
            self._ghost = None
        if self._repair is not None:
            self._ghost = GhostItem(ghosts_of(self._repair, self.node_items, self.direction))
            self.addItem(self._ghost)

    # ---- asking what is where -----------------------------------------------------------------------------

    def node_at(self, place: QPointF) -> NodeItem | None:
        """Return the uppermost node at a place."""
        return next((item for item in self.items(place) if isinstance(item, NodeItem)), None)

    def has_node_in(self, extent: QRectF) -> bool:
        """Say whether a node lies in a rectangle, even in part."""
        return any(item.body().intersects(extent) for item in self.node_items.values())

    def has_note_in(self, extent: QRectF) -> bool:
        """Say whether a note lies in a rectangle, even in part."""
        return any(item.frame().intersects(extent) for item in self.note_layer.items.values())

    def edge_at(self, place: QPointF) -> EdgeItem | None:
        """Return the wire at a place."""
        return next((item for item in self.items(place) if isinstance(item, EdgeItem)), None)

    def port_at(self, place: QPointF, reach: float = PORT_REACH) -> Port | None:
        """Return the port nearest to a place, if it is within reach."""
        around = QRectF(place.x() - reach, place.y() - reach, 2 * reach, 2 * reach)
        near = (item for item in self.items(around) if isinstance(item, NodeItem))
        distances = [(_distance(place, self.position_of(port)), port) for item in near for port in ports_of(item)]
        distance, port = min(distances, key=lambda each: each[0], default=(reach + 1, None))
        return port if distance <= reach else None

    def position_of(self, port: Port) -> QPointF:
        """Return where a port is."""
        item = self.node_items[port.node_id]
        return item.input_position(port.number) if port.is_input else item.output_position(port.number)

    def mark_port(self, port: Port | None) -> None:
        """Mark one port and no other."""
        for node_id, item in self.node_items.items():
            is_here = port is not None and port.node_id == node_id
            item.mark_port(("input" if port.is_input else "output", port.number) if is_here and port else None)

    def mark_found(self, node_ids: Iterable[str]) -> None:
        """Mark the nodes that match what is searched, and no others."""
        found = set(node_ids)
        for node_id, item in self.node_items.items():
            item.set_found(node_id in found)
        self._forget_picture()

    def mark_current(self, node_id: str | None) -> None:
        """Put the keyboard's ring around one node."""
        if node_id != self._current:
            for id, is_current in ((self._current, False), (node_id, True)):
                if id in self.node_items:
                    self.node_items[id].set_current(is_current)
            self._current = node_id

    def extent_of(self, node_ids: Iterable[str]) -> QRectF:
        """Return the rectangle around nodes."""
        extent = QRectF()
        for node_id in node_ids:
            extent = extent.united(self.node_items[node_id].body())
        return extent


def ports_of(item: NodeItem) -> list[Port]:
    """Return all ports of a node."""
    inputs = [Port(item.node_id, True, number) for number in range(item.look.num_inputs)]
    return inputs + [Port(item.node_id, False, number) for number in range(item.look.num_outputs)]


def _distance(a: QPointF, b: QPointF) -> float:
    return math.hypot(a.x() - b.x(), a.y() - b.y())
