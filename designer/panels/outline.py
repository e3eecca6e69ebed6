"""OutlinePanel: the model as a list that says everything the canvas shows, for keyboards and screen readers."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from designer import icons, theme
from designer.model import catalog
from designer.model.change import Change
from designer.model.commands import RenameLayer
from designer.model.document import Document
from designer.model.report import Report
from designer.spoken import spoken

_NODE = Qt.ItemDataRole.UserRole


class OutlinePanel(QWidget):
    """One row per node in the order in which data flows. It selects, renames and wires as the canvas does."""

    node_activated = Signal(str)
    refused = Signal(str)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("outline_panel")
        self._document = document
        self._items: dict[str, QTreeWidgetItem] = {}
        self.tree = _tree(self)
        self.tree.setHeaderLabels([self.tr("Layer"), self.tr("From")])
        self.tree.setAccessibleName(self.tr("Outline of the model"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, 4, theme.GRID_PX, theme.GRID_PX)
        layout.addWidget(self.tree)
        self.setFocusProxy(self.tree)
        self.tree.itemSelectionChanged.connect(self._on_rows_selected)
        self.tree.itemActivated.connect(self._on_row_activated)
        self.tree.itemChanged.connect(self._on_row_edited)
        document.changed.connect(self._on_changed)
        document.checked.connect(self._on_checked)
        document.selection.changed.connect(self._on_selection_changed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show the present state."""
        order = self._document.graph.topological_order()
        with QSignalBlocker(self.tree):
            if order != list(self._items):
                self.tree.clear()
                self._items = {id: QTreeWidgetItem(self.tree) for id in order}
            for node_id, item in self._items.items():
                self._show(node_id, item)
        self._on_selection_changed()

    def _show(self, node_id: str, item: QTreeWidgetItem) -> None:
        graph = self._document.graph
        layer = graph.layer_of(node_id)
        cls = catalog.find_layer_class(layer.class_name)
        sources = ", ".join(graph.layer_of(edge.source).name for edge in graph.in_edges(node_id))
        item.setText(0, layer.name)
        item.setText(1, sources)
        item.setData(0, _NODE, node_id)
        item.setIcon(0, icons.category_icon(cls.category if cls else ""))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        words = spoken(self._document, node_id)
        item.setData(0, Qt.ItemDataRole.AccessibleTextRole, words)
        item.setToolTip(0, words)

    # ---- what others did ----------------------------------------------------------------------------------

    def _on_changed(self, change: Change) -> None:
        if self.isVisible() and change.touches_model:
            self.refresh()

    def _on_checked(self, report: Report) -> None:
        if self.isVisible():
            self.refresh()

    def _on_selection_changed(self) -> None:
        if not self.isVisible():
            return
        chosen = self._document.selection.nodes_in_order
        shown = {item.data(0, _NODE) for item in self.tree.selectedItems()}
        if set(chosen) == shown:
            return
        with QSignalBlocker(self.tree):
            self.tree.clearSelection()
            for node_id in chosen:
                if node_id in self._items:
                    self._items[node_id].setSelected(True)
            if chosen and chosen[-1] in self._items:
                item = self._items[chosen[-1]]
                self.tree.setCurrentItem(item, 0, QItemSelectionModel.SelectionFlag.NoUpdate)
                self.tree.scrollToItem(item)

    # ---- what is done here --------------------------------------------------------------------------------

    def _on_rows_selected(self) -> None:
        rows = [item.data(0, _NODE) for item in self.tree.selectedItems()]
        before = [id for id in self._document.selection.nodes_in_order if id in rows]
        self._document.selection.set([*before, *(id for id in rows if id not in before)])  # in the order of choosing

    def _on_row_activated(self, item: QTreeWidgetItem) -> None:
        self.node_activated.emit(item.data(0, _NODE))

    def _on_row_edited(self, item: QTreeWidgetItem, column: int) -> None:
        node = self._document.graph.nodes.get(item.data(0, _NODE))
        if node is None or column != 0:
            return
        try:
            if item.text(0) != self._document.graph.layers[node.layer_key].name:
                self._document.execute(RenameLayer(node.layer_key, item.text(0)))
        except ValueError as error:
            self.refused.emit(str(error))
        self.refresh()


def _tree(parent: QWidget) -> QTreeWidget:
    tree = QTreeWidget(parent)
    tree.setObjectName("outline_tree")
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setIconSize(QSize(18, 18))
    tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    tree.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
    return tree
