"""RunTable: the table of runs, with its keys."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from designer import theme
from designer.archive.record import RunRecord
from designer.panels.run_views.table_model import RunTableModel

_WIDTHS = {"star": 40, "title": 150, "started": 160, "data": 110, "note": 180}
_ROW_PX, _OTHER_PX, _MARGIN_PX = 24, 76, 20
_LONGEST_NUMBER = "-8.888e-05"  # of four digits
_KEYS = {Qt.Key.Key_Delete: "delete", Qt.Key.Key_S: "star", Qt.Key.Key_Return: "open", Qt.Key.Key_Enter: "open"}


class RunTable(QTableView):
    """Runs to choose from: Enter opens, Delete deletes, S stars, F2 writes the note, Ctrl+Z brings back."""

    wanted = Signal(str)  # open, delete, star, or undo
    chosen_changed = Signal()
    _has_widths = False
    _hint = ""

    def __init__(self, model: RunTableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("run_table")
        self.setAccessibleName(self.tr("Runs"))
        self.runs = model
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(_ROW_PX * theme.text_scale()))
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSelectionModel(QItemSelectionModel(model, self))  # else it asks about every row
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setSortIndicator(model.column("started"), Qt.SortOrder.DescendingOrder)
        self.setSortingEnabled(True)
        self._kept: list[RunRecord] = []  # what was chosen, while other rows come
        self._kept_row = 0
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())
        model.modelAboutToBeReset.connect(self._on_about_to_be_reset)
        model.modelReset.connect(self._on_reset)
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._on_double_clicked)

    @property
    def chosen(self) -> list[RunRecord]:
        """The runs that are selected, in the order of the table."""
        parts = self.selectionModel().selection()  # whole rows: an index for each of thousands takes long to make
        rows = {row for part in parts for row in range(part.top(), part.bottom() + 1)}
        return [self.runs.records[row] for row in sorted(rows)]

    def show_records(self, records: tuple[RunRecord, ...]) -> None:
        """Show other runs; those that were chosen stay chosen, sorted stays sorted."""
        columns = [column.name for column in self.runs.columns]
        self.runs.show_records(records)
        if columns != [column.name for column in self.runs.columns] or not self._has_widths:
            self._give_widths()

    def show_hint(self, text: str) -> None:
        """Say in the middle why there is nothing to see."""
        self._hint = text
        if not self._has_widths:
            self._give_widths()
        self.viewport().update()

    def choose(self, id: str) -> None:
        """Choose one run, if it is shown."""
        row = next((row for row, record in enumerate(self.runs.records) if record.id == id), None)
        if row is not None:
            self.selectRow(row)
            self.scrollTo(self.currentIndex())

    # ---- what is chosen, when other rows come ---------------------------------------------------------------

    def _on_about_to_be_reset(self) -> None:
        self._kept, self._kept_row = self.chosen, self.currentIndex().row()

    def _on_reset(self) -> None:
        """Choose again what was chosen; or the neighbour of what is gone."""
        before, self._kept = self._kept, []
        blocked = self.selectionModel().blockSignals(True)
        self._choose({record.id for record in before})
        self.selectionModel().blockSignals(blocked)
        chosen = self.chosen
        if len(chosen) != len(before) or any(map(operator.is_not, chosen, before)):
            self.chosen_changed.emit()

    def _choose(self, ids: set[str]) -> None:
        rows = [place for place, record in enumerate(self.runs.records) if record.id in ids]
        if not rows and self.runs.records:
            rows = [min(max(self._kept_row, 0), len(self.runs.records) - 1)]
        flag, chosen = QItemSelectionModel.SelectionFlag, QItemSelection()
        for first, last in stretches(rows):
            chosen.select(self.runs.index(first, 0), self.runs.index(last, len(self.runs.columns) - 1))
        self.selectionModel().select(chosen, flag.Select)
        if rows:
            self.selectionModel().setCurrentIndex(self.runs.index(rows[0], self.runs.column("title")), flag.NoUpdate)

    def _give_widths(self) -> None:
        """Make each column as wide as its title and its usual texts."""
        header, scale = self.horizontalHeader(), theme.text_scale()
        header.setMinimumSectionSize(round(_WIDTHS["star"] * scale))
        number = self.fontMetrics().horizontalAdvance(_LONGEST_NUMBER) + _MARGIN_PX
        for place, column in enumerate(self.runs.columns):
            width = round(_WIDTHS.get(column.name, _OTHER_PX) * scale)
            width = max(width, number) if column.is_number else width
            self.setColumnWidth(place, width if column.name == "star" else max(width, header.sectionSizeHint(place)))
        name, order = self.runs.order
        header.setSortIndicator(self.runs.column(name), order)
        self._has_widths = True

    def edit_note(self) -> None:
        """Let the note of the current run be written."""
        row = self.currentIndex().row()
        if row >= 0:
            self.setCurrentIndex(self.runs.index(row, self.runs.column("note")))
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

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._hint and not self.runs.records:
            painter = QPainter(self.viewport())
            painter.setPen(theme.current().colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect().adjusted(_MARGIN_PX, 0, -_MARGIN_PX, 0), flags, self._hint)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and self._has_widths:
            self._give_widths()
        super().changeEvent(event)

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


def stretches(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of rows that follow one another, of rising rows."""
    for _, group in groupby(enumerate(rows), lambda each: each[1] - each[0]):
        part = [row for _, row in group]
        yield part[0], part[-1]
