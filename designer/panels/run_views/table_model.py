"""RunTableModel: the runs as rows, with stars to tick and notes to write; and what filters and sorts them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)

from designer import theme
from designer.archive.record import RunRecord, in_order
from designer.data.sources import title_of

Role = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex
_MOST_METRICS = 8
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_ENDINGS = {"finished": "✓", "stopped": "■", "failed": "✗"}


@dataclass(frozen=True)
class Column:
    """What is shown of each run in one place; `sort_key` is None where there is nothing to sort by."""

    name: str
    title: str
    text: Callable[[RunRecord], str]
    sort_key: Callable[[RunRecord], Any]
    is_number: bool = False


class RunTableModel(QAbstractTableModel):
    """A row for each run."""

    star_wanted = Signal(str, bool)  # id
    note_written = Signal(str, str)  # id, text

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.records: tuple[RunRecord, ...] = ()
        self.columns = _columns(())
        self._sort_keys: dict[int, list[Any]] = {}  # by column, worked out when first sorted by
        self._looked_in: list[str] = []

    def show_records(self, records: tuple[RunRecord, ...]) -> None:
        """Show other runs."""
        self.beginResetModel()
        self.records, self.columns = records, _columns(records)
        self._sort_keys.clear()
        self._looked_in = [_searched(record) for record in records]
        self.endResetModel()

    def sort_keys(self, column: int) -> list[Any]:
        """Return by what the rows are sorted in a column."""
        if column not in self._sort_keys:
            self._sort_keys[column] = [self.columns[column].sort_key(record) for record in self.records]
        return self._sort_keys[column]

    def holds(self, row: int, words: list[str]) -> bool:
        """Say whether a run holds every word."""
        return all(word in self._looked_in[row] for word in words)

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
        if role == Role.TextAlignmentRole and column.is_number:
            return _RIGHT
        return column.title if role in (Role.DisplayRole, Role.AccessibleTextRole) else None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        record, column = self.records[index.row()], self.columns[index.column()]
        if role in (Role.DisplayRole, Role.EditRole):
            return column.text(record)
        if role == Role.TextAlignmentRole and column.is_number:
            return _RIGHT
        if role == Role.ToolTipRole:
            return record.sentence if column.name == "title" else column.text(record)
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


class RunFilter(QSortFilterProxyModel):
    """Lets those runs through that hold all words looked for; what has no number comes last when sorted."""

    def __init__(self, source: RunTableModel) -> None:
        super().__init__(source)
        self._words: list[str] = []
        self._only_starred = False
        self._runs = source
        self.setSourceModel(source)

    def look_for(self, text: str, only_starred: bool) -> None:
        """Let through what holds every word, and only what is starred if so wanted."""
        self._words, self._only_starred = text.casefold().split(), only_starred
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        is_marked = not self._only_starred or self._runs.records[row].starred
        return is_marked and self._runs.holds(row, self._words)

    def lessThan(self, left: Index, right: Index) -> bool:
        keys = self._runs.sort_keys(left.column())
        one, other = keys[left.row()], keys[right.row()]
        is_rising = self.sortOrder() == Qt.SortOrder.AscendingOrder
        if one is None or other is None:
            return (one is not None) == is_rising if (one is None) != (other is None) else False
        return bool(one < other)


def _searched(record: RunRecord) -> str:
    """Return the text in which words are looked for."""
    return " ".join([record.title, record.data_name, record.note, record.ending, str(record.settings)]).casefold()


def _columns(records: tuple[RunRecord, ...]) -> list[Column]:
    names = in_order(name for record in records for name in record.metrics)[:_MOST_METRICS]
    return [
        Column("star", "★", lambda run: "★" if run.starred else "☆", lambda run: int(run.starred)),
        Column("title", _tr("Name"), lambda run: f"{_ENDINGS[run.ending]} {run.title}", lambda r: r.title.casefold()),
        Column("started", _tr("Begun"), lambda run: time_text(run.started)[:16], lambda run: run.started),
        *(_metric_column(name) for name in names),
        Column("epochs", _tr("Epochs"), lambda run: str(run.num_epochs), lambda run: run.num_epochs, True),
        Column(
            "data", _tr("Data"), lambda run: title_of(run.data_name), lambda run: title_of(run.data_name).casefold()
        ),
        Column("params", _tr("Parameters"), lambda run: f"{run.num_params:,}", lambda run: run.num_params, True),
        Column("seed", _tr("Seed"), lambda run: "" if run.seed is None else str(run.seed), lambda run: run.seed, True),
        Column("duration", _tr("Seconds"), lambda run: f"{run.duration_s:,.1f}", lambda run: run.duration_s, True),
        Column("note", _tr("Note"), lambda run: run.note, lambda run: run.note.casefold() or None),
    ]


def _metric_column(name: str) -> Column:
    def text(run: RunRecord) -> str:
        return f"{run.metrics[name]:.4g}" if name in run.metrics else ""

    def sort_key(run: RunRecord) -> float | None:
        value = run.metrics.get(name)
        return value if value is not None and math.isfinite(value) else None

    return Column(f"metric:{name}", name, text, sort_key, True)


def time_text(seconds: float) -> str:
    """Return a time since 1970 as date and time of day here."""
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M:%S")


def _tr(text: str) -> str:
    return QCoreApplication.translate("RunsPanel", text)
