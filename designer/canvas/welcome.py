"""Welcome: what an empty canvas says."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLabel, QWidget

from designer import theme
from designer.canvas.scene import CanvasScene


class Welcome(QLabel):
    """A few words in the middle of the canvas, as long as it is empty; the mouse goes through them."""

    def __init__(self, scene: CanvasScene, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setObjectName("welcome")
        self.setProperty("role", "muted")
        self.setFont(theme.font("title"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setText(
            self.tr(
                "Drag a layer here, or double-click or press Space to add one.\n"
                "File > More Examples has models to begin with."
            )
        )
        self._scene = scene
        canvas.installEventFilter(self)
        scene.nodes_changed.connect(self._on_nodes_changed)
        self._on_nodes_changed()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the canvas."""
        if event.type() == QEvent.Type.Resize:
            self.resize(self.parentWidget().size())
        return False

    def _on_nodes_changed(self) -> None:
        self.setVisible(not self._scene.node_items)
