"""DiagramView: shows a drawing, as large as fits or as the wheel says."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from designer.diagram.painting import paint
from nn_core.diagram.drawing import Drawing

LARGEST_FIT, LARGEST, SMALLEST = 1.25, 4.0, 0.05  # points to pixels


class _Page(QWidget):
    """The white page with the drawing on it."""

    def __init__(self) -> None:
        super().__init__(objectName="diagram_page")
        self.drawing = Drawing()
        self.zoom = 1.0

    def show_drawing(self, drawing: Drawing, zoom: float) -> None:
        self.drawing, self.zoom = drawing, zoom
        self.setFixedSize(QSize(max(1, round(drawing.width * zoom)), max(1, round(drawing.height * zoom))))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.scale(self.zoom, self.zoom)
        paint(painter, self.drawing)
        painter.end()


class DiagramView(QScrollArea):
    """Fits the page into the panel until the user turns the wheel with Ctrl; a double click fits it again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("diagram_view")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._page = _Page()
        self._is_fitted = True
        self.setWidget(self._page)

    @property
    def drawing(self) -> Drawing:
        """What is shown."""
        return self._page.drawing

    @property
    def zoom(self) -> float:
        """Pixels for each point."""
        return self._page.zoom

    def show_drawing(self, drawing: Drawing) -> None:
        """Show another drawing."""
        self._page.show_drawing(drawing, self._fitting_zoom(drawing) if self._is_fitted else self.zoom)

    def fit(self) -> None:
        """Show the whole drawing from now on."""
        self._is_fitted = True
        self.show_drawing(self.drawing)

    def zoom_by(self, factor: float, around: QPoint) -> None:
        """Zoom in or out; the point under the mouse stays where it is."""
        self._is_fitted = False
        zoom = min(LARGEST, max(SMALLEST, self.zoom * factor))
        place = self._page.mapFrom(self.viewport(), around) * (zoom / self.zoom)
        self._page.show_drawing(self.drawing, zoom)
        self.horizontalScrollBar().setValue(place.x() - around.x())
        self.verticalScrollBar().setValue(place.y() - around.y())

    def _fitting_zoom(self, drawing: Drawing) -> float:
        if not drawing.width or not drawing.height:
            return 1.0
        size = self.maximumViewportSize()
        zoom = min(size.width() / drawing.width, size.height() / drawing.height, LARGEST_FIT)
        return max(SMALLEST, zoom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_fitted:
            self.show_drawing(self.drawing)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.0015 ** event.angleDelta().y(), event.position().toPoint())
            event.accept()
        else:
            super().wheelEvent(event)

    def mouseDoubleClickEvent(self, event: object) -> None:
        self.fit()
