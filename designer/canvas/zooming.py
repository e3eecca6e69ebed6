"""ZoomingView: a view of a scene that zooms at the mouse and pans without scroll bars."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

MIN_ZOOM, MAX_ZOOM = 0.02, 4.0
MARGIN = 24.0  # of the scene, around what is fitted


class ZoomingView(QGraphicsView):
    """What any large picture needs to be looked at."""

    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.keeps_fitting = True  # until the user zooms or pans, a resized canvas still shows everything

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
        self.keeps_fitting = False
        self.set_zoom(self.zoom * factor, fixed)

    def fit(self, extent: QRectF) -> None:
        """Show a rectangle of the scene as large as it fits, full size at most."""
        if extent.isEmpty():
            return
        around = extent.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        room = self.viewport().rect()
        self.set_zoom(min(1.0, room.width() / around.width(), room.height() / around.height()))
        self.centerOn(around.center())

    def show_place(self, place: QPointF) -> None:
        """Bring a place into the middle."""
        self.keeps_fitting = False
        self.centerOn(place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.scroll_by(QPoint(-event.angleDelta().y(), 0))
        else:
            self._zoom_by(1.0015 ** event.angleDelta().y(), event.position().toPoint())
        event.accept()
