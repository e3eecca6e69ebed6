"""LibraryPanel: every layer there is, by category; drag one onto the canvas or double-click it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from designer import icons, theme
from designer.layer_search import find_layers
from designer.model import catalog
from designer.translation import translated
from nn_core.layers.layer import Layer

LAYER_MIME = "application/x-nn-layer"
_CLASS_NAME = Qt.ItemDataRole.UserRole
_CATEGORY = Qt.ItemDataRole.UserRole + 1  # of what stands at the top


class LibraryPanel(QWidget):
    """A search line above a tree of layers."""

    layer_activated = Signal(str)  # class name: the user wants one

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("library_panel")
        self.search = _SearchLine(self)
        self.search.setPlaceholderText(self.tr("Search layers"))
        self.search.setClearButtonEnabled(True)
        self.nothing = QLabel(self, objectName="library_nothing")
        self.nothing.setProperty("role", "muted")
        self.nothing.setWordWrap(True)
        self.nothing.hide()
        self.tree = _LayerTree(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, 4, 4, theme.GRID_PX)
        layout.setSpacing(6)
        layout.addWidget(self.search)
        layout.addWidget(self.nothing)
        layout.addWidget(self.tree)
        self.setFocusProxy(self.search)
        self._search_action = QAction(self)
        self.search.addAction(self._search_action, QLineEdit.ActionPosition.LeadingPosition)
        self._on_search_changed("")
        self.search.textChanged.connect(self._on_search_changed)
        self.search.down_pressed.connect(self._on_down_pressed)
        self.search.returnPressed.connect(self._on_return_pressed)
        self.tree.itemActivated.connect(self._on_item_activated)

    def refresh_icons(self) -> None:
        """Take icons and fonts as the theme in use has them."""
        self._search_action.setIcon(icons.icon("search", "muted"))
        for number in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(number)
            item.setIcon(0, icons.category_icon(item.data(0, _CATEGORY)))
            if not item.data(0, _CLASS_NAME):
                item.setFont(0, theme.font("text", bold=True))

    def _show_categories(self) -> None:
        for category, classes in sorted(catalog.categories().items(), key=lambda each: _place_of(each[0])):
            group = QTreeWidgetItem(self.tree, [translated(category)])
            group.setData(0, _CATEGORY, category)
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for cls in classes:
                _add_layer(group, cls)
        self.tree.expandAll()

    def _show_found(self, text: str) -> None:
        """Show what matches a text without its categories, the best match first."""
        found = find_layers(text, [cls for listed in catalog.categories().values() for cls in listed])
        for cls in found:
            _add_layer(self.tree, cls).setData(0, _CATEGORY, cls.category)
        self.tree.setCurrentItem(self.tree.topLevelItem(0))
        self.nothing.setText(self.tr("No layer called “{0}”.").format(text))
        self.nothing.setVisible(not found)

    def _layer_items(self) -> list[QTreeWidgetItem]:
        shown = QTreeWidgetItemIterator(self.tree)
        items = []
        while (item := shown.value()) is not None:
            items += [item] if item.data(0, _CLASS_NAME) else []
            shown += 1
        return items

    def _on_search_changed(self, text: str) -> None:
        self.tree.clear()
        self.nothing.hide()
        if text.strip():
            self._show_found(text.strip())
        else:
            self._show_categories()
        self.tree.setRootIsDecorated(not text.strip())
        self.refresh_icons()

    def _on_down_pressed(self) -> None:
        current = self.tree.currentItem()
        if current is None or not current.data(0, _CLASS_NAME):
            self.tree.setCurrentItem(next(iter(self._layer_items()), None))
        self.tree.setFocus()

    def _on_return_pressed(self) -> None:
        self._on_item_activated(self.tree.currentItem())

    def _on_item_activated(self, item: QTreeWidgetItem | None) -> None:
        class_name = None if item is None else item.data(0, _CLASS_NAME)
        if class_name:
            self.layer_activated.emit(class_name)


def _add_layer(parent: QTreeWidget | QTreeWidgetItem, cls: type[Layer]) -> QTreeWidgetItem:
    item = QTreeWidgetItem(parent, [catalog.palette_name(cls)])
    item.setData(0, _CLASS_NAME, cls.__name__)
    item.setToolTip(0, f"{catalog.palette_name(cls)}: {translated(catalog.summary(cls))}")
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsDragEnabled)
    return item


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
