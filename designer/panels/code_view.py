"""CodeView: read-only text with line numbers, in which lines can be marked."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from designer import theme

_BAR_PX = 3
_TINT = 0.16  # share of the accent in the ground of a marked line


class CodeView(QPlainTextEdit):
    """Shows code; tells on which line the user is, and marks lines."""

    line_chosen = Signal(int)  # the user went to this line, counted from 0
    line_activated = Signal(int)  # the user wants to see what it is about

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFont(theme.fixed_font())
        self.marked: tuple[int, ...] = ()
        self._is_changing = False
        self._numbers = _Numbers(self)
        self.blockCountChanged.connect(self._on_count_changed)
        self.updateRequest.connect(self._on_update_requested)
        self.cursorPositionChanged.connect(self._on_cursor_moved)
        self._on_count_changed()

    # ---- content ------------------------------------------------------------------------------------------

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show these lines; only those that are different are touched, so the place on the screen stays."""
        old = self.toPlainText().split("\n")
        new = list(lines)
        first = _num_equal(old, new)
        last = _num_equal(old[first:][::-1], new[first:][::-1])
        if first == len(old) == len(new):
            return
        self._is_changing = True
        self._replace(old, new, first, last)
        self._is_changing = False
        self.mark(self.marked)

    def _replace(self, old: list[str], new: list[str], first: int, last: int) -> None:
        """Replace what lies between equal lines at the beginning and at the end."""
        first = min(first, len(old) - 1, len(new) - 1)
        last = min(last, len(old) - 1 - first, len(new) - 1 - first)
        cursor = QTextCursor(self.document().findBlockByNumber(first))
        end = self.document().findBlockByNumber(len(old) - 1 - last)
        cursor.setPosition(end.position() + end.length() - 1, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("\n".join(new[first : len(new) - last]))

    def mark(self, lines: Sequence[int]) -> None:
        """Mark these lines."""
        self.marked = tuple(lines)
        self.setExtraSelections([self._selection(line) for line in self.marked])
        self._numbers.update()

    def _selection(self, line: int) -> QTextEdit.ExtraSelection:
        colours = theme.current()
        found = QTextEdit.ExtraSelection()
        found.cursor = QTextCursor(self.document().findBlockByNumber(line))  # type: ignore[attr-defined]
        if colours.name == "high-contrast":
            found.format.setBackground(colours.colour("accent"))  # type: ignore[attr-defined]
            found.format.setForeground(colours.colour("accent_text"))  # type: ignore[attr-defined]
            found.cursor.select(QTextCursor.SelectionType.LineUnderCursor)  # type: ignore[attr-defined]
        else:
            found.format.setBackground(_mixed(colours))  # type: ignore[attr-defined]
            found.format.setProperty(QTextFormat.Property.FullWidthSelection, True)  # type: ignore[attr-defined]
        return found

    def bring_into_sight(self, lines: Sequence[int]) -> None:
        """Scroll to the first of some lines unless one of them can be seen."""
        first, rows = self.verticalScrollBar().value(), self.verticalScrollBar().pageStep()
        if lines and not any(first <= line < first + rows for line in lines):
            self.verticalScrollBar().setValue(max(0, lines[0] - rows // 3))

    # ---- the user -----------------------------------------------------------------------------------------

    def _on_cursor_moved(self) -> None:
        if not self._is_changing and not self.textCursor().hasSelection():
            self.line_chosen.emit(self.textCursor().blockNumber())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        before = self.textCursor().position()
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self.textCursor().position() == before:
            self._on_cursor_moved()  # a click where the cursor is already means the line, too

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.line_activated.emit(self.textCursor().blockNumber())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.line_activated.emit(self.textCursor().blockNumber())
        else:
            super().keyPressEvent(event)

    # ---- line numbers -------------------------------------------------------------------------------------

    def numbers_width(self) -> int:
        """Return how wide the line numbers are."""
        return self.fontMetrics().horizontalAdvance("0") * max(3, len(str(self.blockCount()))) + 3 * theme.GRID_PX

    def _on_count_changed(self, _count: int = 0) -> None:
        self.setViewportMargins(self.numbers_width(), 0, 0, 0)

    def _on_update_requested(self, area: QRect, dy: int) -> None:
        if dy:
            self._numbers.scroll(0, dy)
        else:
            self._numbers.update(0, area.y(), self._numbers.width(), area.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        inside = self.contentsRect()
        self._numbers.setGeometry(inside.left(), inside.top(), self.numbers_width(), inside.height())

    def paint_numbers(self, event: QPaintEvent) -> None:
        """Draw the numbers beside the lines, and a bar beside those that are marked."""
        colours, painter = theme.current(), QPainter(self._numbers)
        painter.setFont(self.font())
        block, width = self.firstVisibleBlock(), self._numbers.width()
        while block.isValid():
            area = self.blockBoundingGeometry(block).translated(self.contentOffset()).toRect()
            if area.top() > event.rect().bottom():
                break
            is_marked = block.blockNumber() in self.marked
            painter.setPen(colours.colour("text" if is_marked else "muted"))
            place = QRect(0, area.top(), width - 2 * theme.GRID_PX, area.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignRight, str(block.blockNumber() + 1))
            if is_marked:
                painter.fillRect(width - theme.GRID_PX, area.top(), _BAR_PX, area.height(), colours.colour("accent"))
            block = block.next()


class _Numbers(QWidget):
    """The strip with the line numbers."""

    def __init__(self, view: CodeView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self) -> QSize:
        return QSize(self._view.numbers_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._view.paint_numbers(event)


def _num_equal(some: list[str], others: list[str]) -> int:
    """Return how many lines at the beginning are equal."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(some, others, strict=False)))


def _mixed(colours: theme.Theme) -> QColor:
    pairs = zip(colours.colour("accent").getRgb()[:3], colours.colour("base").getRgb()[:3], strict=True)
    return QColor(*(round(a * _TINT + b * (1 - _TINT)) for a, b in pairs))
