"""How the canvas moves: a thousand nodes with wires, built, painted, dragged, deleted and brought back.

Run it with `python -m tests.bench.canvas [number of nodes]`.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from designer import theme
from designer.canvas.view import CanvasView
from designer.model.document import Document
from designer.model.graph import Edge, Graph, LayerSpec, Node

ROUNDS = 20


def main() -> None:
    """Print the milliseconds of each thing."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    application = QApplication([])
    theme.load_fonts()
    theme.apply(application, theme.LIGHT)
    document = Document(_graph(count))
    view, built = _timed(lambda: CanvasView(document))
    view.resize(1280, 800)
    view.show()
    application.processEvents()
    figures = {"build": built}
    view.fit_all()
    figures["repaint, whole graph"] = _best(view.viewport().grab)
    view.zoom_full()
    view.show_node("n0")
    figures["repaint, full size"] = _best(view.viewport().grab)
    figures["drag, per event"] = _drag(view)
    document.selection.set(document.graph.nodes)
    figures["delete all"] = _timed(view.editing.delete)[1]
    figures["undo"] = _timed(document.undo)[1]
    for name, milliseconds in figures.items():
        print(f"{count} nodes: {name:24} {milliseconds:8.1f} ms")


def _graph(count: int) -> Graph:
    graph = Graph()
    for number in range(count):
        class_name, arguments = ("Dense", {"units": 32}) if number % 40 else ("InputLayer", {"shape": [32]})
        graph.put_layer(LayerSpec(f"l{number}", class_name, f"layer_{number}", arguments))
        graph.put_node(Node(f"n{number}", f"l{number}", number // 40 * 250.0, number % 40 * 110.0))
        if number % 40:
            graph.add_edge(Edge(f"n{number - 1}", 0, f"n{number}", 0))
    return graph


def _drag(view: CanvasView) -> float:
    """Return the time of one event of a drag, painting included."""
    start = view.mapFromScene(view.canvas_scene.node_items["n0"].body().center())
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)

    def move(step: int) -> None:
        QTest.mouseMove(view.viewport(), start + QPoint(16 * step, 8 * step))
        QApplication.processEvents()

    steps = iter(range(1, 100))
    time_ms = _best(lambda: move(next(steps)))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    return time_ms


def _timed(act: Callable[[], object]) -> tuple[object, float]:
    before = time.perf_counter()
    result = act()
    return result, (time.perf_counter() - before) * 1000


def _best(act: Callable[[], object]) -> float:
    return sorted(_timed(act)[1] for _ in range(ROUNDS))[ROUNDS // 2]


if __name__ == "__main__":
    main()
