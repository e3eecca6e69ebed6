"""What is in a dock: its panel, visible while it is seen, and scrolled where the window is too small for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

LEAST_WIDTH = 240  # a dock at either side and the canvas between them fit into the narrowest window


class Holder(QWidget):
    """Shows its panel while the dock is seen; a covered one costs no time."""

    def __init__(self) -> None:
        super().__init__()
        self.panel: QWidget | None = None
        self.is_seen = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def hold(self, panel: QWidget | None) -> None:
        """Hold another panel, or none."""
        old, self.panel = self.panel, panel
        if panel is old:
            return
        if old is not None:
            old.hide()  # first: what it showed elsewhere, such as a repair on the canvas, it takes back
            self._column.removeWidget(old)
        if panel is not None:
            panel.hide()
            self._column.addWidget(panel)  # before it is shown: without a parent it would be a window
            panel.setVisible(self.is_seen)

    def set_seen(self, is_seen: bool) -> None:
        """Show the panel, or hide it when the dock is covered: what nobody sees need not follow the document."""
        self.is_seen = is_seen
        if self.panel is not None:
            self.panel.setVisible(is_seen)


class WidthGuard(QScrollArea):
    """Scrolls a wide panel sideways in a small window; without it, the panel would make the window wider."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.updateGeometry()  # the panel may demand more now, or less
        return super().event(event)

    def sizeHint(self) -> QSize:
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Demand the height of the panel, and of the bar below it where there is one; of its width what is usual."""
        least = self._content.minimumSizeHint()
        has_bar = least.width() > max(self.width(), LEAST_WIDTH)
        bar_height = self.horizontalScrollBar().sizeHint().height() if has_bar else 0
        return QSize(min(least.width(), LEAST_WIDTH), least.height() + bar_height)
