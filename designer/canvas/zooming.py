"""ZoomingView: a view of a scene that zooms at the mouse and pans without scroll bars.

Full size is larger for those who want larger texts: a scene grows as a whole, so nothing in it is ever cut off.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from designer import theme

MIN_ZOOM, MAX_ZOOM = 0.02, 4.0
READABLE = 0.45  # pixels of a unit of the scene from which on texts are shown
REST_MS = 150  # without a turn of the wheel, after which everything is painted sharp again
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
        self._text_scale = theme.text_scale()
        self.scale(self._text_scale, self._text_scale)
        self.is_turning = False  # the wheel; pictures may be stretched until it rests
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self._on_rested)
        self.keeps_fitting = True  # until the user zooms or pans, a resized canvas still shows everything

    @property
    def zoom(self) -> float:
        """How large the picture is; 1 is full size."""
        return self.pixels / self._text_scale

    @property
    def pixels(self) -> float:
        """How many pixels a unit of the scene takes."""
        return self.transform().m11()

    def follow_text_scale(self) -> None:
        """Let what is seen grow with the texts of the window."""
        if theme.text_scale() != self._text_scale:
            zoom, self._text_scale = self.zoom, theme.text_scale()
            self.keeps_fitting = False
            self.set_zoom(zoom)

    def set_zoom(self, zoom: float, fixed: QPoint | None = None) -> None:
        """Zoom so that the point of the view `fixed` (the middle, if not given) stays where it is."""
        point = self.viewport().rect().center() if fixed is None else fixed
        before = self.mapToScene(point)
        zoom = max(MIN_ZOOM, min(MAX_ZOOM, zoom))
        self.resetTransform()
        self.scale(zoom * self._text_scale, zoom * self._text_scale)
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

    def fit(self, extent: QRectF, keeps_text: bool = False, room: QRectF | None = None) -> None:
        """Show a rectangle of the scene as large as it fits into a part of the view, full size at most.

        With `keeps_text` it is as much larger as the texts of the window are, and only its beginning may be seen.
        """
        if extent.isEmpty():
            return
        room = QRectF(self.viewport().rect()) if room is None else room
        around = extent.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        fitting = fitting_pixels(around, room)
        self.set_zoom(min(1.0, fitting if keeps_text and fitting > READABLE else fitting / self._text_scale))
        seen = QSizeF(room.size()) / self.pixels
        beginning = around.topLeft() + QPointF(seen.width(), seen.height()) / 2
        middle = around.center()
        x = middle.x() if seen.width() >= around.width() else beginning.x()
        y = middle.y() if seen.height() >= around.height() else beginning.y()
        self.centerOn(QPointF(x, y) + (QRectF(self.viewport().rect()).center() - room.center()) / self.pixels)

    def show_place(self, place: QPointF) -> None:
        """Bring a place into the middle."""
        self.keeps_fitting = False
        self.centerOn(place)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.scroll_by(QPoint(-event.angleDelta().y(), 0))
        else:
            self.is_turning = True
            self._rest.start()
            self._zoom_by(1.0015 ** event.angleDelta().y(), event.position().toPoint())
        event.accept()

    def _on_rested(self) -> None:
        self.is_turning = False
        self.viewport().update()


def fitting_pixels(extent: QRectF, room: QRectF) -> float:
    """Return how many pixels a unit of the scene may take for a rectangle to fit."""
    return min(room.width() / extent.width(), room.height() / extent.height())
