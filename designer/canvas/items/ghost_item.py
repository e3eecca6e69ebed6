"""GhostItem: what a repair would do, drawn over the canvas: new nodes with dashed outlines, new shapes beside nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from designer import theme
from designer.canvas.geometry import BODY, NODE_HEIGHT, NODE_WIDTH, Direction
from designer.canvas.items.node_item import NodeItem, node_font
from designer.model import catalog
from designer.model.repairs import Effect, Repair
from designer.model.shape_text import shape_text

ASIDE = 48.0  # how far beside the others a new node is shown
LABEL_HEIGHT = 24.0
GAP = 12.0  # between ghosts


@dataclass(frozen=True)
class Ghost:
    """One rectangle with up to two lines of text; `ends` are joined to it by dashed lines."""

    place: QRectF
    title: str
    text: str = ""
    ends: tuple[QPointF, ...] = ()


class GhostItem(QGraphicsItem):
    """All ghosts of one repair; the mouse does not notice them."""

    def __init__(self, ghosts: Iterable[Ghost]) -> None:
        super().__init__()
        self.ghosts = tuple(ghosts)
        self.setZValue(4)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self._extent = QRectF()
        for ghost in self.ghosts:
            self._extent = self._extent.united(ghost.place)
            for end in ghost.ends:
                self._extent = self._extent.united(QRectF(end, ghost.place.center()).normalized())

    def boundingRect(self) -> QRectF:
        return self._extent.adjusted(-8, -8, 8, 8)

    def shape(self) -> QPainterPath:
        return QPainterPath()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        colours = theme.current()
        dashed = QPen(colours.colour("accent"), 2.0, Qt.PenStyle.DashLine)
        painter.setPen(dashed)
        for ghost in self.ghosts:
            for end in ghost.ends:
                painter.drawLine(end, ghost.place.center())
        for ghost in self.ghosts:
            painter.setPen(dashed)
            painter.setBrush(colours.colour("raised"))
            painter.drawRoundedRect(ghost.place, 6, 6)
            painter.setPen(colours.colour("text"))
            painter.setFont(node_font(12.5 if ghost.text else 11.0, bold=True))
            inside = ghost.place.adjusted(10, 4, -10, -4)
            top = Qt.AlignmentFlag.AlignTop if ghost.text else Qt.AlignmentFlag.AlignVCenter
            painter.drawText(inside, top | Qt.AlignmentFlag.AlignLeft, ghost.title)
            painter.setFont(node_font(11.0))
            painter.drawText(inside, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, ghost.text)


def ghosts_of(repair: Repair, items: Mapping[str, NodeItem], direction: Direction) -> list[Ghost]:
    """Return the ghosts of a repair beside the nodes as they stand now; none lies on another, nor on a node."""
    shown = [each for each in repair.effects if each.node_id in items and each.before != each.after]
    labels = [_label(effect, items[effect.node_id]) for effect in shown if effect.after is not None]
    taken = [item.body() for item in items.values()] + [label.place for label in labels]
    nodes = []
    for effect in (each for each in repair.effects if each.is_new and each.node_id not in items):
        if (ghost := _new_node(repair, effect, items, direction)) is not None:
            nodes.append(ghost := _aside(ghost, taken, direction))
            taken.append(ghost.place)
    return [*nodes, *labels]


def _aside(ghost: Ghost, taken: list[QRectF], direction: Direction) -> Ghost:
    """Return the ghost so far aside that it has a place of its own."""
    place = QRectF(ghost.place)
    while near := [each for each in taken if each.intersects(place)]:
        if direction == "TB":
            place.moveLeft(max(each.right() for each in near) + GAP)
        else:
            place.moveTop(max(each.bottom() for each in near) + GAP)
    return replace(ghost, place=place)


def _label(effect: Effect, item: NodeItem) -> Ghost:
    text = f"→ {shape_text(effect.after)}"
    width = QFontMetricsF(node_font(11.0, bold=True)).horizontalAdvance(text) + 24
    body = item.body()
    return Ghost(QRectF(body.right() + 12, body.center().y() - LABEL_HEIGHT / 2, width, LABEL_HEIGHT), text)


def _new_node(repair: Repair, effect: Effect, items: Mapping[str, NodeItem], direction: Direction) -> Ghost | None:
    graph = repair.graph
    before = [edge.source for edge in graph.in_edges(effect.node_id) if edge.source in items]
    after = [edge.target for edge in graph.out_edges(effect.node_id) if edge.target in items]
    bodies = [items[id].body() for id in (*before, *after)]
    if not bodies:
        return None
    near = [body.center() for body in bodies]
    middle = QPointF(sum(p.x() for p in near) / len(near), sum(p.y() for p in near) / len(near))
    aside = QPointF(NODE_WIDTH + ASIDE, 0) if direction == "TB" else QPointF(0, NODE_HEIGHT + ASIDE)
    centre = middle + aside
    place = BODY.translated(centre.x() - NODE_WIDTH / 2, centre.y() - NODE_HEIGHT / 2)
    cls = catalog.find_layer_class(graph.layer_of(effect.node_id).class_name)
    title = f"+ {catalog.palette_name(cls) if cls else effect.name}"
    ends = [
        QPointF(b.right(), b.center().y()) if direction == "TB" else QPointF(b.center().x(), b.bottom()) for b in bodies
    ]
    return Ghost(place, title, shape_text(effect.after), tuple(ends))
