"""Picture: what the canvas shows, whole, on the clipboard or on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from designer import theme

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from designer.canvas.view import CanvasView

MARGIN = 24.0
SHARPNESS = 2.0  # dots for each unit of the scene
MOST_DOTS = 40_000_000


class Picture:
    """The whole model as a picture, without selection."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        if not self._extent().isEmpty():
            QGuiApplication.clipboard().setImage(self.image())

    def image(self) -> QImage:
        """Return the picture; that of a very large model has fewer dots."""
        extent = self._extent()
        scale = min(SHARPNESS, (MOST_DOTS / (extent.width() * extent.height())) ** 0.5)
        size = (extent.size() * scale).toSize()
        image = QImage(size, QImage.Format.Format_RGB32)
        image.fill(theme.current().colour("canvas"))
        self._paint(image, QRectF(0, 0, size.width(), size.height()))
        return image

    def print(self) -> None:
        """Ask for a printer and print the picture on one page."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._view.document.title)
        if QPrintDialog(printer, self._view).exec():
            self.print_on(printer)

    def print_on(self, printer: QPrinter) -> None:
        """Print the picture as large as it fits; black on white whatever the theme."""
        page = printer.pageRect(printer.Unit.DevicePixel)
        size = self._extent().size().scaled(QSizeF(page.size()), Qt.AspectRatioMode.KeepAspectRatio)
        with theme.painting_with(theme.LIGHT):
            self._paint(printer, QRectF(0, 0, size.width(), size.height()))

    def _extent(self) -> QRectF:
        extent = self._view.whole_extent()
        return extent if extent.isEmpty() else extent.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)

    def _paint(self, device: QImage | QPrinter, target: QRectF) -> None:
        scene = self._view.canvas_scene
        with scene.as_picture():
            painter = QPainter(device)
            painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
            scene.render(painter, target, self._extent())
            painter.end()
