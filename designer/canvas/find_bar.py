"""FindBar: find layers by name, class or parameter; Enter goes from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton

from designer import icons
from designer.model.finding import find_nodes

if TYPE_CHECKING:
    from designer.canvas.view import CanvasView

MARGIN_PX = 12


class FindBar(QFrame):
    """A line in the upper right corner of the canvas. What matches is marked, one of it is selected."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.setObjectName("find_bar")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._view = view
        self._found: list[str] = []
        self.line = QLineEdit(self, objectName="find_line")
        self.line.setPlaceholderText(self.tr("Find: name, class or units=128"))
        self.line.setAccessibleName(self.tr("Find a layer"))
        self.line.setMinimumWidth(220)
        self.count = QLabel(self, objectName="find_count")
        self.previous = self._button("find_previous", "chevron_up", self.tr("Previous (Shift+Enter)"))
        self.next = self._button("find_next", "chevron_down", self.tr("Next (Enter)"))
        self.closing = self._button("find_close", "close", self.tr("Close (Esc)"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 4, 4)
        for widget in (self.line, self.count, self.previous, self.next, self.closing):
            layout.addWidget(widget)
        self.line.textChanged.connect(self._on_text_changed)
        self.line.installEventFilter(self)
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        self.closing.clicked.connect(self.shut)
        view.installEventFilter(self)
        view.canvas_scene.nodes_changed.connect(self._on_nodes_changed)
        self.hide()

    def _button(self, name: str, icon: str, tip: str) -> QToolButton:
        button = QToolButton(self, objectName=name)
        button.setIcon(icons.icon(icon))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        return button

    def open(self) -> None:
        """Show the bar, with what was searched last."""
        for button, name in ((self.previous, "chevron_up"), (self.next, "chevron_down"), (self.closing, "close")):
            button.setIcon(icons.icon(name))  # the theme may be another one by now
        self.show()
        self.raise_()
        self._place()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.line.selectAll()
        self._search()

    def shut(self) -> None:
        """Hide the bar and its marks."""
        self._view.setFocus()
        self.hide()
        self._view.canvas_scene.mark_found(())

    def step(self, by: int) -> None:
        """Select the next match, round and round."""
        if self._found:
            here = next((n for n, id in enumerate(self._found) if id in self._view.document.selection.nodes), None)
            self._go_to((0 if by > 0 else -1) if here is None else (here + by) % len(self._found))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear Enter and Escape in the line, and stay in the corner of the canvas."""
        if watched is self._view and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(event)
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if is_back else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            return False
        return True

    def _on_text_changed(self, text: str) -> None:
        self._search()
        if self._found and not self._view.document.selection.nodes & set(self._found):
            self._go_to(0)

    def _on_nodes_changed(self) -> None:
        if self.isVisible():
            self._search()

    def _search(self) -> None:
        self._found = find_nodes(self._view.document.graph, self.line.text())
        self._view.canvas_scene.mark_found(self._found)
        self._show_count()

    def _go_to(self, number: int) -> None:
        self._view.document.selection.set([self._found[number]])
        self._view.show_node(self._found[number])
        self._show_count()

    def _show_count(self) -> None:
        chosen = self._view.document.selection.nodes
        here = next((n for n, id in enumerate(self._found, 1) if id in chosen), 0)
        if not self.line.text().strip():
            self.count.setText("")
        elif not self._found:
            self.count.setText(self.tr("nothing found"))
        else:
            self.count.setText(self.tr("{0} of {1}").format(here or "–", len(self._found)))
        self._place()

    def _place(self) -> None:
        self.adjustSize()
        width = min(self.width(), self._view.width() - 2 * MARGIN_PX)
        self.setGeometry(self._view.width() - width - MARGIN_PX, MARGIN_PX, width, self.height())
