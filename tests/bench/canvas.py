"""How the canvas moves: a thousand nodes with wires, built, painted, panned, dragged, deleted and brought back.

Run it with `python -m tests.bench.canvas [number of nodes]`; other canvases, where installed, are printed beside it.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from designer import theme
from designer.canvas.view import CanvasView
from designer.canvas.zooming import MAX_ZOOM, MIN_ZOOM
from designer.lasting import lasting
from designer.model.arrange import arrange
from designer.model.document import Document
from designer.model.graph import Edge, Graph, LayerSpec, Node

ROUNDS = 20


def main() -> None:
    """Print the milliseconds of each thing, as processor time: other programs may be at work too."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    application = QApplication([])
    theme.load_fonts()
    theme.apply(application, theme.LIGHT)
    CanvasView(Document(_graph(10))).grab()  # what is loaded once is not what is measured
    memory = _memory_per_node(count)
    figures = {"build": min(_build(count) for _ in range(3))}
    with lasting():  # as the window opens a document
        view = _view(application, count)
    document = view.document
    for zoom in (MIN_ZOOM, 0.1, 0.3, 0.36, 0.5, 0.8, 1.0, 2.0, MAX_ZOOM):
        view.set_zoom(zoom)
        view.centerOn(view.whole_extent().center())
        figures[f"repaint at {zoom:.0%}"] = _best(view.viewport().grab)
    for zoom in (0.1, 0.41, 0.7, 1.0, 2.0):
        view.set_zoom(zoom)
        view.centerOn(view.whole_extent().center())
        figures[f"zoom step at {zoom:.0%}"] = _zoom_step(application, view)
    view.fit_all()
    figures["repaint, whole graph"] = _best(view.viewport().grab)
    view.zoom_full()
    view.show_node("n0")
    figures["pan, per event"] = _pan(application, view)
    figures["drag, per event"] = _drag(view)
    figures["arrange"] = min(_timed(lambda: arrange(document.graph, is_stable=True)) for _ in range(2))
    rounds = [_delete_and_undo(view) for _ in range(4)]
    figures["delete all"], figures["undo"] = (min(each) for each in zip(*rounds, strict=True))
    for name, milliseconds in figures.items():
        print(f"{count} nodes: {name:24} {milliseconds:8.1f} ms")
    print(f"{count} nodes: {'memory for each node':24} {memory:8.1f} KB", flush=True)
    subprocess.run([sys.executable, "-m", "tests.bench.peers", str(count)], check=False)


def _view(application: QApplication, count: int) -> CanvasView:
    view = CanvasView(Document(_graph(count)))
    view.resize(1280, 800)
    view.show()
    application.processEvents()
    return view


def _build(count: int) -> float:
    document = Document(_graph(count))
    return _timed(lambda: CanvasView(document))


def _delete_and_undo(view: CanvasView) -> tuple[float, float]:
    QApplication.processEvents()  # without them, what Qt has to paint anew piles up from round to round
    view.document.selection.set(view.document.graph.nodes)
    return _timed(view.editing.delete), _timed(view.document.undo)


def _pan(application: QApplication, view: CanvasView) -> float:
    """Return the time of one step of panning, painting included."""

    def step() -> None:
        view.scroll_by(QPoint(7, 5))
        application.processEvents()

    return _best(step)


def _zoom_step(application: QApplication, view: CanvasView) -> float:
    """Return the time of one step of zooming with the wheel, painting included."""
    middle = QPointF(view.viewport().rect().center())
    no_button, no_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier

    def step() -> None:
        turn = QWheelEvent(
            middle, middle, QPoint(), QPoint(0, 12), no_button, no_key, Qt.ScrollPhase.NoScrollPhase, False
        )
        QApplication.sendEvent(view.viewport(), turn)
        application.processEvents()

    return _best(step)


def _memory_per_node(count: int) -> float:
    """Return the kilobytes a painted node with its wire takes, the document not counted."""
    document = Document(_graph(count))
    gc.collect()
    before = _resident_kb()
    view = CanvasView(document)
    view.resize(1280, 800)
    view.fit_all()
    view.grab()
    view.zoom_full()
    view.grab()
    return (_resident_kb() - before) / count


def _resident_kb() -> float:
    """Return the memory of this process; where the system does not say, nothing."""
    statm = Path("/proc/self/statm")
    return int(statm.read_text().split()[1]) * 4.0 if statm.is_file() else float("nan")


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


def _timed(act: Callable[[], object]) -> float:
    before = time.process_time()
    act()
    return (time.process_time() - before) * 1000


def _best(act: Callable[[], object]) -> float:
    return sorted(_timed(act) for _ in range(ROUNDS))[ROUNDS // 4]


if __name__ == "__main__":
    main()
