"""PictureItem: an item that is painted once, kept as a picture, and stretched while one turns the wheel."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QPixmapCache
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from designer.canvas.zooming import ZoomingView

_SMOOTH_EDGES = QPainter.RenderHint.Antialiasing


class PictureItem(QGraphicsItem):
    """Something to be seen that takes longer to paint than a picture of it.

    Qt's own cache of this kind is painted anew at every step of zooming. This one is stretched until the wheel rests.
    """

    def __init__(self) -> None:
        super().__init__()
        self._key: QPixmapCache.Key | None = None  # of the picture, where Qt still has it
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
        scale = (painter.worldTransform().m11(), widget.devicePixelRatioF())
        picture = QPixmapCache.find(self._key) if self._key is not None else None
        view = widget.parent()
        may_stretch = isinstance(view, ZoomingView) and view.is_turning
        if picture is None or (scale != self._scale and not may_stretch):
            picture, self._scale = self._painted(*scale), scale
            self._key = QPixmapCache.insert(picture)
        if scale == self._scale:
            self._put_down(painter, picture)
        else:
            painter.setRenderHint(_SMOOTH_EDGES, False)  # they would take ten times as long
            size = QRectF(picture.rect()).size() / (self._scale[0] * self._scale[1])
            painter.drawPixmap(QRectF(self.boundingRect().topLeft(), size), picture, QRectF(picture.rect()))

    def _painted(self, zoom: float, ratio: float) -> QPixmap:
        extent = self.boundingRect()
        size = extent.size() * (zoom * ratio)
        picture = QPixmap(math.ceil(size.width()), math.ceil(size.height()))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHints(_SMOOTH_EDGES | QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(zoom, zoom)
        painter.translate(-extent.topLeft())
        self.paint_content(painter, zoom)
        painter.end()
        return picture

    def _put_down(self, painter: QPainter, picture: QPixmap) -> None:
        """Put the picture on whole pixels, where it is as sharp as it was painted."""
        corner, ratio = painter.worldTransform().map(self.boundingRect().topLeft()), self._scale[1]
        painter.setWorldMatrixEnabled(False)
        painter.drawPixmap(QPointF(round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio), picture)
