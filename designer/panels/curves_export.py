"""Plots as files: a picture (PNG), a drawing (SVG), or a table of all values (CSV)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from designer.training.scores.number_table import NumberTable
from nn_core.saving.atomic import write_bytes
from nn_core.saving.errors import ModelFileError

ENDINGS = (".png", ".svg", ".csv")
HEADERS = ("curve", "by", "epoch", "value")
Row = tuple[str, str, float, float]  # curve, "epoch" or "batch", position in epochs, value


def export(path: Path, view: QWidget, rows: Iterable[tuple[object, ...]], headers: tuple[str, ...] = HEADERS) -> str:
    """Write a file of the kind its name ends in; return why that was impossible, or nothing."""
    makers = {".png": lambda: _png(view), ".svg": lambda: _svg(view)}
    makers |= {".csv": lambda: NumberTable(headers, list(rows)).to_csv().encode()}
    make = makers.get(path.suffix.lower())
    if make is None:
        return f"The name must end in .png, .svg or .csv, not '{path.suffix}'."
    try:
        write_bytes(path, make())
    except ModelFileError as error:
        return str(error)
    return ""


def _png(view: QWidget) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    view.grab().save(buffer, "PNG")
    return bytes(buffer.data().data())


def _svg(view: QWidget) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setSize(view.size())
    generator.setViewBox(QRect(0, 0, view.width(), view.height()))
    painter = QPainter(generator)
    QWidget.render(view, painter, QPoint())  # a view of a scene has another of this name
    painter.end()
    return bytes(buffer.data().data())
