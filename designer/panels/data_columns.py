"""ColumnsView: the columns of a table: what they hold, what they are for, and how their values are spread."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from designer import theme
from designer.data.column import Column
from designer.data.errors import DataError
from designer.data.recipe import Reference
from designer.data.steps import Columns
from designer.data.table import Table
from designer.data.table_choice import ROLES, roles_of, with_role
from designer.editors.choice import QuietComboBox
from designer.translation import translated

KINDS = ("number", "category", "text", "date")
MOST_COLUMNS = 200
_NAME, _ROLE, _KIND, _INPUT, _BARS, _FACTS = range(6)
WIDTHS = {_ROLE: 92, _KIND: 100, _INPUT: 56, _BARS: 88}  # pixels for texts of the usual size
STEPPING_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)


class Bars(QWidget):
    """A histogram as small as a line of text."""

    def __init__(self, counts: list[int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = counts

    def sizeHint(self) -> QSize:
        return QSize(72, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, most = QPainter(self), max(self._counts, default=0) or 1
        painter.fillRect(self.rect(), theme.current().colour("base"))  # also where the line is selected
        width = (self.width() - 6) / max(1, len(self._counts))
        for number, count in enumerate(self._counts):
            height = (self.height() - 4) * count / most
            place = QRectF(3 + number * width, self.height() - 2 - height, max(1.0, width - 1), height)
            painter.fillRect(place, theme.current().colour("accent"))


class ListedComboBox(QuietComboBox):
    """A combo box whose keys open its list: to pass by "target" on the way to "ignored" is not to choose it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in STEPPING_KEYS:
            self.showPopup()
        else:
            super().keyPressEvent(event)


class ColumnsView(QTableWidget):
    """One line for each column; roles and kinds are chosen here."""

    edited = Signal(str, str)  # the reference as it is to be, and what was done
    column_chosen = Signal(object)  # Column

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 6, parent)
        self.setObjectName("data_columns")
        titles = (self.tr("Column"), self.tr("Role"), self.tr("Kind"), self.tr("Input"), self.tr("Histogram"),
                  self.tr("Statistics"))  # fmt: skip
        self.setHorizontalHeaderLabels(titles)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(26 * theme.text_scale()))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        for place in (_NAME, _FACTS):
            self.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
        self._give_widths()
        self._reference, self._table = Reference(""), Table(())
        self.currentCellChanged.connect(lambda row, *_: self._on_row_changed(row))
        self.itemChanged.connect(self._on_item_changed)

    def _give_widths(self) -> None:
        """Make the columns as wide as the size of the texts demands."""
        for place, width in WIDTHS.items():
            self.setColumnWidth(place, round(width * theme.text_scale()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._give_widths()

    def show_table(self, reference: Reference, table: Table, has_classes: bool = False) -> None:
        """Show the columns of a table with what the reference says about them; numbers may be taken as classes."""
        self._reference, self._table = reference, table
        row = max(0, self.currentRow())
        try:
            columns = reference.step(Columns)
        except DataError:
            return
        roles, inputs = roles_of(table, columns), columns.inputs or {}
        focus = self._place_of_focus()
        self.blockSignals(True)
        self.setRowCount(min(MOST_COLUMNS, len(table.columns)))
        for number, column in enumerate(table.columns[:MOST_COLUMNS]):
            role = roles[column.name]
            usual = column.name if column.kind == "text" else "x"
            kind = "category" if has_classes and role == "target" else column.kind
            input_name = str(inputs.get(column.name) or usual) if role == "input" else ""
            self._show_column(number, column, (role, kind), input_name)
        self.setCurrentCell(min(row, self.rowCount() - 1), _NAME)
        self.blockSignals(False)
        if focus is not None and (widget := self.cellWidget(*focus)) is not None:
            widget.setFocus()

    def _place_of_focus(self) -> tuple[int, int] | None:
        """Return row and column of the combo box that has the focus: its successor will get it."""
        places = ((row, place) for row in range(self.rowCount()) for place in (_ROLE, _KIND))
        return next((each for each in places if (box := self.cellWidget(*each)) is not None and box.hasFocus()), None)

    def _show_column(self, row: int, column: Column, chosen: tuple[str, str], input_name: str) -> None:
        facts = "; ".join(f"{translated(fact.label).lower()} {translated(fact.text)}" for fact in column.facts())
        for place, text in ((_NAME, column.name), (_FACTS, facts)):
            item = QTableWidgetItem(text)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setToolTip(text)
            self.setItem(row, place, item)
        wanted = QTableWidgetItem(input_name)
        wanted.setToolTip(self.tr("The input of the model: columns of one name go in together."))
        if not input_name:
            wanted.setFlags(Qt.ItemFlag.ItemIsSelectable)
        self.setItem(row, _INPUT, wanted)
        self.setCellWidget(row, _ROLE, self._combo("role", row, ROLES, chosen[0], self._on_role_chosen))
        self.setCellWidget(row, _KIND, self._combo("kind", row, KINDS, chosen[1], self._on_kind_chosen))
        self.setCellWidget(row, _BARS, Bars(column.bars()[1]))

    def _combo(self, what: str, row: int, options: tuple[str, ...], value: str, slot: object) -> QWidget:
        combo = ListedComboBox(self)
        combo.setObjectName(f"data_column_{what}_{row}")
        combo.setAccessibleName(self.tr("%s of %s") % (translated(what), self._table.columns[row].name))
        for option in options:
            combo.addItem(translated(option), option)
        combo.setCurrentIndex(combo.findData(value))
        combo.activated.connect(lambda _: slot(row, combo.currentData()))  # type: ignore[operator]
        return combo

    # ---- editing ------------------------------------------------------------------------------------------

    def _on_role_chosen(self, row: int, role: str) -> None:
        name = self._table.columns[row].name
        changed = with_role(self._reference, self._table, name, role)  # type: ignore[arg-type]
        self._offer(changed, self.tr("Make the column %s: %s") % (name, translated(role)))

    def _on_kind_chosen(self, row: int, kind: str) -> None:
        name = self._table.columns[row].name
        kinds = {**(self._reference.step(Columns).kinds or {}), name: kind}
        self._offer(
            self._reference.with_value(Columns, "kinds", kinds), self.tr("Read %s as %s") % (name, translated(kind))
        )

    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        if item.column() != _INPUT or not item.text().strip():
            return
        name = self._table.columns[item.row()].name
        inputs = {**(self._reference.step(Columns).inputs or {}), name: item.text().strip()}
        changed = self._reference.with_value(Columns, "inputs", inputs)
        self._offer(changed, self.tr("Feed %s into %s") % (name, item.text().strip()))

    def _offer(self, changed: Reference, text: str) -> None:
        if str(changed) != str(self._reference):
            self.edited.emit(str(changed), text)

    def _on_row_changed(self, row: int) -> None:
        if 0 <= row < len(self._table.columns):
            self.column_chosen.emit(self._table.columns[row])
