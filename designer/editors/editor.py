"""Editor: the base of the widgets with which one value is edited."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nn_core.spec.kinds import Kind, Optional


class Editor(QWidget):
    """A widget for a value of one kind. It shows what it is given, and offers what the user made of it.

    The document is not known here: who uses the editor turns `committed` into a command.
    """

    committed = Signal(object)  # a value that fits, as JSON data
    refused = Signal(str)  # why what was typed does not fit; follows the name of the parameter
    below: QWidget | None = None  # what is best shown under the editor, as wide as the form

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.takes_none = isinstance(kind, Optional)
        self.plain_kind = kind.kind if isinstance(kind, Optional) else kind
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def show_value(self, value: Any) -> None:
        """Show a value, as it stands in the document, without offering it back."""
        raise NotImplementedError

    def offer(self, value: Any) -> bool:
        """Pass on a value if it fits, else say why not; tell which of the two happened."""
        try:
            fitting = self.kind.to_json(self.kind.check(value))
        except (TypeError, ValueError) as error:
            self.refused.emit(str(error).rstrip("."))
            return False
        self.committed.emit(fitting)
        return True

    def _hold(self, widget: QWidget) -> None:
        """Make `widget` what the editor consists of."""
        self._layout.addWidget(widget)
        self.setFocusProxy(widget)
