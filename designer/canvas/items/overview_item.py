"""OverviewItem: the whole graph as a few paths, painted instead of the items when seen from far away."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from designer import theme
from designer.canvas.geometry import BODY
from designer.canvas.items.edge_item import EdgeItem
from designer.canvas.items.node_item import NodeItem


@dataclass
class _Paths:
    wires: QPainterPath = field(default_factory=QPainterPath)
    bodies: dict[str, QPainterPath] = field(default_factory=dict)  # by category
    marks: dict[str, QPainterPath] = field(default_factory=dict)  # by colour of the theme: selection, errors


class OverviewItem(QGraphicsItem):
    """Paints all nodes and wires at once."""

    def __init__(self, nodes: Callable[[], Iterable[NodeItem]], edges: Callable[[], Iterable[EdgeItem]]) -> None:
        super().__init__()
        self._nodes, self._edges = nodes, edges
        self._paths: _Paths | None = None
        self._extent = QRectF()
        self.setZValue(3)
        self.setVisible(False)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def forget(self) -> None:
        """Gather the paths again before the next painting."""
        if self.isVisible():
            self.prepareGeometryChange()
            self._extent = _extent(self._nodes())
        self._paths = None
        self.update()

    def boundingRect(self) -> QRectF:
        return self._extent

    def shape(self) -> QPainterPath:
        return QPainterPath()  # the mouse meets the nodes themselves

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if self._paths is None:
            self._paths = _gathered(self._nodes(), self._edges())
        colours = theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        _draw(painter, self._paths.wires, colours.colour("wire"), 1.0)
        for category, path in self._paths.bodies.items():
            painter.fillPath(path, theme.category_colour(category))
        for role, path in self._paths.marks.items():
            _draw(painter, path, colours.colour(role), 3.0)


def _draw(painter: QPainter, path: QPainterPath, colour: QColor, width_px: float) -> None:
    pen = QPen(colour, width_px)
    pen.setCosmetic(True)
    painter.strokePath(path, pen)


def _gathered(nodes: Iterable[NodeItem], edges: Iterable[EdgeItem]) -> _Paths:
    paths = _Paths()
    for edge in edges:
        paths.wires.addPath(edge.path())
    for node in nodes:
        body = node.body()
        paths.bodies.setdefault(node.look.category, QPainterPath()).addRect(body)
        if node.look.severity:
            paths.marks.setdefault(node.look.severity, QPainterPath()).addRect(body)
        if node.is_found:
            paths.marks.setdefault("warning", QPainterPath()).addRect(body.adjusted(-16, -16, 16, 16))
        if node.is_selected:
            paths.marks.setdefault("accent", QPainterPath()).addRect(body.adjusted(-8, -8, 8, 8))
    return paths


def _extent(nodes: Iterable[NodeItem]) -> QRectF:
    places = [(node.x(), node.y()) for node in nodes]
    if not places:
        return QRectF()
    xs, ys = zip(*places, strict=True)
    first, last = BODY.translated(min(xs), min(ys)), BODY.translated(max(xs), max(ys))
    return first.united(last).adjusted(-100, -100, 100, 100)
