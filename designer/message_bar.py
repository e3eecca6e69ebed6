"""MessageBar: one sentence above the canvas, instead of a dialog in the way."""

from __future__ import annotations

from functools import partial
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from designer import icons, theme
from designer.data.recipe import Reference
from designer.data.remedies import remedies_for
from designer.shortening import show_shortened
from designer.translation import translated

Severity = Literal["error", "warning", "success"]
_ICONS = {"error": "error", "warning": "warning", "success": "valid"}


class MessageBar(QFrame):
    """Shows the latest message until it is closed or the next one comes."""

    log_wanted = Signal()
    remedy_wanted = Signal(str)  # the data as they are to be read

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
        self.remedy_buttons = [QToolButton(self, objectName=f"message_remedy_{number}") for number in range(2)]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.GRID_PX, 4, 4, 4)
        for widget, stretch in ((self.icon, 0), (self.label, 1), *((each, 0) for each in self.remedy_buttons),
                                (self.log_button, 0), (self.close_button, 0)):  # fmt: skip
            layout.addWidget(widget, stretch)
        for button in self.remedy_buttons:
            button.clicked.connect(partial(self._on_remedy_clicked, button))
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
        self._show_remedies({})
        self.refresh_colours()
        self.show()

    def offer_remedies(self, reference: str) -> None:
        """Show what would help the data the message is about, as buttons."""
        parsed = Reference.parse(reference)
        self._show_remedies({each.text: str(each.applied(parsed)) for each in remedies_for(reference)})

    def _show_remedies(self, remedies: dict[str, str]) -> None:
        offered = list(remedies.items())[: len(self.remedy_buttons)]
        for button, (text, remedied) in zip(self.remedy_buttons, [*offered, ("", ""), ("", "")], strict=False):
            show_shortened(button, translated(text))
            button.setProperty("remedied", remedied)
            button.setVisible(bool(text))

    def _on_remedy_clicked(self, button: QToolButton) -> None:
        self.hide()
        self.remedy_wanted.emit(button.property("remedied"))

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
