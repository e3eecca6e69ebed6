"""CanvasView: the window onto the scene; it zooms and pans, and gives every mouse gesture its object."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QToolTip, QWidget

from designer import theme
from designer.canvas.connecting import Connecting
from designer.canvas.dots import paint_dots
from designer.canvas.editing import Editing
from designer.canvas.find_bar import FindBar
from designer.canvas.freezing import Freezing
from designer.canvas.geometry import BODY
from designer.canvas.hint import Hint
from designer.canvas.hovering import Hovering
from designer.canvas.interactions.drag_nodes import DragNodes
from designer.canvas.interactions.drag_note import DragNote, ResizeNote
from designer.canvas.interactions.draw_wire import DrawWire
from designer.canvas.interactions.drop_layer import LAYER_MIME, DropLayer
from designer.canvas.interactions.interaction import Interaction
from designer.canvas.interactions.pan import Pan
from designer.canvas.interactions.rubber_band import RubberBand
from designer.canvas.interactions.selecting import select
from designer.canvas.items.edge_item import EdgeItem
from designer.canvas.items.node_item import REMARK, NodeItem
from designer.canvas.items.note_item import NoteItem
from designer.canvas.minimap import MARGIN_PX, Minimap
from designer.canvas.motion import Motion
from designer.canvas.noting import Noting
from designer.canvas.picture import Picture
from designer.canvas.placing import Placing
from designer.canvas.port import Port
from designer.canvas.quick_add import layer_entries, remember_layer
from designer.canvas.rename_box import RenameBox
from designer.canvas.repeat_box import RepeatBox
from designer.canvas.scene import CanvasScene
from designer.canvas.search_box import SearchBox
from designer.canvas.structure import Structure
from designer.canvas.welcome import Welcome
from designer.canvas.zooming import ZoomingView, fitting_pixels
from designer.model import catalog
from designer.model.command import Command
from designer.model.commands import RenameLayer
from designer.model.document import Document
from designer.spoken import spoken
from nn_core.layers.layer import Layer

OVERVIEW_BELOW = 0.4  # pixels of a unit of the scene under which nodes are painted all at once
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class CanvasView(ZoomingView):
    """Shows one document as a graph and lets it be edited."""

    refused = Signal(str)  # why something could not be done, in a sentence
    menu_requested = Signal(str, QPoint)  # "node", "wire" or "canvas", and where on the screen
    remark_wanted = Signal(str)  # the node: what the review says about it is to be shown
    opened = Signal(str)  # the node of a nested model that is to be shown from inside

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas_view")
        self.setAccessibleName(self.tr("Canvas"))
        self.document = document
        self.canvas_scene = CanvasScene(document)
        self.setScene(self.canvas_scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.interaction: Interaction | None = None
        self.drop = DropLayer(self)
        self.editing = Editing(self)
        self.placing = Placing(self)
        self.hovering = Hovering(self)
        self.motion = Motion(self.canvas_scene, self)
        self.welcome = Welcome(self.canvas_scene, self)
        self.hint = Hint(self)
        self.quick_add = SearchBox(self, "quick_add")
        self.rename_box = RenameBox(self)
        self.noting = Noting(self)
        self.connecting = Connecting(self)
        self.picture = Picture(self)
        self.find_bar = FindBar(self)
        self.minimap = Minimap(self)
        self.zoomed.connect(self._on_zoomed)
        self.structure = Structure(self)
        self.freezing = Freezing(self)
        self.repeat_box = RepeatBox(self)
        self._space_is_down = self._space_was_used = False
        self._walks = False  # the user goes from node to node by keyboard
        self.canvas_scene.look_changed.connect(self._show_current)
        self._mouse = QPoint()
        self._is_mouse_used = False  # it was moved since a layer was added

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
        self._search_all(self.mapFromScene(place), lambda name: self.editing.add_layer(name, place))

    def quick_add_from(self, port: Port, place: QPointF) -> None:
        """Open the search box with what fits a port; what is chosen is wired to it."""
        classes, note = self.editing.classes_fitting(port)
        chosen = lambda name: self.editing.add_layer(name, place, wired_to=port)  # noqa: E731
        self._search_layer(self.mapFromScene(place), classes, chosen, note)

    def quick_add_at_mouse(self) -> None:
        """Open the search box where the mouse is; if there is no room, what is chosen goes below the selected layer."""
        place = self.mapToScene(self._mouse)
        is_free = not self.canvas_scene.has_node_in(BODY.translated(place - BODY.center()))
        if self.viewport().underMouse() and self._is_mouse_used and is_free:
            self.quick_add_at(place)
        else:
            self._search_all(self.viewport().rect().center(), self.editing.add_layer_below)

    def _search_all(self, point: QPoint, add: Callable[[str], None]) -> None:
        classes = [cls for listed in catalog.categories().values() for cls in listed]
        self._search_layer(point, classes, add, rank=self.editing.rank_here())

    def _search_layer(
        self,
        point: QPoint,
        classes: Sequence[type[Layer]],
        add: Callable[[str], None],
        note: str = "",
        rank: int | None = None,
    ) -> None:
        def on_chosen(class_name: str) -> None:
            remember_layer(class_name)
            self._is_mouse_used = False  # who goes on by keyboard means the layer that was just added
            add(class_name)

        self.hovering.leave()  # the mouse means the box now
        entries = layer_entries(classes, rank)
        self.quick_add.open(point, entries, on_chosen, self.tr("Add a layer: type a few letters"), note)

    def rename_node(self, node_id: str) -> None:
        """Let the name of a node be edited where it stands."""
        item = self.canvas_scene.node_items[node_id]
        key = self.document.graph.nodes[node_id].layer_key
        self.reveal(item.body())
        place = self.mapFromScene(item.header()).boundingRect().adjusted(0, -2, 0, 2)
        place.setHeight(max(place.height(), self.rename_box.sizeHint().height()))
        place.setWidth(max(place.width(), 140))
        self.rename_box.open(place, item.look.name, lambda name: self.execute(RenameLayer(key, name)))

    def rename_selected(self) -> None:
        """Rename the selected node, or write the selected note."""
        nodes = self.document.selection.nodes_in_order
        if nodes:
            self.rename_node(nodes[-1])
        else:
            self.noting.write_selected()

    # ---- looking ------------------------------------------------------------------------------------------

    def whole_extent(self) -> QRectF:
        """Return the rectangle around all nodes and notes."""
        scene = self.canvas_scene
        return scene.extent_of(self.document.graph.nodes).united(scene.note_layer.extent())

    def fit_all(self) -> None:
        """Show the whole graph."""
        self.fit(self.whole_extent())
        self.keeps_fitting = theme.text_scale() == 1

    def show_all(self) -> None:
        """Show the whole graph, or, where larger texts are wanted, its beginning: nobody asked to have it smaller."""
        self.keeps_fitting = True
        self.fit(self.whole_extent(), keeps_text=True)

    def fit(self, extent: QRectF, keeps_text: bool = False, room: QRectF | None = None) -> None:
        """Show a rectangle of the scene as large as it fits; beside the map or above it, if it would cover nodes."""
        super().fit(extent, keeps_text, room)
        if not self.minimap.isVisible() or not self._sees(extent):
            return
        corner = self.minimap.geometry()
        if self.canvas_scene.has_node_in(self.mapToScene(corner).boundingRect()):
            size = self.viewport().size()
            rooms = [QRectF(0, 0, corner.left(), size.height()), QRectF(0, 0, size.width(), corner.top())]
            super().fit(extent, keeps_text, max(rooms, key=lambda each: fitting_pixels(extent, each)))

    def fit_selection(self) -> None:
        """Show the selected nodes; all of them if none is selected."""
        self.keeps_fitting = False
        self.fit(self.canvas_scene.extent_of(self.document.selection.nodes or self.document.graph.nodes))

    def _on_zoomed(self, zoom: float) -> None:
        self.canvas_scene.set_overview(self.pixels < OVERVIEW_BELOW)

    def show_node(self, node_id: str) -> None:
        """Bring a node into the middle, large enough to be read."""
        if node_id in self.canvas_scene.node_items:
            if self.zoom < 0.6:
                self.set_zoom(0.8)
            self.show_place(self.canvas_scene.node_items[node_id].body().center())

    def reveal(self, extent: QRectF) -> None:
        """Bring something into sight, and out from below the map in the corner."""
        self.ensureVisible(extent, 24, 24)
        overlap = self.mapFromScene(extent).boundingRect().intersected(self.minimap.geometry())
        if self.minimap.isVisible() and not overlap.isEmpty():
            self.scroll_by(QPoint(0, overlap.bottom() - self.minimap.y() + MARGIN_PX))

    def free_place(self) -> QPointF:
        """Return where something new may be put: at the mouse, or in the middle if it is elsewhere."""
        is_here = self.viewport().underMouse() and self._is_mouse_used
        return self.mapToScene(self._mouse if is_here else self.viewport().rect().center())

    def resizeEvent(self, event: QResizeEvent) -> None:
        extent, corner, size = self.whole_extent(), self.mapToScene(0, 0), event.oldSize()
        seen = QRectF(corner, QSizeF(size) / self.pixels)  # Qt has not moved the picture yet
        super().resizeEvent(event)
        if self.keeps_fitting or (seen.contains(extent) and not self._sees(extent)):
            self.fit(extent, keeps_text=True)  # a message above the canvas, for instance, must not hide the first node

    def _sees(self, extent: QRectF) -> bool:
        return self.mapToScene(self.viewport().rect()).boundingRect().contains(extent)

    # ---- mouse --------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.motion.finish()
        self._walk(False)
        self.keeps_fitting = False
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
            cursor = self.hovering.move(self.mapToScene(self._mouse))
            self.viewport().setCursor(Qt.CursorShape.OpenHandCursor if self._space_is_down else cursor)

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
        if item is None and (note := self.canvas_scene.note_layer.at(place)) is not None:
            self.noting.write(note.note.id)
        elif item is None:
            self.quick_add_at(place)
        elif item.header().contains(place):
            self.rename_node(item.node_id)
        else:
            self.structure.open(item.node_id)
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
            return self._interaction_with(item, place, event)
        if (wire := self.canvas_scene.edge_at(place)) is not None:
            select(self.document.selection, event.modifiers(), edges=[wire.edge])
            return DrawWire.lifting(self, wire.edge, event)
        if (note := self.canvas_scene.note_layer.at(place)) is not None:
            is_corner = note.is_selected and note.corner().contains(place)
            return ResizeNote(self, note, event) if is_corner else DragNote(self, note, event)
        return RubberBand(self, event)

    def _interaction_with(self, item: NodeItem, place: QPointF, event: QMouseEvent) -> Interaction | None:
        if not item.has_badge_at(REMARK, place):
            return DragNodes(self, item, event)
        select(self.document.selection, event.modifiers(), [item.node_id])
        self.remark_wanted.emit(item.node_id)
        return None

    def _remember(self, event: QMouseEvent) -> None:
        self._is_mouse_used = self._is_mouse_used or event.position().toPoint() != self._mouse
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

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what a port is, or what the review says, when the mouse rests on it."""
        if isinstance(event, QHelpEvent) and (text := self.hovering.words(self.mapToScene(event.pos()))):
            QToolTip.showText(event.globalPos(), text, self.viewport())
            return True
        if event.type() == QEvent.Type.Leave:
            self.hovering.leave()
        return bool(super().viewportEvent(event))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        if by_mouse and self.cancel_interaction():
            return
        place = self.mapToScene(event.pos())
        item = self.canvas_scene.node_at(place) if by_mouse else None
        wire = self.canvas_scene.edge_at(place) if by_mouse and item is None else None
        note = self.canvas_scene.note_layer.at(place) if by_mouse and item is None and wire is None else None
        self._select_for_menu(item, wire, note)
        chosen = self.document.selection
        if by_mouse:
            kind = "node" if item else "wire" if wire else "note" if note else "canvas"
        else:
            kind = "node" if chosen.nodes else "note" if chosen.notes else "canvas"
        self._mouse = event.pos()
        self.menu_requested.emit(kind, event.globalPos())

    def _select_for_menu(self, item: NodeItem | None, wire: EdgeItem | None, note: NoteItem | None) -> None:
        """Let the menu be about what is under the mouse."""
        selection = self.document.selection
        if item is not None and item.node_id not in selection.nodes:
            selection.set([item.node_id])
        elif wire is not None and wire.edge not in selection.edges:
            selection.set(edges=[wire.edge])
        elif note is not None and note.note.id not in selection.notes:
            selection.set(notes=[note.note.id])

    # ---- keyboard -----------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Take Tab: it opens the search box or, when the canvas was reached by keyboard, walks through the nodes."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and self._walks:
                if self.placing.step(1 if event.key() == Qt.Key.Key_Tab else -1):
                    return True
            elif event.key() == Qt.Key.Key_Tab:
                self.quick_add_at_mouse()
                return True
        return bool(super().event(event))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in _BY_KEYBOARD:
            self._walk(True)
        self._show_current()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show_current()

    def _walk(self, by_keyboard: bool) -> None:
        self._walks = by_keyboard
        self._show_current()

    def _show_current(self) -> None:
        """Put the ring around the node the keyboard acts on, and let a screen reader say it."""
        current = self.document.selection.nodes_in_order[-1:]
        has_ring = bool(current) and self._walks and self.hasFocus()
        self.canvas_scene.mark_current(current[0] if has_ring else None)
        words = spoken(self.document, current[0]) if has_ring else self.noting.spoken() if self.hasFocus() else ""
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._space_is_down = True
            self._space_was_used = self._space_was_used and event.isAutoRepeat()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.structure.has_nested():
            self.structure.open_selected()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.document.selection.nodes:
            self.noting.write_selected()
        elif event.key() == Qt.Key.Key_Escape:
            if not self.cancel_interaction():
                self.document.selection.clear()
        elif not self.placing.move_by_key(event):
            event.ignore()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._walk(True)

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
        if self.pixels > 0.5:
            paint_dots(painter, QRectF(rect), theme.current().colour("grid"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "canvas_scene"):
            self.canvas_scene.refresh_colours()
            self.follow_text_scale()
            self.viewport().update()
