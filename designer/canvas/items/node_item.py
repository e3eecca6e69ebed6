"""NodeItem: one node, painted in one go from texts prepared beforehand."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QStaticText

from designer import icons, theme
from designer.canvas.geometry import (
    BODY,
    HEADER,
    HEADER_HEIGHT,
    NODE_WIDTH,
    PORT_RADIUS,
    Direction,
    input_position,
    output_position,
)
from designer.canvas.items.picture_item import PictureItem
from designer.canvas.look import NodeLook, port_name
from designer.canvas.zooming import READABLE
from designer.model.shape_text import shape_text

STRIPE = 6.0  # the category's colour along the left edge
ICON = 16.0
REMARK = "mark_remark"  # the drawing that says: the review has something to say about this layer
FROZEN = "mark_frozen"  # and the one that says: training leaves its weights as they are
_MARGIN = QRectF(BODY).adjusted(-9, -9, 9, 21)
# What is painted outside the body: outline, ports and their names, the wire's shape.
_WIDE_MARGIN = QRectF(BODY).adjusted(-48, -20, 68, 26)
_MARGIN_TO_RIGHT = QRectF(BODY).adjusted(-48, -20, 132, 26)


@dataclass(frozen=True)
class PreparedText:
    """A text laid out once, to be painted often."""

    font: QFont
    role: str  # a colour of the theme
    place: QPointF
    text: QStaticText

    def paint(self, painter: QPainter, colours: theme.Theme) -> None:
        """Paint it."""
        painter.setFont(self.font)
        painter.setPen(colours.colour(self.role))
        painter.drawStaticText(self.place, self.text)


class NodeItem(PictureItem):
    """A node on the canvas. What it shows is a NodeLook; where it stands is its position."""

    def __init__(self, node_id: str, look: NodeLook, direction: Direction) -> None:
        super().__init__()
        self.node_id = node_id
        self.look = look
        self.direction: Direction = direction
        self.is_selected = False
        self.is_hovered = False
        self.is_found = False  # it matches what is being searched
        self.is_current = False  # the keyboard acts on it
        self.marked_port: tuple[str, int] | None = None  # ("input" | "output", number) under the mouse
        self._texts: list[PreparedText] | None = None
        self._wire_texts: list[PreparedText] = []
        self._find_extent()
        self.setZValue(1)
        if look.tooltip:
            self.setToolTip(look.tooltip)

    def show_look(self, look: NodeLook) -> None:
        """Show something else, if it is something else."""
        if look is not self.look and look != self.look:
            self.look = look
            self._find_extent()
            self.setToolTip(look.tooltip)
            self.forget_texts()

    def set_direction(self, direction: Direction) -> None:
        """Put the ports where the data flow in this direction wants them."""
        if direction == self.direction:
            return
        self.direction = direction
        self._find_extent()
        self.forget_texts()

    def forget_texts(self) -> None:
        """Prepare the texts again before the next painting."""
        self._texts = None
        self.refresh()

    def set_selected(self, is_selected: bool) -> None:
        """Show or hide the mark of selected nodes."""
        if is_selected != self.is_selected:
            self.is_selected = is_selected
            self.setZValue(2 if is_selected else 1)
            self.refresh()

    def set_found(self, is_found: bool) -> None:
        """Show or hide the mark of what was searched."""
        if is_found != self.is_found:
            self.is_found = is_found
            self.refresh()

    def set_current(self, is_current: bool) -> None:
        """Show or hide the ring around the node on which the keyboard acts."""
        if is_current != self.is_current:
            self.is_current = is_current
            self.refresh()

    def mark_port(self, port: tuple[str, int] | None) -> None:
        """Show a port as the one the mouse would take."""
        if port != self.marked_port:
            self.marked_port = port
            self.refresh()

    # ---- geometry -----------------------------------------------------------------------------------------

    def input_position(self, port: int) -> QPointF:
        """Return where an input port is on the scene."""
        return self.pos() + input_position(port, self.look.num_inputs, self.direction)

    def output_position(self, port: int) -> QPointF:
        """Return where an output port is on the scene."""
        return self.pos() + output_position(port, self.look.num_outputs, self.direction)

    @property
    def place(self) -> tuple[float, float, int, int]:
        """Where its ports are: that of the node, and how many there are; wires are led anew if this changes."""
        return self.x(), self.y(), self.look.num_inputs, self.look.num_outputs

    def body(self) -> QRectF:
        """Return the node's rectangle on the scene."""
        return BODY.translated(self.pos())

    def header(self) -> QRectF:
        """Return the rectangle of the name on the scene."""
        return HEADER.translated(self.pos())

    def _find_extent(self) -> None:
        """Take as much room as is painted on."""
        is_wide = self.look.input_names or self.look.output_names
        self.setRect(_MARGIN_TO_RIGHT if self.direction == "LR" else _WIDE_MARGIN if is_wide else _MARGIN)

    def shape(self) -> QPainterPath:
        path = QPainterPath()
        path.addRect(BODY)
        return path

    # ---- painting -----------------------------------------------------------------------------------------

    def paint_content(self, painter: QPainter, detail: float) -> None:
        colours = theme.current()
        self._paint_body(painter, colours)
        if detail > READABLE:
            self._paint_ports(painter, colours)
        self._paint_texts(painter, colours, detail)
        if detail > READABLE:
            self._paint_wire_texts(painter, colours)
        self._paint_icon(painter, colours, detail)

    def _paint_body(self, painter: QPainter, colours: theme.Theme) -> None:
        if self.look.is_nested:
            self._paint_sheet_behind(painter, colours)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.category_colour(self.look.category) if self._is_bright else colours.colour("line"))
        painter.drawRoundedRect(BODY, 6, 6)
        painter.setBrush(colours.colour("node"))
        painter.drawRoundedRect(BODY.adjusted(STRIPE, 0, 0, 0), 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        role, width = self._outline()
        painter.setPen(QPen(colours.colour(role), width))
        painter.drawRoundedRect(BODY, 6, 6)
        if self.is_selected:
            painter.setPen(QPen(colours.colour("accent"), 2.5))
            painter.drawRoundedRect(BODY.adjusted(-3, -3, 3, 3), 8, 8)
        if self.is_found:
            painter.setPen(QPen(colours.colour("warning"), 3.0, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(BODY.adjusted(-6, -6, 6, 6), 10, 10)
        if self.is_current:
            painter.setPen(QPen(colours.colour("text"), 1.2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(BODY.adjusted(-6.5, -6.5, 6.5, 6.5), 10, 10)

    def _paint_sheet_behind(self, painter: QPainter, colours: theme.Theme) -> None:
        """Paint a second sheet: there is more in this node than one sees."""
        painter.setPen(QPen(colours.colour("node_line"), 1.0))
        painter.setBrush(colours.colour("raised"))
        painter.drawRoundedRect(BODY.translated(5, 5), 6, 6)

    @property
    def _is_bright(self) -> bool:
        """Whether the node is in full colour: it is grey while its shape is unknown because of another one."""
        return self.look.is_known or bool(self.look.severity)

    def _outline(self) -> tuple[str, float]:
        if self.look.severity:
            return self.look.severity, 2.0
        return ("accent", 1.5) if self.is_hovered else ("node_line", 1.0)

    def _paint_ports(self, painter: QPainter, colours: theme.Theme) -> None:
        painter.setPen(QPen(colours.colour("wire"), 1.5))
        for side, count, place in (
            ("input", self.look.num_inputs, input_position),
            ("output", self.look.num_outputs, output_position),
        ):
            for port in range(count):
                is_marked = self.marked_port == (side, port)
                painter.setBrush(colours.colour("accent" if is_marked else "node"))
                radius = PORT_RADIUS * (1.4 if is_marked else 1.0)
                painter.drawEllipse(place(port, count, self.direction), radius, radius)

    def _paint_icon(self, painter: QPainter, colours: theme.Theme, detail: float) -> None:
        size = max(8, min(96, round(ICON * detail * painter.device().devicePixelRatioF())))
        colour = theme.category_ink(self.look.category).name() if self._is_bright else colours.muted
        name = "nested" if self.look.is_nested else icons.category_icon_name(self.look.category)
        picture = icons.pixmap(name, colour, size)
        painter.drawPixmap(QRectF(STRIPE + 7, 5, ICON, ICON), picture, QRectF(picture.rect()))
        for (name, role), place in zip(self._badges(), self._badge_places(), strict=True):
            badge = icons.pixmap(name, getattr(colours, role), size)
            painter.drawPixmap(place, badge, QRectF(badge.rect()))

    def _badges(self) -> list[tuple[str, str]]:
        """Return the drawings in the header, from right to left, and their colours."""
        severity, found = self.look.severity, []
        if severity:
            found.append((f"mark_{severity}", severity))
        if self.look.remark:
            found.append((REMARK, "accent"))
        if self.look.is_frozen:
            found.append((FROZEN, "muted"))
        return [*found, ("link", "muted")] if self.look.is_shared else found

    def _badge_places(self) -> list[QRectF]:
        return [QRectF(NODE_WIDTH - 24 - 20 * number, 5, ICON, ICON) for number in range(len(self._badges()))]

    def has_badge_at(self, badge: str, place: QPointF) -> bool:
        """Say whether one of the small drawings in the header is at a place on the scene."""
        pairs = zip(self._badges(), self._badge_places(), strict=True)
        return any(name == badge and rectangle.contains(place - self.pos()) for (name, _), rectangle in pairs)

    def _paint_texts(self, painter: QPainter, colours: theme.Theme, detail: float) -> None:
        if self._texts is None:
            self._texts = self._prepared()
            self._wire_texts = self._prepared_wire_texts(node_font(10.5))
        for each in self._texts if detail > READABLE else self._texts[:1]:
            each.paint(painter, colours)

    def _paint_wire_texts(self, painter: QPainter, colours: theme.Theme) -> None:
        background = QColor(colours.colour("canvas"))
        background.setAlpha(215)  # the words stay readable where the wire runs below them
        for each in self._wire_texts:
            painter.fillRect(QRectF(each.place, each.text.size()), background)
            each.paint(painter, colours)

    def _prepared(self) -> list[PreparedText]:
        look, left = self.look, STRIPE + 8
        title, small = node_font(12.5, True), node_font(11.0)
        right = NODE_WIDTH - 8
        room = right - left
        arguments = f"{look.class_name}  {look.headline}".rstrip()
        shape = shape_text(look.shown_shapes[0] if look.shown_shapes else None)
        badge_room = 20 * len(self._badges())
        role = "text" if self._is_bright else "muted"
        texts = [
            _text(look.name, title, role, left + 22, 3, room - 22 - badge_room),
            _text(arguments, small, role, left, HEADER_HEIGHT, room),
            _text(shape, small, "muted", left, HEADER_HEIGHT + 18, room),
        ]
        width_of = QFontMetricsF(small).horizontalAdvance
        for row, (words, number) in enumerate(((arguments, look.macs), (shape, look.params))):
            width = width_of(number)
            if number and width_of(words) + width + 12 < room:
                texts.append(_text(number, small, "muted", right - width, HEADER_HEIGHT + 18 * row, width + 1))
        return texts

    def _prepared_wire_texts(self, font: QFont) -> list[PreparedText]:
        """Return the shapes beside the wires that leave, and the names of ports that mean different things."""
        names = self._port_texts(font)
        if not self.look.is_wired_on or len(self.look.output_shapes) != 1:
            return names
        place = QPointF(7, 4) if self.direction == "TB" else QPointF(8, -18)
        corner = output_position(0, 1, self.direction) + place
        shape, room = shape_text(self.look.shown_shapes[0]), self.rect().right() - corner.x()
        return [*names, _text(shape, font, "muted", corner.x(), corner.y(), room)]

    def _port_texts(self, font: QFont) -> list[PreparedText]:
        look, texts = self.look, []
        for names, count, position, place in (
            (look.input_names, look.num_inputs, input_position, QPointF(7, -17)),
            (look.output_names, look.num_outputs, output_position, QPointF(7, 2)),
        ):
            beside = place if self.direction == "TB" else QPointF(-40 if position is input_position else 8, -17)
            for port in range(count if names else 0):
                corner = position(port, count, self.direction) + beside
                texts.append(_text(port_name(names, port), font, "muted", corner.x(), corner.y(), 60.0))
        return texts


def node_font(pixels: float, bold: bool = False) -> QFont:
    """Return a font of the canvas; its sizes are in units of the scene, so that it grows with the zoom."""
    made = theme.font("text", bold)
    made.setPixelSize(round(pixels))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def _text(words: str, font: QFont, role: str, x: float, y: float, room: float) -> PreparedText:
    elided = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, room)
    text = QStaticText(elided)
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    text.prepare(font=font)
    return PreparedText(font, role, QPointF(x, y), text)
