"""export_diagram: the diagram of a document as a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter

from designer.diagram.document_graph import graph_of_document
from designer.diagram.painting import paint
from designer.model.document import Document
from nn_core.diagram.drawing import Drawing
from nn_core.diagram.graph import PlotOptions
from nn_core.diagram.painter import draw
from nn_core.diagram.svg import to_svg
from nn_core.saving.atomic import write_bytes

ENDINGS = (".png", ".svg", ".pdf")
DPI = 200
_POINTS_PER_INCH = 72
_MOST_PIXELS = 60_000_000
_LONGEST_SIDE = 32_000  # of a picture, in pixels


def export_diagram(document: Document, path: Path, options: PlotOptions | None = None) -> None:
    """Write the diagram; the file's ending chooses between PNG, SVG and PDF. ValueError says why it cannot be."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise ValueError(f"'{path.name}' should end in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}.")
    if not document.graph.nodes:
        raise ValueError("There is nothing to draw yet: the model has no layers.")
    drawing = draw(graph_of_document(document), options or PlotOptions(show_shapes=True, show_layer_names=True))
    if ending == ".svg":
        content = to_svg(drawing).encode()
    else:
        content = _as_png(drawing) if ending == ".png" else _as_pdf(drawing)
    write_bytes(path, content)


def _as_png(drawing: Drawing) -> bytes:
    """Return a picture; one of a very large model gets fewer dots for each inch."""
    scale = min(
        DPI / _POINTS_PER_INCH,
        (_MOST_PIXELS / (drawing.width * drawing.height)) ** 0.5,
        _LONGEST_SIDE / max(drawing.width, drawing.height),
    )
    image = QImage(round(drawing.width * scale), round(drawing.height * scale), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    dots_per_meter = round(scale * _POINTS_PER_INCH / 0.0254)
    image.setDotsPerMeterX(dots_per_meter)
    image.setDotsPerMeterY(dots_per_meter)
    painter = QPainter(image)
    painter.scale(scale, scale)
    paint(painter, drawing)
    painter.end()
    buffer = _buffer()
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def _as_pdf(drawing: Drawing) -> bytes:
    """Return a page of the drawing's own size, with the fonts it needs inside."""
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setPageSize(QPageSize(QSizeF(drawing.width, drawing.height), QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(_POINTS_PER_INCH * 10)
    painter = QPainter(writer)
    painter.scale(10, 10)
    paint(painter, drawing)
    painter.end()
    return bytes(buffer.data().data())


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.setData(QByteArray())
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
