"""TabBar: one tab for each open document, above the canvas."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QTabBar, QToolButton, QWidget

from designer import icons, theme
from designer.model.document import Document
from designer.translation import translated

MODIFIED = " •"
LEAST_WIDTH_PX = 128


class TabBar(QTabBar):
    """Tabs that can be moved and closed, with the middle button too; one alone is not shown."""

    close_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("document_tabs")
        self.setAccessibleName(self.tr("Open documents"))
        self.setDocumentMode(True)
        self.setMovable(True)
        self.setExpanding(False)
        self.setAutoHide(True)
        self.setDrawBase(False)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._pressed = -1

    def show_document(self, index: int, document: Document, name: str = "") -> None:
        """Show what a document is called, where it is, and whether it is saved; `name` instead of its title."""
        shown = (name or translated(document.title)).replace("&", "&&")
        self.setTabText(index, shown + (MODIFIED if document.is_modified else ""))
        where = str(document.path) if document.path is not None else self.tr("Not in a file yet")
        self.setTabToolTip(index, f"{where}\n{self.tr('Not saved')}" if document.is_modified else where)

    def refresh_colours(self) -> None:
        """Take the colours of the theme in use."""
        for index in range(self.count()):
            is_on_accent = theme.current().name == "high-contrast" and index == self.currentIndex()
            self._close_button(index).setIcon(icons.icon("close", "accent_text" if is_on_accent else "text"))

    def tabInserted(self, index: int) -> None:
        super().tabInserted(index)
        button = QToolButton(self)
        button.setIcon(icons.icon("close"))
        button.setAutoRaise(True)
        button.setFixedSize(20, 20)
        button.setIconSize(QSize(12, 12))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setToolTip(self.tr("Close (Ctrl+W)"))
        button.setAccessibleName(self.tr("Close"))
        button.clicked.connect(lambda: self._on_close_clicked(button))
        self.setTabButton(index, QTabBar.ButtonPosition.RightSide, button)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """Keep so much of every title that one can tell the tabs apart."""
        usual = self.tabSizeHint(index)
        return QSize(min(usual.width(), LEAST_WIDTH_PX), usual.height())

    def _close_button(self, index: int) -> QToolButton:
        button = self.tabButton(index, QTabBar.ButtonPosition.RightSide)
        assert isinstance(button, QToolButton)
        return button

    def _on_close_clicked(self, button: QToolButton) -> None:
        self.close_wanted.emit(next(index for index in range(self.count()) if self._close_button(index) is button))

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
