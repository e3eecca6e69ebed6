"""NoteItem: a text in a coloured frame, behind the nodes and wires."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from designer import theme
from designer.canvas.geometry import GRID
from designer.canvas.items.node_item import node_font
from designer.model.notes import Note

USUAL_COLOUR = "yellow"
SMALLEST = 4 * GRID
STRIP = 3 * GRID  # along the top: where a frame with nodes in it is grasped
EDGE = GRID
CORNER = 2 * GRID  # where it is resized
TEXT_PIXELS = 13.0


class NoteItem(QGraphicsItem):
    """A note on the canvas. It stands at its note's place and is as large as that."""

    def __init__(self, note: Note) -> None:
        super().__init__()
        self.note = note
        self.is_selected = False
        self.setZValue(-2)
        self.show_note(note)

    def show_note(self, note: Note) -> None:
        """Show what the document says, or what the mouse is about to make of it."""
        self.prepareGeometryChange()
        self.note = note
        self.setPos(note.x, note.y)
        self.setZValue(-2 - min(note.width * note.height, 1e9) / 1e10)  # a small one lies on a large one
        self.update()

    def set_selected(self, is_selected: bool) -> None:
        """Show or hide the mark of selected notes."""
        if is_selected != self.is_selected:
            self.is_selected = is_selected
            self.update()

    # ---- geometry -----------------------------------------------------------------------------------------

    def frame(self) -> QRectF:
        """Return its rectangle on the scene."""
        return self._frame().translated(self.pos())

    def corner(self) -> QRectF:
        """Return the rectangle on the scene by which it is resized."""
        frame = self.frame()
        return QRectF(frame.right() - CORNER, frame.bottom() - CORNER, CORNER, CORNER)

    def is_on_rim(self, place: QPointF) -> bool:
        """Say whether a place on the scene is on the strip along the top, or at an edge."""
        return not self.frame().adjusted(EDGE, STRIP, -EDGE, -EDGE).contains(place)

    def _frame(self) -> QRectF:
        return QRectF(0, 0, max(self.note.width, SMALLEST), max(self.note.height, SMALLEST))

    def boundingRect(self) -> QRectF:
        return self._frame().adjusted(-4, -4, 4, 4)

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(self._frame())
        return path

    # ---- painting -----------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        colours, frame = theme.current(), self._frame()
        colour = note_colour(self.note.colour)
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(_tint(colour))
        painter.drawRoundedRect(frame, 6, 6)
        painter.setFont(node_font(TEXT_PIXELS))
        painter.setPen(colours.colour("text"))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop
        painter.drawText(frame.adjusted(EDGE, 3, -EDGE, -3), flags, self.note.text)
        if self.is_selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colours.colour("accent"), 2.5))
            painter.drawRoundedRect(frame.adjusted(-2, -2, 2, 2), 7, 7)
            self._paint_corner(painter, frame)

    def _paint_corner(self, painter: QPainter, frame: QRectF) -> None:
        for inset in (4.0, 8.0, 12.0):
            painter.drawLine(
                QPointF(frame.right() - inset, frame.bottom() - 2), QPointF(frame.right() - 2, frame.bottom() - inset)
            )


def note_colour(name: str) -> QColor:
    """Return the colour of a note by its name in the theme."""
    return QColor(theme.OKABE_ITO.get(name, theme.OKABE_ITO[USUAL_COLOUR]))


def _tint(colour: QColor) -> QColor:
    """Return a colour thin enough for text, wires and nodes to be seen on it."""
    if theme.current().name == "high-contrast":
        return QColor(0, 0, 0, 0)
    return QColor(colour.red(), colour.green(), colour.blue(), 40 if theme.current().is_dark else 36)
