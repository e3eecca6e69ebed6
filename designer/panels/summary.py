"""SummaryPanel: the model as a table, layer by layer, as model.summary() prints it."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from designer import icons, theme
from designer.model import catalog
from designer.model.document import Document
from designer.model.report import Facts, Report
from designer.model.shape_text import shape_text
from designer.translation import translated

COLUMNS = ("Layer", "Type", "Output shape", "Parameters", "MACs", "Connected to")
_NUMERIC = (3, 4)


class SummaryPanel(QWidget):
    """One row per node in the order in which data flows; it follows the document while it is visible."""

    node_activated = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("summary_panel")
        self._document = document
        self._node_ids: list[str] = []
        self._is_stale = True
        self.table = _table(self)
        self.totals = QLabel(self, objectName="summary_totals")
        self.copy_button = QPushButton(icons.icon("copy"), self.tr("Copy as text"), self, objectName="summary_copy")
        below = QHBoxLayout()
        below.addWidget(self.totals, 1)
        below.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, 4, theme.GRID_PX, 6)
        layout.setSpacing(4)
        layout.addWidget(self.table)
        layout.addLayout(below)
        self.copy_button.clicked.connect(self._on_copy_clicked)
        self.table.itemSelectionChanged.connect(self._on_row_selected)
        self.table.itemDoubleClicked.connect(self._on_row_activated)
        document.checked.connect(self._on_checked)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()

    def refresh(self) -> None:
        """Show the present state."""
        self._is_stale = False
        self._node_ids = self._document.graph.topological_order()
        with QSignalBlocker(self.table):  # what is selected here now is nobody's wish
            self.table.clearSelection()
            self.table.setRowCount(len(self._node_ids))
            for row, node_id in enumerate(self._node_ids):
                for column, text in enumerate(row_of(self._document, node_id)):
                    self.table.setItem(row, column, _cell(text, column in _NUMERIC))
        self.totals.setText(totals_text(self._document.report))

    def text(self) -> str:
        """Return the table as plain text in columns."""
        rows = [
            [translated(name) for name in COLUMNS],
            *(row_of(self._document, id) for id in self._document.graph.topological_order()),
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
        lines = ["  ".join(_padded(cell, widths[n], n) for n, cell in enumerate(row)).rstrip() for row in rows]
        rule = "-" * max(map(len, lines))
        return "\n".join([lines[0], rule, *lines[1:], rule, totals_text(self._document.report)]) + "\n"

    def _on_checked(self, report: Report) -> None:
        self._is_stale = True
        if self.isVisible():
            self.refresh()

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

    def _on_row_selected(self) -> None:
        rows = {index.row() for index in self.table.selectedIndexes()}
        if rows:
            self._document.selection.set(self._node_ids[row] for row in sorted(rows))

    def _on_row_activated(self, item: QTableWidgetItem) -> None:
        self.node_activated.emit(self._node_ids[item.row()])


def row_of(document: Document, node_id: str) -> list[str]:
    """Return the cells of one row."""
    graph, layer = document.graph, document.graph.layer_of(node_id)
    cls = catalog.find_layer_class(layer.class_name)
    facts = document.report.facts.get(node_id, Facts())
    return [
        layer.name,
        catalog.palette_name(cls) if cls else layer.class_name,
        ", ".join(map(shape_text, facts.shown_shapes)),
        "?" if facts.num_params is None else f"{facts.num_params:,}",
        "?" if facts.macs is None else f"{facts.macs:,}",
        ", ".join(graph.layer_of(edge.source).name for edge in graph.in_edges(node_id)),
    ]


def totals_text(report: Report) -> str:
    """Return the sums in a sentence; a lower bound is marked."""
    more = "" if report.is_complete else "≥ "
    parts = {
        "Parameters": report.total_params,
        "trainable": report.total_trainable,
        "not trainable": report.total_params - report.total_trainable,
        "multiply-adds per sample": report.total_macs,
    }
    shown = {name: number for name, number in parts.items() if number or name == "Parameters"}
    return " · ".join(
        translated("{0}: {1}").format(translated(name), f"{more}{number:,}") for name, number in shown.items()
    )


def _table(parent: QWidget) -> QTableWidget:
    table = QTableWidget(0, len(COLUMNS), parent, objectName="summary_table")
    table.setHorizontalHeaderLabels([translated(name) for name in COLUMNS])
    table.setAccessibleName(translated("Summary"))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(round(24 * theme.text_scale()))
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    for column in range(len(COLUMNS)):
        side = Qt.AlignmentFlag.AlignRight if column in _NUMERIC else Qt.AlignmentFlag.AlignLeft
        table.horizontalHeaderItem(column).setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return table


def _cell(text: str, is_number: bool) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
    item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return item


def _padded(text: str, width: int, column: int) -> str:
    return text.rjust(width) if column in _NUMERIC else text.ljust(width)
