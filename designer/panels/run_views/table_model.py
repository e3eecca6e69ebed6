"""RunTableModel: the runs as rows, filtered and sorted, with stars to tick and notes to write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from designer import theme
from designer.archive.record import RunRecord
from designer.panels.run_views.columns import arranged, columns_of
from designer.translation import translated

Role = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex
Order = Qt.SortOrder
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_RIGHT, _LEFT = int(Qt.AlignmentFlag.AlignRight | _MIDDLE), int(Qt.AlignmentFlag.AlignLeft | _MIDDLE)
_MARK_PX = 12


class RunTableModel(QAbstractTableModel):
    """A row for each run that is let through.

    Sorting and filtering a thousand runs takes some milliseconds here; a proxy model, which asks for each comparison
    anew, took a third of a second.
    """

    note_written = Signal(str, str)  # id, text

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.everything: tuple[RunRecord, ...] = ()
        self.records: list[RunRecord] = []  # those that are shown, in their order
        self.columns = columns_of(())
        self.order: tuple[str, Order] = ("started", Order.DescendingOrder)  # by which column, and how
        self._words: list[str] = []
        self._only_starred = False
        self._colours: Mapping[str, QColor] = {}

    # ---- what is shown ------------------------------------------------------------------------------------

    def show_records(self, records: tuple[RunRecord, ...]) -> None:
        """Show other runs."""
        self.beginResetModel()
        self.everything, self.columns = records, columns_of(records)
        self._arrange()
        self.endResetModel()

    def look_for(self, text: str, only_starred: bool) -> None:
        """Let through what holds every word, and only what is starred if so wanted."""
        self.beginResetModel()
        self._words, self._only_starred = text.casefold().split(), only_starred
        self._arrange()
        self.endResetModel()

    def sort(self, column: int, order: Order = Order.AscendingOrder) -> None:
        """Order the rows by a column."""
        if not 0 <= column < len(self.columns):
            return
        self.beginResetModel()  # the table chooses again: an index of Qt's for each of many rows takes too long
        self.order = self.columns[column].name, order
        self._arrange()
        self.endResetModel()

    def _arrange(self) -> None:
        name, order = self.order
        column = next((each for each in self.columns if each.name == name), None)
        if column is None:  # no run has such a metric any more
            self.order = name, order = "started", Order.DescendingOrder
            column = self.columns[self.column(name)]
        found = [record for record in self.everything if self._is_wanted(record)]
        self.records = arranged(found, column, order == Order.AscendingOrder)

    def _is_wanted(self, record: RunRecord) -> bool:
        if self._only_starred and not record.starred:
            return False
        return not self._words or all(word in record.searched for word in self._words)

    def mark(self, colours: Mapping[str, QColor]) -> None:
        """Give the runs with these ids the colours of their curves."""
        self._colours = dict(colours)
        if self.records:
            column = self.column("title")
            ends = self.index(0, column), self.index(len(self.records) - 1, column)
            self.dataChanged.emit(*ends, [Role.DecorationRole])

    # ---- for the view -------------------------------------------------------------------------------------

    def column(self, name: str) -> int:
        """Return the place of a column."""
        return [column.name for column in self.columns].index(name)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.records)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Role.TextAlignmentRole:
            return _RIGHT if column.is_number else _LEFT  # as the cells below
        return column.title if role in (Role.DisplayRole, Role.AccessibleTextRole) else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        record, column = self.records[index.row()], self.columns[index.column()]
        if role in (Role.DisplayRole, Role.EditRole):
            return column.text(record)
        if role == Role.TextAlignmentRole:
            return _RIGHT if column.is_number else _LEFT
        if role == Role.ToolTipRole:
            return translated(record.sentence) if column.name == "title" else column.text(record)
        if role == Role.DecorationRole and column.name == "title":
            return _mark(self._colours[record.id]) if record.id in self._colours else None
        if role == Role.ForegroundRole and column.name == "star":
            return theme.current().colour("warning" if record.starred else "muted")
        if role == Role.AccessibleTextRole and column.name == "star":
            return _tr("starred") if record.starred else _tr("not starred")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = super().flags(index)
        is_note = index.isValid() and self.columns[index.column()].name == "note"
        return usual | Qt.ItemFlag.ItemIsEditable if is_note else usual

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        record = self.records[index.row()]
        if role != Role.EditRole or self.columns[index.column()].name != "note" or value == record.note:
            return False
        self.note_written.emit(record.id, str(value))
        return True


def _mark(colour: QColor) -> QIcon:
    """Return a dot in the colour of a curve, with a rim that sets it off from a selected row."""
    side = round(_MARK_PX * theme.text_scale())
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.current().colour("base"), 1.5))
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(side / 2, side / 2), side / 2 - 1, side / 2 - 1)
    painter.end()
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)  # else it would be tinted in a selected row
    return icon


def _tr(text: str) -> str:
    return QCoreApplication.translate("RunsPanel", text)
