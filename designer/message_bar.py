"""MessageBar: one sentence above the canvas, instead of a dialog in the way."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from designer import icons, theme
from designer.translation import translated

Severity = Literal["error", "warning", "success"]
_ICONS = {"error": "error", "warning": "warning", "success": "valid"}


class MessageBar(QFrame):
    """Shows the latest message until it is closed or the next one comes."""

    log_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self.icon = QLabel(self)
        self.label = QLabel(self, objectName="message_text")
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.log_button = QToolButton(self, objectName="message_log")
        self.log_button.setText(self.tr("Show the log"))
        self.close_button = QToolButton(self, objectName="message_close")
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(self.tr("Close this message"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, 4, 4, 4)
        for widget, stretch in ((self.icon, 0), (self.label, 1), (self.log_button, 0), (self.close_button, 0)):
            layout.addWidget(widget, stretch)
        self.log_button.clicked.connect(self.log_wanted)
        self.close_button.clicked.connect(self.hide)
        self._severity: Severity = "error"
        self.hide()

    @property
    def text(self) -> str:
        """The sentence on show; empty if none is."""
        return "" if self.isHidden() else self.label.text()

    def show_message(self, text: str, severity: Severity = "error", has_log: bool = False) -> None:
        """Show a sentence."""
        self._severity = severity
        self.label.setText(translated(text))
        self.log_button.setVisible(has_log)
        self.refresh_colours()
        self.show()

    def refresh_colours(self) -> None:
        """Take the colours of the theme in use."""
        colours = theme.current()
        self.icon.setPixmap(icons.icon(_ICONS[self._severity], self._severity).pixmap(20, 20))
        self.close_button.setIcon(icons.icon("close"))
        edge = getattr(colours, self._severity)
        self.setStyleSheet(
            f"#message_bar {{ background: {colours.raised}; border: none; border-left: 4px solid {edge}; "
            f"border-bottom: 1px solid {colours.line}; }}"
        )
