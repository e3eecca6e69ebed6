"""Breadcrumbs: where one is in a model of models, above the canvas; a click goes back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from designer import icons, theme
from designer.model.document import Document


class Breadcrumbs(QFrame):
    """One button for each level around the one on show; hidden where there is none."""

    level_wanted = Signal(object)  # a Document or Level

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("breadcrumbs")
        self.setAccessibleName(self.tr("Place in the model"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.GRID_PX, 2, theme.GRID_PX, 2)
        self._row.setSpacing(2)
        self._level: Document | None = None
        self._names: list[str] = []
        self.buttons: list[QToolButton] = []
        self.hide()

    def show_level(self, level: Document) -> None:
        """Show the way to a level."""
        names = [self.tr("Model"), *(each.title for each in level.levels[1:])]
        if level is not self._level or names != self._names:
            self._level, self._names = level, names
            self._fill(level)
        self.setVisible(len(names) > 1)

    def refresh(self) -> None:
        """Show names and colours as they are now."""
        if self._level is not None:
            self._names = []
            self.show_level(self._level)

    def _fill(self, level: Document) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = []
        for number, (name, each) in enumerate(zip(self._names, level.levels, strict=True)):
            if number:
                self._row.addWidget(self._arrow())
            self._row.addWidget(self._button(name, each, is_here=each is level))
        self._row.addStretch(1)

    def _arrow(self) -> QLabel:
        arrow = QLabel(self)
        arrow.setPixmap(icons.icon("chevron_right", "muted").pixmap(16, 16))
        return arrow

    def _button(self, name: str, level: Document, is_here: bool) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"breadcrumb_{len(self.buttons)}")
        button.setText(name.replace("&", "&&"))
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        button.setToolTip(self.tr("You are here") if is_here else self.tr("Back to {0} (Ctrl+Up)").format(name))
        font = button.font()
        font.setBold(is_here)
        button.setFont(font)
        button.clicked.connect(lambda: self.level_wanted.emit(level))
        self.buttons.append(button)
        return button
