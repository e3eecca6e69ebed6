"""HistoryPanel: every step done so far, and those taken back; one can jump to any of them."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from designer import theme
from designer.model.document import Document
from designer.translation import translated


class HistoryPanel(QWidget):
    """A list of steps, the first state on top. What is done is in full colour, what was taken back is grey."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history_panel")
        self._document = document
        self.list = QListWidget(self, objectName="history_list")
        self.list.setAccessibleName(self.tr("History"))
        self.list.setUniformItemSizes(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, 4, theme.GRID_PX, theme.GRID_PX)
        layout.addWidget(self.list)
        self.setFocusProxy(self.list)
        self.list.currentRowChanged.connect(self._on_row_chosen)
        document.history.changed.connect(self._on_history_changed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Show the present state."""
        history = self._document.history
        texts = [self.tr("Beginning"), *map(translated, history.entries)]
        with QSignalBlocker(self.list):
            while self.list.count() > len(texts):
                self.list.takeItem(self.list.count() - 1)
            for row, text in enumerate(texts):
                self._show(row, text, row <= history.position)
            self.list.setCurrentRow(history.position)

    def _show(self, row: int, text: str, is_done: bool) -> None:
        item = self.list.item(row)
        if item is None:
            item = QListWidgetItem(self.list)
        item.setText(text)
        item.setForeground(theme.current().colour("text" if is_done else "muted"))
        font = item.font()
        font.setItalic(not is_done)  # colour is not the only sign
        item.setFont(font)
        taken_back = self.tr("{0}, taken back").format(text)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text if is_done else taken_back)

    def _on_history_changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _on_row_chosen(self, row: int) -> None:
        if row >= 0:
            self._document.history.go_to(row)
