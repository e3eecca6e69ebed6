"""NumberView: a table of numbers to be read and copied."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from designer import theme
from designer.training.scores.number_table import NumberTable, text_of
from designer.translation import translated

_Index = QModelIndex | QPersistentModelIndex
_ROW_PX = 22


class _Model(QAbstractTableModel):
    """The rows of a table as texts."""

    def __init__(self, table: NumberTable) -> None:
        super().__init__()
        self.table = table

    def rowCount(self, parent: _Index | None = None) -> int:
        return len(self.table.rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return len(self.table.headers)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        value = self.table.rows[index.row()][index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            is_phrase = isinstance(value, str) and " " in value  # a single word is a name, of a class or a metric
            return translated(value) if is_phrase else text_of(value)
        if role == Qt.ItemDataRole.TextAlignmentRole and not isinstance(value, str):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return int(self._side(section) | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return section + 1
        return QCoreApplication.translate("NumberView", self.table.headers[section])

    def _side(self, column: int) -> Qt.AlignmentFlag:
        """Return on which side a column stands, its title with its numbers."""
        is_text = not self.table.rows or isinstance(self.table.rows[0][column], str)
        return Qt.AlignmentFlag.AlignLeft if is_text else Qt.AlignmentFlag.AlignRight


class NumberView(QTableView):
    """Shows a NumberTable; Ctrl+C copies the rows chosen, with all digits."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().setDefaultSectionSize(round(_ROW_PX * theme.text_scale()))
        self.verticalHeader().hide()
        self._table = NumberTable(())

    def show_table(self, table: NumberTable) -> None:
        """Show other numbers."""
        self._table = table
        self.setModel(_Model(table))
        self.resizeColumnsToContents()

    @property
    def needed_px(self) -> int:
        """How wide it is with all columns in full."""
        bar_px = self.verticalScrollBar().sizeHint().width()
        return self.horizontalHeader().length() + bar_px + 2 * self.frameWidth()

    def table(self) -> NumberTable:
        """What is shown."""
        return self._table

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            chosen = sorted({index.row() for index in self.selectedIndexes()})
            rows = [self._table.rows[row] for row in chosen] or self._table.rows
            QGuiApplication.clipboard().setText(NumberTable(self._table.headers, rows).to_csv("\t"))
        else:
            super().keyPressEvent(event)
