"""Minimap: the whole model, small, in a corner; a click or drag on it moves the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QWidget

from designer import theme
from designer.canvas.items.note_item import note_colour

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView

SIZE_PX = QSize(176, 120)
MARGIN_PX = 12
LEAST_CANVAS = QSize(480, 320)  # on a smaller one it would only be in the way
_DELAY_MS = 60  # a drag changes much; the small picture may lag a little
_SETTING = "canvas/minimap"


class Minimap(QWidget):
    """Shows nodes as rectangles of their category's colour, and what the canvas shows as a frame.

    The rectangles are painted once, on a picture of their own; panning and zooming only move the frame.
    """

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.setObjectName("minimap")
        self.setAccessibleName(self.tr("Map of the model"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.resize(SIZE_PX)
        self._view = view
        self._picture: QPixmap | None = None
        self._extent = QRectF()
        self._timer = QTimer(self, interval=_DELAY_MS, singleShot=True)
        self._timer.timeout.connect(self._forget)
        view.installEventFilter(self)
        view.canvas_scene.look_changed.connect(self._on_changed)
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self.update)
        view.zoomed.connect(self._on_zoomed)
        self._show_or_hide()

    # ---- shown or not -------------------------------------------------------------------------------------

    @property
    def is_wanted(self) -> bool:
        """Whether the user wants to see it."""
        return QSettings().value(_SETTING, True, type=bool)

    def toggle(self) -> None:
        """Show it, or hide it for good."""
        QSettings().setValue(_SETTING, not self.is_wanted)
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        view = self._view
        has_room = view.width() >= LEAST_CANVAS.width() and view.height() >= LEAST_CANVAS.height()
        self.move(view.width() - self.width() - MARGIN_PX, view.height() - self.height() - MARGIN_PX)
        self.setVisible(self.is_wanted and has_room and bool(view.document.graph.nodes))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner of the canvas."""
        if event.type() == QEvent.Type.Resize:
            self._show_or_hide()
        return False

    def _on_changed(self) -> None:
        self._show_or_hide()
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _on_zoomed(self, zoom: float) -> None:
        self.update()

    def _forget(self) -> None:
        self._picture = None
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._forget()

    # ---- the mouse ----------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _go_to(self, point: QPointF) -> None:
        back, is_possible = self._to_map().inverted()
        if is_possible:
            self._view.show_place(back.map(point))

    # ---- painting -----------------------------------------------------------------------------------------

    def _to_map(self) -> QTransform:
        """Return the way from the scene onto this widget."""
        extent = self._extent
        scale = min((self.width() - 12) / max(extent.width(), 1), (self.height() - 12) / max(extent.height(), 1), 0.2)
        middle = extent.center()
        return (
            QTransform()
            .translate(self.width() / 2, self.height() / 2)
            .scale(scale, scale)
            .translate(-middle.x(), -middle.y())
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture is None:
            self._extent = self._view.whole_extent()
            self._picture = self._painted()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        shown = self._view.mapToScene(self._view.viewport().rect()).boundingRect()
        frame = self._to_map().mapRect(shown).intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        accent = theme.current().colour("accent")
        painter.setPen(QPen(accent, 1.5))
        painter.setBrush(QColor(accent.red(), accent.green(), accent.blue(), 26))
        painter.drawRect(frame)

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        colours = theme.current()
        picture.fill(colours.colour("base"))
        painter = QPainter(picture)
        painter.setPen(QPen(colours.colour("line"), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        self._paint_notes(painter)
        self._paint_nodes(painter)
        painter.end()
        return picture

    def _paint_notes(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for item in self._view.canvas_scene.note_layer.items.values():
            painter.setPen(note_colour(item.note.colour))
            painter.drawRect(self._to_map().mapRect(item.frame()))

    def _paint_nodes(self, painter: QPainter) -> None:
        to_map, colours = self._to_map(), theme.current()
        chosen = self._view.document.selection.nodes
        for item in self._view.canvas_scene.node_items.values():
            place = to_map.mapRect(item.body())
            is_marked = item.node_id in chosen or item.look.severity == "error"
            role = "accent" if item.node_id in chosen else "error"
            colour = colours.colour(role) if is_marked else theme.category_ink(item.look.category)
            painter.fillRect(place.adjusted(0, 0, max(2 - place.width(), 0), max(2 - place.height(), 0)), colour)
