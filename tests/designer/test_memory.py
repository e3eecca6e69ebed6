"""Whoever draws all day needs no more memory in the evening than in the morning."""

import gc
import tracemalloc

import pytest
from PySide6.QtWidgets import QApplication

from designer.canvas.view import CanvasView
from designer.model.commands import AddLayer, Compound, Connect, MoveNodes, RemoveNodes, SetParameter
from designer.model.document import Document
from designer.model.graph import Edge
from tests.designer.model.drawing import add_chain, layer_key

ROUNDS = 10
EDITS_A_ROUND = 500  # each done and taken back: ten thousand changes in all
MOST_GROWTH = 400_000  # bytes in half of all rounds; memories fill and empty, a step that stays takes 2,000,000


def edit(document: Document, ids: list[str], number: int) -> None:
    """Do one of several things, with numbers there never were, and take it back or keep it to be thrown away."""
    source, first, last = ids[0], ids[1], ids[-1]
    new = document.new_node_id()
    adding = [AddLayer("Dense", arguments={"units": number + 1}, node_id=new), Connect(Edge(first, 0, new, 0))]
    commands = (
        SetParameter(layer_key(document, first), "units", number + 2),
        MoveNodes({last: (number, number)}),
        Compound("Add", adding),
        RemoveNodes([first]),
        SetParameter(layer_key(document, source), "shape", (None, number % 7 + 1)),
    )
    document.execute(commands[number % len(commands)])
    document.undo()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_memory_stays_flat_over_ten_thousand_edits(qtbot):
    document = Document()
    ids = add_chain(document, ("InputLayer", {"shape": (4,)}), *["Dense"] * 3)
    view = CanvasView(document)
    qtbot.addWidget(view)
    view.show()
    tracemalloc.start()
    used = []
    for start in range(0, ROUNDS * EDITS_A_ROUND, EDITS_A_ROUND):
        for number in range(start, start + EDITS_A_ROUND):
            edit(document, ids, number)
        view.grab()
        QApplication.processEvents()
        gc.collect()
        used.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    first, second = used[: ROUNDS // 2], used[ROUNDS // 2 :]
    assert max(second) - max(first) < MOST_GROWTH, used
