"""How long an edit takes until shapes, problems and totals are known again: `python -m tests.bench.shapes`."""

import statistics
import time
from collections.abc import Callable, Iterator

from designer.model.arrange import arrange
from designer.model.commands import AddLayer, Connect, MoveNodes, RemoveNodes, SetParameter
from designer.model.document import Document
from designer.model.explain import explain
from designer.model.graph import Edge, Graph
from designer.model.review.reviewing import review

REPEATS = 15


def residual_model(num_layers: int, is_varied: bool = False) -> Document:
    """Return a model of Dense blocks with a way around each, about as large as asked; varied: no two are alike."""
    document = Document()
    source = _added(document, "InputLayer", shape=(64,))
    while len(document.graph.nodes) < num_layers:
        number = len(document.graph.nodes) if is_varied else 0
        inner = _added(document, "Dense", source, units=64 + number, activation="relu")
        inner = _added(document, "Dropout", inner, rate=0.1 + number / 10_000)
        inner = _added(document, "Dense", inner, units=64)
        source = _added(document, "Add", source, inner)
    _added(document, "Dense", source, units=10, activation="softmax")
    return document


def _added(document: Document, class_name: str, *sources: str, **arguments: object) -> str:
    command = AddLayer(class_name, arguments=arguments)
    document.execute(command)
    assert command.node_id is not None
    for port, source in enumerate(sources):
        document.execute(Connect(Edge(source, 0, command.node_id, port)))
    return command.node_id


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Return the shortest and the median of several runs, in milliseconds; the shortest is what others leave us."""
    spans = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        act()
        spans.append((time.perf_counter() - start) * 1000)
    return min(spans), statistics.median(spans)


def edits(document: Document) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield edits of the model with their names."""
    graph = document.graph
    dense = [key for key, layer in graph.layers.items() if layer.class_name == "Dense"]
    first, middle, last = dense[0], dense[len(dense) // 2], dense[-1]
    numbers = iter(range(1, 100_000))
    source = graph.nodes[graph.inputs()[0]].layer_key
    yield "shape of the input (changes every shape)", lambda: _edit(document, source, "shape", (next(numbers), 64))
    yield "units of the first layer (breaks the sums)", lambda: _edit(document, first, "units", 64 + next(numbers))
    yield "units in the middle", lambda: _edit(document, middle, "units", 64 + next(numbers))
    yield "units of the last layer", lambda: _edit(document, last, "units", 64 + next(numbers))
    yield "move one node", lambda: document.execute(MoveNodes({graph.nodes_of(middle)[0]: (next(numbers), 0)}))
    yield "delete one node and undo", lambda: _there_and_back(document, graph.nodes_of(middle))
    yield "delete all and undo", lambda: _there_and_back(document, list(graph.nodes))
    yield "review the design (in slices, after the last edit)", lambda: review(document)
    yield "explain one layer", lambda: explain(graph, document.report, graph.nodes_of(middle)[0])
    yield "try one repair", lambda: document.tried(SetParameter(middle, "units", 64))
    yield "open from JSON", lambda: Document(Graph.from_json(graph.to_json()))
    yield "arrange", lambda: arrange(graph)


def _edit(document: Document, key: str, name: str, value: object) -> None:
    document.execute(SetParameter(key, name, value))


def _there_and_back(document: Document, node_ids: list[str]) -> None:
    document.execute(RemoveNodes(node_ids))
    document.undo()


def show(name: str, times: tuple[float, float]) -> None:
    """Print one line."""
    print(f"  {name:52} {times[0]:8.1f} ms   (median {times[1]:.1f})")


def main() -> None:
    """Print a table."""
    for num_layers, is_varied in ((200, False), (200, True), (1000, False), (1000, True)):
        document = residual_model(num_layers, is_varied)
        kind = "no two alike" if is_varied else "of four kinds"
        print(f"{len(document.graph.nodes)} layers {kind}, {document.graph.wires.number_of_edges()} wires")
        for name, act in edits(document):
            show(name, timed(act))


if __name__ == "__main__":
    main()
