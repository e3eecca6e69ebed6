"""QuickAdd: a search box on the canvas; a few letters and Enter add a layer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSettings, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from designer import icons
from designer.layer_search import find_layers
from designer.model import catalog
from nn_core.layers.layer import Layer

SIZE_PX = QSize(300, 320)
MAX_RECENT = 8
_KEEPING_OPEN = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class QuickAdd(QFrame):
    """The box: letters filter, arrows choose, Enter adds, Escape closes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("quick_add")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.line = QLineEdit(self, objectName="quick_add_search")
        self.line.setPlaceholderText(self.tr("Add a layer: type a few letters"))
        self.line.setClearButtonEnabled(True)
        self.list = QListWidget(self, objectName="quick_add_list")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setIconSize(QSize(20, 20))
        self.note = QLabel(self)
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        for widget in (self.line, self.list, self.note):
            layout.addWidget(widget)
        self.line.textChanged.connect(self._on_text_changed)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(self._on_item_chosen)
        self._classes: Sequence[type[Layer]] = ()
        self._on_chosen: Callable[[str], None] = lambda class_name: None
        self.hide()

    def open(
        self, point: QPoint, classes: Sequence[type[Layer]], on_chosen: Callable[[str], None], note: str = ""
    ) -> None:
        """Show the box at a point of the parent; `on_chosen` gets the class name."""
        self._classes, self._on_chosen = classes, on_chosen
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.resize(SIZE_PX.boundedTo(self.parentWidget().size()))
        room = self.parentWidget().rect().adjusted(0, 0, -self.width(), -self.height())
        self.move(max(0, min(point.x(), room.right())), max(0, min(point.y(), room.bottom())))
        self.line.clear()
        self._on_text_changed("")
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the line keep the focus while its arrow keys move through the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(Qt.Key(event.key()))
        is_left = isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut
        if is_left and event.reason() not in _KEEPING_OPEN:
            self.hide()
        return False

    def _on_key(self, key: Qt.Key) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if key in steps:
            last = self.list.count() - 1
            self.list.setCurrentRow(max(0, min(last, self.list.currentRow() + steps[key])))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            self._on_item_chosen(self.list.currentItem())
        elif key == Qt.Key.Key_Escape:
            self._close()
        else:
            return False
        return True

    def _on_text_changed(self, text: str) -> None:
        self.list.clear()
        for cls in find_layers(text, self._classes, recent_layers()):
            item = QListWidgetItem(icons.category_icon(cls.category), catalog.palette_name(cls), self.list)
            item.setData(Qt.ItemDataRole.UserRole, cls.__name__)
            item.setToolTip(catalog.summary(cls))
        self.list.setCurrentRow(0)

    def _on_item_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            class_name = str(item.data(Qt.ItemDataRole.UserRole))
            self._close()
            remember_layer(class_name)
            self._on_chosen(class_name)

    def _close(self) -> None:
        self.hide()
        self.parentWidget().setFocus()


def recent_layers() -> tuple[str, ...]:
    """Return the class names used last, the latest first."""
    return tuple(str(QSettings().value("canvas/recent_layers", "")).split())


def remember_layer(class_name: str) -> None:
    """Put a class name first among those used last."""
    others = [name for name in recent_layers() if name != class_name]
    QSettings().setValue("canvas/recent_layers", " ".join([class_name, *others][:MAX_RECENT]))
