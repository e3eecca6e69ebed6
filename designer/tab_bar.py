"""TabBar: one tab for each open document, above the canvas."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QTabBar, QWidget

from designer.model.document import Document

MODIFIED = " •"


class TabBar(QTabBar):
    """Tabs that can be moved and closed, with the middle button too; one alone is not shown."""

    close_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("document_tabs")
        self.setAccessibleName(self.tr("Open documents"))
        self.setDocumentMode(True)
        self.setMovable(True)
        self.setTabsClosable(True)
        self.setExpanding(False)
        self.setAutoHide(True)
        self.setDrawBase(False)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pressed = -1
        self.tabCloseRequested.connect(self.close_wanted)

    def show_document(self, index: int, document: Document) -> None:
        """Show what a document is called, where it is, and whether it is saved."""
        self.setTabText(index, document.title.replace("&", "&&") + (MODIFIED if document.is_modified else ""))
        where = str(document.path) if document.path is not None else self.tr("Not in a file yet")
        self.setTabToolTip(index, f"{where}\n{self.tr('Not saved')}" if document.is_modified else where)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self._middle(event)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, -1
        if pressed >= 0 and pressed == self._middle(event):
            self.close_wanted.emit(pressed)
        else:
            super().mouseReleaseEvent(event)

    def _middle(self, event: QMouseEvent) -> int:
        """Return the tab under the middle button; -1 for another button or none."""
        place: QPoint = event.position().toPoint()
        return self.tabAt(place) if event.button() == Qt.MouseButton.MiddleButton else -1
