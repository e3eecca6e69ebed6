"""FieldGrid: labels and their fields in as many columns as there is room for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from designer import theme

_LEAST_LETTERS = 12


@dataclass(frozen=True)
class _Entry:
    """A field, the label beside it if it has one, and how much of a wide window it takes."""

    field: QWidget
    label: QLabel | None
    stretch: int


class FieldGrid(QWidget):
    """In a wide window several fields stand beside one another, in a narrow one or with large texts fewer."""

    def __init__(self, most_columns: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most_columns = most_columns
        self._entries: list[_Entry] = []
        self._arranged: tuple[int, list[_Entry]] = 0, []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.GRID_PX)
        self._grid.setVerticalSpacing(4)

    def add(self, field: QWidget, text: str = "", stretch: int = 1) -> None:
        """Add a field with its label, which has the same tooltip; a check box brings its own text."""
        field.setParent(self)  # hidden ones, too, which have no place
        label = QLabel(text, self) if text else None
        if label is not None:
            label.setBuddy(field)
            label.setToolTip(field.toolTip())
        self._entries.append(_Entry(field, label, stretch))
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._width(1), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self._width(self._most_columns), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a field was shown, hidden, or has larger texts
            self._arrange()
        return super().event(event)

    @property
    def num_columns(self) -> int:
        """How many fields stand beside one another."""
        return self._arranged[0]

    def _arrange(self) -> None:
        """Put the fields in rows, where that is not yet as it should be."""
        fitting = (number for number in range(self._most_columns, 1, -1) if self._width(number) <= self.width())
        wanted = next(fitting, 1), self._shown()
        if wanted == self._arranged:
            return
        self._arranged = wanted
        while self._grid.takeAt(0) is not None:
            pass
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        for entry in self._entries:
            if entry.label is not None:
                entry.label.setVisible(entry in wanted[1])
        for place, entry in enumerate(wanted[1]):
            self._place(entry, *divmod(place, wanted[0]))

    def _place(self, entry: _Entry, row: int, column: int) -> None:
        if entry.label is None:
            self._grid.addWidget(entry.field, row, 2 * column, 1, 2)
            return
        self._grid.addWidget(entry.label, row, 2 * column)
        self._grid.addWidget(entry.field, row, 2 * column + 1)
        stretch = max(entry.stretch, self._grid.columnStretch(2 * column + 1))
        self._grid.setColumnStretch(2 * column + 1, stretch)

    def _shown(self) -> list[_Entry]:
        return [entry for entry in self._entries if not _was_hidden(entry.field)]

    def _width(self, num_columns: int) -> int:
        """Return how much room so many columns need."""
        shown = self._shown()
        columns = [shown[start::num_columns] for start in range(min(num_columns, len(shown)))]
        gaps = theme.GRID_PX * max(0, len(columns) - 1)
        return sum(map(_column_width, columns)) + gaps


def _was_hidden(widget: QWidget) -> bool:
    """Say whether somebody hid a widget; one nobody has shown yet is hidden, too, as Qt sees it."""
    return widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


def _column_width(entries: list[_Entry]) -> int:
    """Return how wide fields below one another are; beside labels they all begin at the same place."""
    labels = [entry.label.sizeHint().width() + theme.GRID_PX for entry in entries if entry.label is not None]
    fields = [_field_width(entry.field) for entry in entries if entry.label is not None]
    alone = [entry.field.minimumSizeHint().width() for entry in entries if entry.label is None]
    return max(max(labels, default=0) + max(fields, default=0), *alone, 0)


def _field_width(field: QWidget) -> int:
    """Return how wide a field must be to be read; a line by itself asks for a few letters only."""
    readable = field.fontMetrics().averageCharWidth() * _LEAST_LETTERS
    return max(field.minimumSizeHint().width(), min(readable, field.sizeHint().width()))
