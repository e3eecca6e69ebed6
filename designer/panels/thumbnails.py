"""ThumbnailsView: samples that are images, drawn with the name of their class below."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from designer import theme

_LABEL_PX, _GAP_PX, _SMALLEST_PX = 16, 8, 48


class ThumbnailsView(QWidget):
    """As many images as there is room for, each enlarged by a whole factor so that the pixels stay square and sharp."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data_thumbnails")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._images: list[QImage] = []
        self._labels: list[str] = []

    def sizeHint(self) -> QSize:
        return QSize(400, 140)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 70)

    def show_images(self, images: NDArray, labels: Sequence[str]) -> None:
        """Show images whose values lie between 0 and 1."""
        self._images, self._labels = [to_image(image) for image in images], list(labels)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._images:
            return
        painter = QPainter(self)
        painter.setFont(theme.font("small"))
        painter.setPen(theme.current().colour("muted"))
        size = self._shown_size()
        columns = max(1, (self.width() + _GAP_PX) // (size.width() + _GAP_PX))
        rows = max(1, (self.height() + _GAP_PX) // (size.height() + _LABEL_PX + _GAP_PX))
        for number in range(min(columns * rows, len(self._images))):
            row, column = divmod(number, columns)
            x, y = column * (size.width() + _GAP_PX), row * (size.height() + _LABEL_PX + _GAP_PX)
            painter.drawImage(QRect(x, y, size.width(), size.height()), self._images[number])
            place = QRect(x - _GAP_PX // 2, y + size.height(), size.width() + _GAP_PX, _LABEL_PX)
            text = painter.fontMetrics().elidedText(self._labels[number], Qt.TextElideMode.ElideRight, place.width())
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _shown_size(self) -> QSize:
        size = self._images[0].size()
        factor = max(1, -(-_SMALLEST_PX // max(1, min(size.width(), size.height()))))
        return size * factor if max(size.width(), size.height()) < 4 * _SMALLEST_PX else QSize(64, 64)


def to_image(values: NDArray) -> QImage:
    """Make a picture of an array (height, width) or (height, width, channels) with values from 0 to 1."""
    pixels = (np.clip(values, 0, 1) * 255).astype(np.uint8)
    if pixels.ndim == 3 and pixels.shape[-1] == 3:
        pixels = np.ascontiguousarray(pixels)
        height, width, _ = pixels.shape
        return QImage(pixels.data, width, height, width * 3, QImage.Format.Format_RGB888).copy()
    pixels = np.ascontiguousarray(pixels.reshape(pixels.shape[:2]))
    height, width = pixels.shape
    return QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8).copy()
