"""LibraryPanel: every layer there is, by category; drag one onto the canvas or double-click it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from designer import icons, theme
from designer.layer_search import find_layers
from designer.model import catalog

LAYER_MIME = "application/x-nn-layer"
_CLASS_NAME = Qt.ItemDataRole.UserRole


class LibraryPanel(QWidget):
    """A search line above a tree of layers."""

    layer_activated = Signal(str)  # class name: the user wants one

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("library_panel")
        self.search = _SearchLine(self)
        self.search.setPlaceholderText(self.tr("Search layers"))
        self.search.setClearButtonEnabled(True)
        self.tree = _LayerTree(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, 4, 4, theme.GRID_PX)
        layout.setSpacing(6)
        layout.addWidget(self.search)
        layout.addWidget(self.tree)
        self.setFocusProxy(self.search)
        self._search_action = QAction(self)
        self.search.addAction(self._search_action, QLineEdit.ActionPosition.LeadingPosition)
        self._fill()
        self.search.textChanged.connect(self._on_search_changed)
        self.search.down_pressed.connect(self._on_down_pressed)
        self.search.returnPressed.connect(self._on_return_pressed)
        self.tree.itemActivated.connect(self._on_item_activated)

    def refresh_icons(self) -> None:
        """Take the icons in the colours of the theme in use."""
        self._search_action.setIcon(icons.icon("search", "muted"))
        for number in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(number)
            group.setIcon(0, icons.category_icon(group.text(0)))

    def _fill(self) -> None:
        for category, classes in sorted(catalog.categories().items(), key=lambda each: _place_of(each[0])):
            group = QTreeWidgetItem(self.tree, [category])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setFont(0, theme.font("text", bold=True))
            for cls in classes:
                item = QTreeWidgetItem(group, [catalog.palette_name(cls)])
                item.setData(0, _CLASS_NAME, cls.__name__)
                item.setToolTip(0, catalog.summary(cls))
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled)
        self.tree.expandAll()
        self.refresh_icons()

    def _layer_items(self) -> list[QTreeWidgetItem]:
        groups = (self.tree.topLevelItem(number) for number in range(self.tree.topLevelItemCount()))
        return [group.child(number) for group in groups for number in range(group.childCount())]

    def _on_search_changed(self, text: str) -> None:
        items = {item.data(0, _CLASS_NAME): item for item in self._layer_items()}
        found = [cls.__name__ for cls in find_layers(text, map(catalog.layer_class, items))]
        for name, item in items.items():
            item.setHidden(name not in found)
        for number in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(number)
            group.setHidden(all(group.child(each).isHidden() for each in range(group.childCount())))
        self.tree.expandAll()
        self.tree.setCurrentItem(items[found[0]] if found and text.strip() else None)

    def _on_down_pressed(self) -> None:
        current = self.tree.currentItem()
        if current is None or current.isHidden() or current.parent() is None:
            shown = (item for item in self._layer_items() if not item.isHidden())
            self.tree.setCurrentItem(next(shown, None))
        self.tree.setFocus()

    def _on_return_pressed(self) -> None:
        self._on_item_activated(self.tree.currentItem())

    def _on_item_activated(self, item: QTreeWidgetItem | None) -> None:
        class_name = None if item is None else item.data(0, _CLASS_NAME)
        if class_name:
            self.layer_activated.emit(class_name)


def _place_of(category: str) -> int:
    """Return where a category stands: what is used most comes first."""
    known = list(theme.category_colours())
    return known.index(category) if category in known else len(known)


class _LayerTree(QTreeWidget):
    """The tree; a layer that is dragged out of it travels by its class name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("library_tree")
        self.setAccessibleName(self.tr("Layers"))
        self.setHeaderHidden(True)
        self.setIndentation(14)
        self.setIconSize(QSize(18, 18))
        self.setUniformRowHeights(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the end of a name tells 1D from 2D
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)

    def mimeTypes(self) -> list[str]:
        return [LAYER_MIME]

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        packed = QMimeData()
        for item in items:
            packed.setData(LAYER_MIME, str(item.data(0, _CLASS_NAME)).encode())
        return packed


class _SearchLine(QLineEdit):
    """The search line: the arrow down goes on to the tree."""

    down_pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("library_search")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)
