"""SearchBox: a box on the canvas in which a few letters and Enter choose something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from designer import theme

SIZE_PX, ICON_PX = QSize(300, 320), QSize(20, 20)  # at the usual size of texts
_KEEPING_OPEN = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


@dataclass(frozen=True)
class Entry:
    """One thing that can be chosen."""

    key: str
    text: str
    icon: QIcon
    tip: str = ""


class SearchBox(QFrame):
    """The box: letters filter, arrows choose, Enter takes, Escape closes."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.line = QLineEdit(self, objectName=f"{name}_search")
        self.line.setClearButtonEnabled(True)
        self.list = QListWidget(self, objectName=f"{name}_list")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
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
        self._find: Callable[[str], Sequence[Entry]] = lambda text: ()
        self._on_chosen: Callable[[str], None] = lambda key: None
        self._came_from: QWidget | None = None
        self.hide()

    def open(
        self,
        point: QPoint,
        find: Callable[[str], Sequence[Entry]],
        on_chosen: Callable[[str], None],
        hint: str,
        note: str = "",
    ) -> None:
        """Show the box at a point of the parent; `find` gives what matches a text, `on_chosen` gets the key."""
        self._find, self._on_chosen = find, on_chosen
        self._came_from = QApplication.focusWidget()
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(hint)
        self.list.setAccessibleName(hint)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.list.setIconSize(ICON_PX * theme.text_scale())
        self.resize((SIZE_PX * theme.text_scale()).boundedTo(self.parentWidget().size()))
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
        for entry in self._find(text):
            item = QListWidgetItem(entry.icon, entry.text, self.list)
            item.setData(Qt.ItemDataRole.UserRole, entry.key)
            item.setToolTip(entry.tip)
        self.list.setCurrentRow(0)

    def _on_item_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            key = str(item.data(Qt.ItemDataRole.UserRole))
            self._close()
            self._on_chosen(key)

    def _close(self) -> None:
        """Give the focus back to where it came from; first, for hidden Qt would pass it on as if by Tab."""
        before = self._came_from
        is_there = before is not None and isValid(before) and before.isVisible() and before is not self.line
        (before if before is not None and is_there else self.parentWidget()).setFocus()
        self.hide()
