"""ConfusionView: how often each class was taken for each other, as a painted table."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from designer import theme
from designer.training.results import ClassResult
from designer.training.scores.number_table import NumberTable

_LARGEST_PX, _MOST_NAME_PX, _WIDEST_PX = 26, 110, 76  # at the usual size of texts
_MOST_READABLE = 20  # classes; of more, the colours are shown without the numbers if there is no room
_STEPS = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ConfusionView(QWidget):
    """Rows are true classes, columns predicted ones; on the right, the share of each class that was recognised.

    A click on a cell, or arrow keys and Enter, ask for the samples in it.
    """

    cell_activated = Signal(int, int)  # the true class and the one it was taken for

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusion_view")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._result: ClassResult | None = None
        self._place, self._placed_for = QRectF(), None
        self._cursor = (0, 0)  # the cell the keyboard is at
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Confusion matrix"))

    def sizeHint(self) -> QSize:
        return QSize(520, 190)

    def minimumSizeHint(self) -> QSize:
        num_lines = self._count if self._count <= _MOST_READABLE else 5
        return QSize(240, max(90, int(_header_px() + num_lines * _readable_px() + 4)))

    def show_result(self, result: ClassResult | None) -> None:
        """Show one output's confusion matrix, or nothing."""
        self._result, self._placed_for, self._cursor = result, None, (0, 0)
        self.updateGeometry()
        self.setAccessibleDescription("" if result is None else _in_words(result))
        self.update()

    def table(self) -> NumberTable:
        """The counts, and the share of each class that was recognised."""
        if self._result is None:
            return NumberTable(())
        names, counts = self._result.class_names, self._result.confusion.tolist()
        headers = ("true", *(f"predicted {name}" for name in names), "recognised")
        shares = self._result.class_accuracy.tolist()
        return NumberTable(headers, [(n, *row, s) for n, row, s in zip(names, counts, shares, strict=True)])

    # ---- painting -----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._result is None:
            return
        painter = QPainter(self)
        painter.setFont(theme.font("small"))
        self._paint_headers(painter)
        for row in range(self._count):
            self._paint_row(painter, row)
        self._paint_grid(painter)

    def _paint_grid(self, painter: QPainter) -> None:
        cells, look = self._cells(), theme.current()
        painter.setPen(look.colour("grid"))
        for number in range(1, self._count if self._cell(0, 0).height() >= _readable_px() else 0):
            cell = self._cell(number, number)
            painter.drawLine(QPointF(cells.left(), cell.top()), QPointF(cells.right(), cell.top()))
            painter.drawLine(QPointF(cell.left(), cells.top()), QPointF(cell.left(), cells.bottom()))
        painter.setPen(look.colour("line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self._cells())
        if self.hasFocus():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawRect(self._cell(*self._cursor).adjusted(1, 1, -1, -1))

    @property
    def _count(self) -> int:
        return 0 if self._result is None else len(self._result.class_names)

    def _cells(self) -> QRectF:
        """Return the place of the square of counts; worked out once for a result and a size."""
        key = (self.size(), theme.text_scale())
        if self._placed_for != key:
            self._placed_for, self._place = key, self._placed()
        return self._place

    def _placed(self) -> QRectF:
        metrics, scale = QFontMetrics(theme.font("small")), theme.text_scale()
        names = max((metrics.horizontalAdvance(name) for name in self._result.class_names), default=0)
        left = max(min(_MOST_NAME_PX * scale, names), metrics.horizontalAdvance(self._corner_text())) + 8
        width = min((self.width() - left - self._share_px()) / self._count, _WIDEST_PX * scale)
        height = min((self.height() - _header_px() - 2) / self._count, _LARGEST_PX * scale)
        return QRectF(left, _header_px(), max(1.0, width) * self._count, max(1.0, height) * self._count)

    def _share_px(self) -> int:
        """Return the width of the column of shares, whose title is its widest text."""
        return QFontMetrics(theme.font("small")).horizontalAdvance(self._share_text()) + 10

    def _share_text(self) -> str:
        return self.tr("recognised")

    def _corner_text(self) -> str:
        return self.tr("true ↓  predicted →")

    def _cell(self, row: int, column: int) -> QRectF:
        cells = self._cells()
        width, height = cells.width() / self._count, cells.height() / self._count
        return QRectF(cells.left() + column * width, cells.top() + row * height, width, height)

    def _paint_headers(self, painter: QPainter) -> None:
        cells, look = self._cells(), theme.current()
        painter.setPen(look.colour("muted"))
        corner = QRectF(0, 0, cells.left() - 6, _header_px())
        painter.drawText(corner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._corner_text())
        share = QRectF(cells.right() + 6, 0, self._share_px(), _header_px())
        painter.drawText(share, Qt.AlignmentFlag.AlignVCenter, self._share_text())
        painter.setPen(look.colour("text"))
        for number, name in enumerate(self._result.class_names):
            cell = self._cell(0, number)
            if cell.width() >= _readable_px():
                place = QRectF(cell.left(), 0, cell.width(), _header_px())
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, _elided(painter, name, cell.width() - 2))

    def _paint_row(self, painter: QPainter, row: int) -> None:
        look, counts = theme.current(), self._result.confusion[row]
        total, is_readable = max(1, counts.sum()), self._cell(row, 0).height() >= _readable_px()
        for column, count in enumerate(counts):
            cell = self._cell(row, column)
            ground = _shade(count / total, is_right=row == column)
            painter.fillRect(cell, ground)
            if is_readable and count:
                painter.setPen(_text_on(ground))
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, f"{count}")
        if not is_readable:
            return
        painter.setPen(look.colour("text"))
        name = QRectF(0, cell.top(), self._cells().left() - 6, cell.height())
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(name, right, _elided(painter, self._result.class_names[row], name.width()))
        share = QRectF(cell.right() + 6, cell.top(), self._share_px(), cell.height())
        painter.drawText(share, Qt.AlignmentFlag.AlignVCenter, f"{self._result.class_accuracy[row]:.1%}")

    # ---- asking -------------------------------------------------------------------------------------------

    def text_at(self, place: QPointF) -> str:
        """Say what the cell at a place means."""
        cell = self._cell_at(place)
        return "" if cell is None else self._text_of(*cell)

    def _cell_at(self, place: QPointF) -> tuple[int, int] | None:
        cells = self._cells() if self._result is not None else QRectF()
        if not cells.contains(place):
            return None
        column = min(self._count - 1, int((place.x() - cells.left()) / cells.width() * self._count))
        row = min(self._count - 1, int((place.y() - cells.top()) / cells.height() * self._count))
        return row, column

    def _text_of(self, row: int, column: int) -> str:
        names, count = self._result.class_names, self._result.confusion[row, column]
        total = self._result.confusion[row].sum()
        if row == column:
            return self.tr("%d of %d samples of “%s” were recognised.") % (count, total, names[row])
        return self.tr("%d of %d samples of “%s” were taken for “%s”.") % (count, total, names[row], names[column])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        cell = self._cell_at(event.position())
        if cell is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go_to(*cell)
            self.cell_activated.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if self._result is None or (step is None and event.key() not in _ENTER):
            super().keyPressEvent(event)
        elif step is None:
            self.cell_activated.emit(*self._cursor)
        else:
            self._go_to(*(max(0, min(self._count - 1, at + by)) for at, by in zip(self._cursor, step, strict=True)))

    def _go_to(self, row: int, column: int) -> None:
        self._cursor = (row, column)
        self.setAccessibleDescription(self._text_of(row, column))
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.text_at(QPointF(event.pos())), self)
            return True
        return super().event(event)


def _header_px() -> int:
    return QFontMetrics(theme.font("small")).height() + 2


def _readable_px() -> float:
    """Return the height below which a number in a cell would be cut."""
    return QFontMetrics(theme.font("small")).height() * 0.75


def _shade(share: float, is_right: bool) -> QColor:
    """Return the ground of a cell: the more, the stronger; blue where it is right, vermillion where it is not."""
    look = theme.current()
    ground, full = look.colour("base"), QColor(theme.OKABE_ITO["blue" if is_right else "vermillion"])
    weight = 0.12 + 0.88 * share**0.7 if share else 0.0  # a few mistakes among many samples must be seen too
    mixed = [round(a + (b - a) * weight) for a, b in zip(ground.getRgb()[:3], full.getRgb()[:3], strict=True)]
    return QColor(*mixed)


def _text_on(ground: QColor) -> QColor:
    """Return black or white, whichever is easier to read."""
    return QColor("black") if ground.lightnessF() > 0.55 else QColor("white")


def _elided(painter: QPainter, text: str, width: float) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width))


def _in_words(result: ClassResult) -> str:
    shares = zip(result.class_names, result.class_accuracy, strict=True)
    return ", ".join(f"{name}: {share:.1%}" for name, share in shares)
