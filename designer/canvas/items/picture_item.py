"""PictureItem: an item that is painted once, kept as a picture, and stretched while one turns the wheel."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QPixmapCache, QTransform
from PySide6.QtWidgets import QGraphicsRectItem, QStyleOptionGraphicsItem, QWidget

from designer.canvas.zooming import ZoomingView

_SMOOTH_EDGES = QPainter.RenderHint.Antialiasing


class PictureItem(QGraphicsRectItem):
    """Something to be seen that takes longer to paint than a picture of it; its rectangle is all it is painted on.

    Qt's own cache of this kind is painted anew at every step of zooming. This one is stretched until the wheel rests.
    The rectangle is kept by Qt, which asks for it a thousand times a frame.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setPen(Qt.PenStyle.NoPen)  # it would widen the rectangle
        self._key: QPixmapCache.Key | None = None  # of the picture, where Qt still has it
        self._place = self._whole = QRectF()  # of the picture: what it covers, and its size in its own pixels
        self._scale = (0.0, 0.0)  # pixels of the view for a unit, and of the screen for one of those

    def paint_content(self, painter: QPainter, detail: float) -> None:
        """Paint it; `detail` is how many pixels a unit takes."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Paint it anew, for it looks different."""
        self._key = None
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        if widget is None:  # it is printed, or written to a file
            self.paint_content(painter, option.levelOfDetailFromTransform(painter.worldTransform()))
            return
        transform = painter.worldTransform()
        scale = (transform.m11(), widget.devicePixelRatioF())
        picture = QPixmapCache.find(self._key) if self._key is not None else None
        if picture is None or (scale != self._scale and not _is_turning(widget)):
            picture, self._scale = self._painted(*scale), scale
            self._key = QPixmapCache.insert(picture)
        if scale == self._scale:
            self._put_down(painter, picture, transform)
        else:
            painter.setRenderHint(_SMOOTH_EDGES, False)  # they would take ten times as long
            painter.drawPixmap(self._place, picture, self._whole)

    def _painted(self, zoom: float, ratio: float) -> QPixmap:
        extent = self.rect()
        size = extent.size() * (zoom * ratio)
        picture = QPixmap(math.ceil(size.width()), math.ceil(size.height()))
        self._whole = QRectF(picture.rect())
        self._place = QRectF(extent.topLeft(), self._whole.size() / (zoom * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHints(_SMOOTH_EDGES | QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(zoom, zoom)
        painter.translate(-extent.topLeft())
        self.paint_content(painter, zoom)
        painter.end()
        return picture

    def _put_down(self, painter: QPainter, picture: QPixmap, transform: QTransform) -> None:
        """Put the picture on whole pixels, where it is as sharp as it was painted."""
        corner, ratio = transform.map(self._place.topLeft()), self._scale[1]
        painter.setWorldMatrixEnabled(False)
        painter.drawPixmap(QPointF(round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio), picture)


def _is_turning(viewport: QWidget) -> bool:
    view = viewport.parent()
    return isinstance(view, ZoomingView) and view.is_turning
