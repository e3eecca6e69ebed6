"""Other canvases beside ours, as far as they are installed: `python -m tests.bench.peers [number of nodes]`."""

import os
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any, ClassVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

from PySide6.QtWidgets import QApplication, QGraphicsView

ROUNDS = 8
COLUMN = 40  # nodes below one another


def node_graph_qt(count: int) -> QGraphicsView:
    """Return a chain in NodeGraphQt."""
    from NodeGraphQt import BaseNode, NodeGraph

    class Step(BaseNode):
        __identifier__ = "bench"
        NODE_NAME = "Step"

        def __init__(self) -> None:
            super().__init__()
            self.add_input("in")
            self.add_output("out")

    graph = NodeGraph()
    graph.register_node(Step)
    places = [(number // COLUMN * 250.0, number % COLUMN * 110.0) for number in range(count)]
    nodes = [graph.create_node("bench.Step", pos=place, push_undo=False) for place in places]
    for before, after in pairwise(nodes):
        before.output(0).connect_to(after.input(0), push_undo=False)
    _kept.append(graph)
    view: QGraphicsView = graph.viewer()
    return view


def qt_py_node_editor(count: int) -> QGraphicsView:
    """Return a chain in qtpynodeeditor."""
    from qtpynodeeditor import DataModelRegistry, FlowScene, FlowView, NodeDataModel, NodeDataType, PortType

    class Step(NodeDataModel):
        name = "Step"
        caption = "Step"
        num_ports: ClassVar[dict[Any, int]] = {PortType.input: 1, PortType.output: 1}
        data_type = NodeDataType("numbers", "Numbers")

    registry = DataModelRegistry()
    registry.register_model(Step)
    scene = FlowScene(registry=registry)
    nodes = [scene.create_node(Step) for _ in range(count)]
    for number, node in enumerate(nodes):
        node.position = (number // COLUMN * 250.0, number % COLUMN * 110.0)
    for before, after in pairwise(nodes):
        scene.create_connection(before[PortType.output][0], after[PortType.input][0])
    _kept.append(scene)
    return FlowView(scene)


PEERS: dict[str, Callable[[int], QGraphicsView]] = {
    "NodeGraphQt": node_graph_qt,
    "qtpynodeeditor": qt_py_node_editor,
}
_kept: list[object] = []  # until the program ends: some of them do not survive being thrown away


def show_peers(count: int) -> None:
    """Print how long the others take, as processor time; what is not installed is said so."""
    for name, make in PEERS.items():
        try:
            view, build = _timed(lambda make=make: make(count))
        except ImportError:
            print(f"{count} nodes: {name} is not installed")
            continue
        view.resize(1280, 800)
        view.show()
        view.fitInView(QGraphicsView.scene(view).itemsBoundingRect())  # one of them has another `scene` of its own
        repaint = min(_timed(view.viewport().grab)[1] for _ in range(ROUNDS))
        print(f"{count} nodes: {name + ', build':30} {build:8.1f} ms")
        print(f"{count} nodes: {name + ', repaint, whole graph':30} {repaint:8.1f} ms")
        _kept.append(view)


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    before = time.process_time()
    return act(), (time.process_time() - before) * 1000


def main() -> None:
    """Print a table."""
    application = QApplication.instance() or QApplication([])
    show_peers(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    application.processEvents()
    sys.stdout.flush()
    os._exit(0)  # not all of them can be taken apart


if __name__ == "__main__":
    main()
