"""RunTable: the table of runs, with its keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from designer.archive.record import RunRecord
from designer.panels.run_views.table_model import RunFilter, RunTableModel

_WIDTHS = {"star": 30, "title": 150, "started": 140, "data": 110, "note": 180}
_ROW_PX, _OTHER_PX = 24, 76
_KEYS = {Qt.Key.Key_Delete: "delete", Qt.Key.Key_S: "star", Qt.Key.Key_Return: "open", Qt.Key.Key_Enter: "open"}


class RunTable(QTableView):
    """Runs to choose from: Enter opens, Delete deletes, S stars, F2 writes the note, Ctrl+Z brings back."""

    wanted = Signal(str)  # open, delete, star, or undo
    chosen_changed = Signal()

    def __init__(self, model: RunTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_table")
        self.setAccessibleName(self.tr("Runs"))
        self.runs = model
        self.filtered = RunFilter(model)
        self.setModel(self.filtered)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSortingEnabled(True)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_PX)
        self.horizontalHeader().setMinimumSectionSize(_WIDTHS["star"])
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)
        self.sortByColumn(model.column("started"), Qt.SortOrder.DescendingOrder)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._on_double_clicked)

    @property
    def chosen(self) -> list[RunRecord]:
        """The runs that are selected, in the order of the table."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.runs.records[self.filtered.mapToSource(self.filtered.index(row, 0)).row()] for row in rows]

    def show_records(self, records: tuple[RunRecord, ...]) -> None:
        """Show other runs; those that were chosen stay chosen, sorted stays sorted."""
        chosen = {record.id for record in self.chosen}
        section = self.horizontalHeader().sortIndicatorSection()
        name = self.runs.columns[section].name if section < len(self.runs.columns) else "started"
        order, current = self.horizontalHeader().sortIndicatorOrder(), self.currentIndex().row()
        blocked = self.selectionModel().blockSignals(True)
        self.filtered.setDynamicSortFilter(False)  # sorted once, below
        self.runs.show_records(records)
        self.filtered.setDynamicSortFilter(True)
        names = [column.name for column in self.runs.columns]
        self.sortByColumn(names.index(name) if name in names else names.index("started"), order)
        for place, each in enumerate(names):
            title_px = self.horizontalHeader().sectionSizeHint(place)
            self.setColumnWidth(place, _WIDTHS.get(each, max(_OTHER_PX, title_px)))
        self._choose(chosen, current)
        self.selectionModel().blockSignals(blocked)
        self.chosen_changed.emit()

    def choose(self, id: str) -> None:
        """Choose one run, if it is shown."""
        row = next((row for row in range(self.filtered.rowCount()) if self._id_in(row) == id), None)
        if row is not None:
            self.selectRow(row)
            self.scrollTo(self.currentIndex())

    def _choose(self, ids: set[str], row: int) -> None:
        rows = [place for place in range(self.filtered.rowCount()) if self._id_in(place) in ids]
        if not rows and self.filtered.rowCount():
            rows = [min(max(row, 0), self.filtered.rowCount() - 1)]  # the neighbour of what is gone
        flag = QItemSelectionModel.SelectionFlag
        for place in rows:
            self.selectionModel().select(self.filtered.index(place, 0), flag.Select | flag.Rows)
        if rows:
            index = self.filtered.index(rows[0], self.runs.column("title"))
            self.selectionModel().setCurrentIndex(index, flag.NoUpdate)

    def _id_in(self, row: int) -> str:
        return self.runs.records[self.filtered.mapToSource(self.filtered.index(row, 0)).row()].id

    def edit_note(self) -> None:
        """Let the note of the current run be written."""
        row = self.currentIndex().row()
        if row >= 0:
            self.setCurrentIndex(self.filtered.index(row, self.runs.column("note")))
            self.edit(self.currentIndex())

    def _on_clicked(self, index: object) -> None:
        if self.currentIndex().column() == self.runs.column("star"):
            self.wanted.emit("star")

    def _on_double_clicked(self, index: object) -> None:
        column = self.currentIndex().column()
        if column == self.runs.column("note"):
            self.edit_note()
        elif column != self.runs.column("star"):
            self.wanted.emit("open")

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._means_us(event):
            event.accept()  # here the keys mean runs, not layers
            return True
        return super().event(event)

    def _means_us(self, event: QEvent) -> bool:
        assert isinstance(event, QKeyEvent), "such an event is about a key"
        own = event.key() in (*_KEYS, Qt.Key.Key_F2) and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return own or event.matches(QKeySequence.StandardKey.Undo)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Undo):
            self.wanted.emit("undo")
        elif is_plain and event.key() in _KEYS and self.chosen:
            self.wanted.emit(_KEYS[Qt.Key(event.key())])
        elif is_plain and event.key() == Qt.Key.Key_F2:
            self.edit_note()
        else:
            super().keyPressEvent(event)
