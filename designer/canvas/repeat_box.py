"""RepeatBox: how many times a block is to stand in a row, asked beside it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSpinBox, QWidget

from designer.model.repeating import MOST

USUAL = 3
GAP_PX = 8


class RepeatBox(QFrame):
    """A number: Enter repeats, Escape or leaving it does not."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("repeat_box")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self.number = QSpinBox(self, objectName="repeat_number")
        self.number.setRange(2, MOST)
        self.number.setPrefix("× ")
        self.number.setAccessibleName(self.tr("How many times in a row"))
        self.number.installEventFilter(self)
        self.label = QLabel(self.tr("in a row, each with its own weights · Enter"), self)
        self.label.setProperty("role", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.addWidget(self.number)
        layout.addWidget(self.label)
        self._repeat: Callable[[int], bool] = lambda times: True
        self.hide()

    def open(self, beside: QRect, repeat: Callable[[int], bool]) -> None:
        """Show the box beside a rectangle of the parent; `repeat` says whether it was done."""
        self._repeat = repeat
        self.number.setValue(USUAL)
        self.adjustSize()
        room = self.parentWidget().rect().adjusted(GAP_PX, GAP_PX, -self.width() - GAP_PX, -self.height() - GAP_PX)
        has_room = beside.right() + GAP_PX <= room.right()
        x, y = (beside.right() + GAP_PX, beside.top()) if has_room else (beside.left(), beside.bottom() + 2 * GAP_PX)
        self.move(max(room.left(), min(x, room.right())), max(room.top(), min(y, room.bottom())))
        self.show()
        self.raise_()
        self.number.setFocus(Qt.FocusReason.PopupFocusReason)
        self.number.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter and Escape are for the box; without the focus it has nothing more to ask."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(Qt.Key(event.key()))
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            self.hide()
        return False

    def _on_key(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.number.interpretText()
            if self._repeat(self.number.value()):
                self._close()
        elif key == Qt.Key.Key_Escape:
            self._close()
        else:
            return False
        return True

    def _close(self) -> None:
        self.hide()
        self.parentWidget().setFocus()
