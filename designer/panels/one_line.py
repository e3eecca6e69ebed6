"""OneLine: a text that never takes more than one line, and whose changes move nothing around it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class OneLine(QWidget):
    """Shows a text as far as there is room, and dots where there is none; all of it is in the tooltip.

    A label would have the whole window arranged anew with every text. This one stands in no layout, so that a text may
    change several times a second beside a training, which shares the processors.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    @property
    def shown(self) -> str:
        """The text as it is drawn."""
        return self._label.text()

    def setText(self, text: str) -> None:
        """Show another text."""
        self._text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._fit()

    def set_role(self, role: str) -> None:
        """Take the colour the theme has for a success, a warning or an error."""
        if self.property("role") != role:
            self.setProperty("role", role)
            self._label.setProperty("role", role)
            self._label.style().polish(self._label)

    def set_alignment(self, alignment: Qt.AlignmentFlag) -> None:
        """Let the text stand at another side."""
        self._label.setAlignment(alignment)

    def _fit(self) -> None:
        metrics, mode = self._label.fontMetrics(), Qt.TextElideMode.ElideRight
        self._label.setText(metrics.elidedText(self._text, mode, self.width()))

    def sizeHint(self) -> QSize:
        return QSize(0, self._label.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._label.resize(self.size())
        self._fit()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and hasattr(self, "_label"):
            self.updateGeometry()
            self._fit()
        super().changeEvent(event)
