"""Motion: nodes glide to their new places, shortly; whatever the user does next ends it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEasingCurve, QSettings, QVariantAnimation
from PySide6.QtWidgets import QApplication, QStyle, QWidget

from designer.canvas.scene import CanvasScene

MOST_MS = 250
MOST_NODES = 300  # with more, painting the way would take longer than it is worth
Places = Mapping[str, tuple[float, float]]


class Motion(QVariantAnimation):
    """Shows nodes on the way from old places to those the document has already."""

    def __init__(self, scene: CanvasScene, parent: QWidget) -> None:
        super().__init__(parent)
        self._scene = scene
        self._before: Places = {}
        self.setStartValue(0.0)
        self.setEndValue(1.0)
        self.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self.valueChanged.connect(self._on_value_changed)

    def begin(self, before: Places, after: Places) -> None:
        """Glide, unless the user or the system wants no motion."""
        duration = duration_ms(self.parent())
        if duration and len(after) <= MOST_NODES:
            self._before = {id: before[id] for id in after}
            self.setDuration(duration)
            self.start()

    def finish(self) -> None:
        """Be there at once."""
        if self.state() == QVariantAnimation.State.Running:
            self.stop()
            self._show(1.0)

    def _on_value_changed(self, value: float) -> None:
        self._show(float(value))

    def _show(self, part: float) -> None:
        """Show the nodes so far on the way to where the document has them: it may have changed meanwhile."""
        nodes = self._scene.document.graph.nodes
        ends = {id: (nodes[id].x, nodes[id].y) for id in self._before if id in nodes}
        self._scene.preview_positions({id: _between(self._before[id], end, part) for id, end in ends.items()})


def _between(start: tuple[float, float], end: tuple[float, float], part: float) -> tuple[float, float]:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def duration_ms(widget: object) -> int:
    """Return how long things may move: not at all where the user, or the system, wants less motion."""
    if QSettings().value("reduced_motion", False, type=bool):
        return 0
    style = QApplication.style()
    hint = QStyle.StyleHint.SH_Widget_Animation_Duration
    return min(MOST_MS, style.styleHint(hint, None, widget if isinstance(widget, QWidget) else None))
