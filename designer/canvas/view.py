"""CanvasView: the window onto the scene; it zooms and pans, and gives every mouse gesture its object."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from designer import theme
from designer.canvas.editing import Editing
from designer.canvas.geometry import BODY, GRID
from designer.canvas.hint import Hint
from designer.canvas.interactions.drag_nodes import DragNodes
from designer.canvas.interactions.draw_wire import DrawWire
from designer.canvas.interactions.drop_layer import LAYER_MIME, DropLayer
from designer.canvas.interactions.interaction import Interaction
from designer.canvas.interactions.pan import Pan
from designer.canvas.interactions.rubber_band import RubberBand
from designer.canvas.interactions.selecting import select
from designer.canvas.items.node_item import NodeItem
from designer.canvas.motion import Motion
from designer.canvas.placing import Placing
from designer.canvas.port import Port
from designer.canvas.quick_add import QuickAdd
from designer.canvas.rename_box import RenameBox
from designer.canvas.scene import CanvasScene
from designer.canvas.welcome import Welcome
from designer.model import catalog
from designer.model.command import Command
from designer.model.commands import RenameLayer
from designer.model.document import Document
from nn_core.layers.layer import Layer

OVERVIEW_BELOW = 0.35  # zoom under which nodes are painted all at once
MIN_ZOOM, MAX_ZOOM = 0.02, 4.0
DOTS_PX = 3 * GRID


class CanvasView(QGraphicsView):
    """Shows one document as a graph and lets it be edited."""

    refused = Signal(str)  # why something could not be done, in a sentence
    menu_requested = Signal(str, QPoint)  # "node", "wire" or "canvas", and where on the screen
    zoomed = Signal(float)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas_view")
        self.setAccessibleName(self.tr("Canvas"))
        self.document = document
        self.canvas_scene = CanvasScene(document)
        self.setScene(self.canvas_scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setCacheMode(QGraphicsView.CacheModeFlag.CacheBackground)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.interaction: Interaction | None = None
        self.drop = DropLayer(self)
        self.editing = Editing(self)
        self.placing = Placing(self)
        self.motion = Motion(self.canvas_scene, self)
        self.welcome = Welcome(self.canvas_scene, self)
        self.hint = Hint(self)
        self.quick_add = QuickAdd(self)
        self.rename_box = RenameBox(self)
        self._space_is_down = self._space_was_used = False
        self._hovered: NodeItem | None = None
        self._mouse = QPoint()
        self._dots = _dots()
        self._keeps_fitting = True  # until the user zooms or pans, a resized canvas still shows everything

    # ---- changing the document ----------------------------------------------------------------------------

    def execute(self, command: Command) -> bool:
        """Do a command; where it is refused, say why and tell that it was not done."""
        self.motion.finish()
        try:
            self.document.execute(command)
        except ValueError as error:
            self.refused.emit(str(error))
            return False
        return True

    def quick_add_at(self, place: QPointF) -> None:
        """Open the search box; what is chosen is put at this place."""
        self.quick_add.open(self.mapFromScene(place), _all_layers(), lambda name: self.editing.add_layer(name, place))

    def quick_add_from(self, port: Port, place: QPointF) -> None:
        """Open the search box with what fits a port; what is chosen is wired to it."""
        classes, note = self.editing.classes_fitting(port)
        chosen = lambda name: self.editing.add_layer(name, place, wired_to=port)  # noqa: E731
        self.quick_add.open(self.mapFromScene(place), classes, chosen, note)

    def quick_add_at_mouse(self) -> None:
        """Open the search box where the mouse is; if there is no room, what is chosen goes below the selected layer."""
        place = self.mapToScene(self._mouse)
        if self.viewport().underMouse() and not self.canvas_scene.has_node_in(BODY.translated(place - BODY.center())):
            self.quick_add_at(place)
        else:
            self.quick_add.open(self.viewport().rect().center(), _all_layers(), self.editing.add_layer_below)

    def rename_node(self, node_id: str) -> None:
        """Let the name of a node be edited where it stands."""
        item = self.canvas_scene.node_items[node_id]
        key = self.document.graph.nodes[node_id].layer_key
        place = self.mapFromScene(item.header()).boundingRect().adjusted(0, -2, 0, 2)
        place.setHeight(max(place.height(), 26))
        place.setWidth(max(place.width(), 140))
        self.rename_box.open(place, item.look.name, lambda name: self.execute(RenameLayer(key, name)))

    def rename_selected(self) -> None:
        """Rename the selected node, if there is one."""
        nodes = self.document.selection.nodes_in_order
        if nodes:
            self.rename_node(nodes[-1])

    # ---- zooming and panning ------------------------------------------------------------------------------

    @property
    def zoom(self) -> float:
        """How large the picture is; 1 is full size."""
        return self.transform().m11()

    def set_zoom(self, zoom: float, fixed: QPoint | None = None) -> None:
        """Zoom so that the point of the view `fixed` (the middle, if not given) stays where it is."""
        point = self.viewport().rect().center() if fixed is None else fixed
        before = self.mapToScene(point)
        zoom = max(MIN_ZOOM, min(MAX_ZOOM, zoom))
        self.resetTransform()
        self.scale(zoom, zoom)
        after = self.mapFromScene(before)
        self.scroll_by(after - point)
        self.canvas_scene.set_overview(zoom < OVERVIEW_BELOW)
        self.zoomed.emit(zoom)

    def scroll_by(self, way: QPoint) -> None:
        """Move the picture by pixels."""
        for bar, pixels in ((self.horizontalScrollBar(), way.x()), (self.verticalScrollBar(), way.y())):
            bar.setValue(bar.value() + pixels)

    def zoom_in(self) -> None:
        """Show things larger."""
        self._zoom_by(1.25)

    def zoom_out(self) -> None:
        """Show things smaller."""
        self._zoom_by(0.8)

    def zoom_full(self) -> None:
        """Show things at full size."""
        self._zoom_by(1 / self.zoom)

    def _zoom_by(self, factor: float, fixed: QPoint | None = None) -> None:
        self._keeps_fitting = False
        self.set_zoom(self.zoom * factor, fixed)

    def fit_all(self) -> None:
        """Show the whole graph."""
        self._keeps_fitting = True
        self.fit(self.document.graph.nodes)

    def fit_selection(self) -> None:
        """Show the selected nodes; all of them if none is selected."""
        self.fit(self.document.selection.nodes or self.document.graph.nodes)

    def fit(self, node_ids: Iterable[str]) -> None:
        """Show these nodes as large as they fit, full size at most."""
        extent = self.canvas_scene.extent_of(node_ids).adjusted(-24, -24, 24, 24)
        if extent.width() > 48:
            room = self.viewport().rect()
            self.set_zoom(min(1.0, room.width() / extent.width(), room.height() / extent.height()))
            self.centerOn(extent.center())

    def show_node(self, node_id: str) -> None:
        """Bring a node into the middle, large enough to be read."""
        if node_id in self.canvas_scene.node_items:
            self._keeps_fitting = False
            if self.zoom < 0.6:
                self.set_zoom(0.8)
            self.centerOn(self.canvas_scene.node_items[node_id].body().center())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._keeps_fitting:
            self.fit(self.document.graph.nodes)

    # ---- mouse --------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.motion.finish()
        self._keeps_fitting = False
        self._remember(event)
        if self.interaction is not None:
            self.interaction.press(event)
            self._drop_finished()
            return
        self.interaction = self._interaction_for(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._remember(event)
        if self.interaction is not None:
            self.interaction.move(event)
        else:
            self._hover(self.mapToScene(self._mouse))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._remember(event)
        if self.interaction is not None:
            self.interaction.release(event)
            self._drop_finished()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._remember(event)
        if event.button() != Qt.MouseButton.LeftButton or self.interaction is not None:
            return self.mousePressEvent(event)
        place = self.mapToScene(self._mouse)
        item = self.canvas_scene.node_at(place)
        if self.canvas_scene.port_at(place) is not None:
            return self.mousePressEvent(event)
        if item is None:
            self.quick_add_at(place)
        elif item.header().contains(place):
            self.rename_node(item.node_id)
        return None

    def _interaction_for(self, event: QMouseEvent) -> Interaction | None:
        """Return the gesture that begins with this press."""
        button, place = event.button(), self.mapToScene(event.position().toPoint())
        if button == Qt.MouseButton.MiddleButton or (button == Qt.MouseButton.LeftButton and self._space_is_down):
            self._space_was_used = True
            return Pan(self, event)
        if button != Qt.MouseButton.LeftButton:
            return None
        port = self.canvas_scene.port_at(place)
        if port is not None:
            return DrawWire(self, port, event)
        if (item := self.canvas_scene.node_at(place)) is not None:
            return DragNodes(self, item, event)
        if (wire := self.canvas_scene.edge_at(place)) is not None:
            select(self.document.selection, event.modifiers(), edges=[wire.edge])
            return DrawWire.lifting(self, wire.edge, event)
        return RubberBand(self, event)

    def _remember(self, event: QMouseEvent) -> None:
        self._mouse = event.position().toPoint()

    def _drop_finished(self) -> None:
        if self.interaction is not None and self.interaction.is_over:
            self.interaction = None

    def cancel_interaction(self) -> bool:
        """End the gesture under way without a trace; tell whether there was one."""
        if self.interaction is None:
            return False
        self.interaction.cancel()
        self.interaction = None
        return True

    def _hover(self, place: QPointF) -> None:
        port = self.canvas_scene.port_at(place)
        self.canvas_scene.mark_port(port)
        item = self.canvas_scene.node_at(place)
        if item is not self._hovered:
            for each, is_hovered in ((self._hovered, False), (item, True)):
                if each is not None:
                    each.is_hovered = is_hovered
                    each.update()
            self._hovered = item
        cursor = Qt.CursorShape.CrossCursor if port is not None else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(Qt.CursorShape.OpenHandCursor if self._space_is_down else cursor)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.scroll_by(QPoint(-event.angleDelta().y(), 0))
        else:
            self._zoom_by(1.0015 ** event.angleDelta().y(), event.position().toPoint())
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        if by_mouse and self.cancel_interaction():
            return
        place = self.mapToScene(event.pos())
        item = self.canvas_scene.node_at(place) if by_mouse else None
        wire = self.canvas_scene.edge_at(place) if by_mouse and item is None else None
        selection = self.document.selection
        if item is not None and item.node_id not in selection.nodes:
            selection.set([item.node_id])
        elif wire is not None and wire.edge not in selection.edges:
            selection.set(edges=[wire.edge])
        kind = "node" if item or (not by_mouse and selection.nodes) else "wire" if wire else "canvas"
        self._mouse = event.pos()
        self.menu_requested.emit(kind, event.globalPos())

    # ---- keyboard -----------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Take Tab for the search box; Shift+Tab still leaves the canvas."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
            self.quick_add_at_mouse()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._space_is_down = True
            self._space_was_used = self._space_was_used and event.isAutoRepeat()
        elif event.key() == Qt.Key.Key_Escape:
            if not self.cancel_interaction():
                self.document.selection.clear()
        elif not self.placing.move_by_key(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat():
            return event.ignore()
        if self._space_is_down and not self._space_was_used:
            self.quick_add_at_mouse()
        self._space_is_down = self._space_was_used = False
        return None

    # ---- dropping layers and files ------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.drop.enter(event) if event.mimeData().hasFormat(LAYER_MIME) else event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.drop.move(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop.finish(event)

    # ---- painting -----------------------------------------------------------------------------------------

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        painter.fillRect(rect, theme.current().colour("canvas"))
        if self.zoom > 0.5:
            painter.fillRect(rect, self._dots)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_dots"):
            self._dots = _dots()
            self.canvas_scene.refresh_colours()
            self.resetCachedContent()
            self.viewport().update()


def _all_layers() -> list[type[Layer]]:
    return [cls for listed in catalog.categories().values() for cls in listed]


def _dots() -> QBrush:
    """Return the dotted grid as a brush."""
    tile = QPixmap(int(DOTS_PX), int(DOTS_PX))
    tile.fill(QColor(0, 0, 0, 0))
    painter = QPainter(tile)
    painter.fillRect(QRectF(0, 0, 2, 2), theme.current().colour("grid"))
    painter.end()
    return QBrush(tile)
