"""The page of the Live tab: an insight into a layer as HTML, and its pictures."""

from __future__ import annotations

import html
import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from designer import theme
from designer.data.dataset import in_words
from designer.training.insight import Insight, Look

NEXT, PREVIOUS = "next", "previous"
_HISTOGRAM_PX, _GAP_PX, _LARGEST_PX, _ALONE_PX = 44, 2, 16, 120


def page_of(insight: Insight, name: str, is_learning: bool) -> str:
    """Return the page for one layer."""
    parts = [f"<h3>{html.escape(name)}</h3><p>{_state(insight, is_learning)}</p>"]
    for number, look in enumerate(insight.outputs):
        if number == 0:
            parts.append(_sample(insight))
        parts.append(_array(look, f"output{number}", _shape(look)))
    if insight.weights:
        parts.append(f"<h4>{_tr('Weights')}</h4>")
    for number, look in enumerate(insight.weights):
        parts.append(_array(look, f"weight{number}", f"<b>{html.escape(look.name)}</b> {_shape(look)}"))
    if not insight.weights:
        parts.append(f"<p>{_tr('This layer has no weights.')}</p>")
    parts.append(f"<p><small>{_tr('Blue is below 0, orange above; the stronger, the farther from 0.')}</small></p>")
    return "".join(parts)


def pictures_of(insight: Insight, width: int) -> dict[str, QImage]:
    """Return the pictures of the page by their addresses; none is wider than `width` pixels."""
    found = {}
    for kind, looks in (("output", insight.outputs), ("weight", insight.weights)):
        for number, look in enumerate(looks):
            found[f"{kind}{number}"] = _mosaic(look.tiles, max(64, width))
            found[f"{kind}{number}-counts"] = _histogram(look.counts, max(64, width))
    return found


# ---- words ------------------------------------------------------------------------------------------------


def _state(insight: Insight, is_learning: bool) -> str:
    if is_learning:
        return _tr("It is learning: what you see is some tenths of a second old.")
    if insight.is_trained:
        return _tr("As the training left it.")
    return _tr("Not trained yet: weights as a training begins with, drawn by chance.")


def _sample(insight: Insight) -> str:
    title = _tr("Output for training sample {0} of {1}").format(f"{insight.sample + 1:,}", f"{insight.num_samples:,}")
    links = (
        f"<a href='{PREVIOUS}'>{_tr('previous')}</a> &nbsp; <a href='{NEXT}'>{_tr('next')}</a>"
        if insight.num_samples > 1
        else ""
    )
    return f"<h4>{title}</h4><p>{html.escape(insight.wanted)} &nbsp; {links}</p>"


def _array(look: Look, address: str, title: str) -> str:
    numbers = _tr("from {0} to {1}, mean {2}, standard deviation {3}").format(
        *(in_words(each) for each in (look.low, look.high, look.mean, look.spread))
    )
    zeros = "<br>" + _tr("{0} of the numbers are 0").format(f"{look.zero_share:.0%}") if look.zero_share else ""
    picture = f"<br><img src='{address}'>" if len(look.tiles) else ""
    return f"<p>{title}{picture}<br><img src='{address}-counts'><br>{numbers}{zeros}</p>"


def _shape(look: Look) -> str:
    return html.escape(f"({', '.join(map(str, look.shape))}{',' if len(look.shape) == 1 else ''})")


# ---- pictures ---------------------------------------------------------------------------------------------


def _mosaic(tiles: NDArray, width: int) -> QImage:
    """Return pictures side by side, one scale of colours for all, their cells as large as there is room for."""
    if not len(tiles):
        return QImage()
    if len(tiles) == 1 and tiles.shape[1] > tiles.shape[2]:
        tiles = tiles.transpose(0, 2, 1)  # lying it takes less room
    count, rows, columns = tiles.shape
    wide = int(min(_LARGEST_PX, max(1, width // (max(1, math.isqrt(count)) * columns))))
    high = max(wide, min(_LARGEST_PX, _ALONE_PX // rows)) if count == 1 else wide
    across = max(1, min(count, (width - 2 + _GAP_PX) // (columns * wide + _GAP_PX)))
    step_x, step_y = columns * wide + _GAP_PX, rows * high + _GAP_PX
    size = QSize(across * step_x + 2 - _GAP_PX, -(-count // across) * step_y + 2 - _GAP_PX)
    picture = QImage(size, QImage.Format.Format_RGB32)
    picture.fill(theme.current().colour("line"))
    painter = QPainter(picture)
    most = float(np.abs(tiles).max()) or 1.0
    for number, tile in enumerate(tiles):
        row, column = divmod(number, across)
        painter.drawImage(
            QRect(1 + column * step_x, 1 + row * step_y, columns * wide, rows * high), _coloured(tile / most)
        )
    painter.end()
    return picture


def _coloured(values: NDArray) -> QImage:
    """Return numbers from -1 to 1 as pixels: blue, the ground of the theme, orange."""
    ground, below, above = (
        np.array(colour.getRgb()[:3], np.float32)
        for colour in (
            theme.current().colour("base"),
            QColor(theme.OKABE_ITO["blue"]),
            QColor(theme.OKABE_ITO["orange"]),
        )
    )
    share = np.abs(values)[..., None]
    pixels = ground + (np.where(values[..., None] < 0, below, above) - ground) * share
    data = np.ascontiguousarray(pixels.round().astype(np.uint8))
    height, width, _ = data.shape
    return QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _histogram(counts: NDArray, width: int) -> QImage:
    """Return how the numbers are spread, least to largest."""
    look = theme.current()
    picture = QImage(width, _HISTOGRAM_PX, QImage.Format.Format_RGB32)
    picture.fill(look.colour("base"))
    painter = QPainter(picture)
    step, most = width / len(counts), max(1, int(counts.max()))
    for number, count in enumerate(counts):
        height = math.ceil((_HISTOGRAM_PX - 2) * int(count) / most)
        left, right = round(number * step), round((number + 1) * step) - 1
        painter.fillRect(left, _HISTOGRAM_PX - height, max(1, right - left), height, look.colour("accent"))
    painter.end()
    return picture


def _tr(text: str) -> str:
    return QCoreApplication.translate("LiveView", text)
