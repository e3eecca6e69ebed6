"""Whatever is done, in whatever order, the canvas shows what the document holds, and nothing piles up."""

import gc
import itertools
import tracemalloc

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from PySide6.QtGui import QGuiApplication

from designer.canvas.items.edge_item import EdgeItem
from designer.canvas.items.node_item import NodeItem
from designer.canvas.items.note_item import NoteItem
from designer.canvas.look import Looks
from designer.canvas.port import Port
from designer.canvas.view import CanvasView
from designer.model.notes import ChangeNotes, Note
from tests.designer.model.test_properties import Editing, numbers, pick

GESTURES = (
    "editing.delete", "editing.cut_out", "editing.duplicate", "editing.copy", "editing.cut", "editing.paste",
    "editing.select_upstream", "editing.select_downstream", "editing.select_all", "editing.use_again",
    "editing.make_independent", "connecting.in_order", "placing.arrange", "placing.align_left", "placing.align_middle",
    "placing.distribute_down", "structure.group", "structure.dissolve", "fit_all", "fit_selection",
    "zoom_in", "zoom_out", "find_bar.open", "find_bar.shut",
)  # fmt: skip
MOST_NODES = 40  # a random user who only adds would make every step slower than the one before


class Drawing(Editing):
    """The user of the model's properties, with a canvas before the eyes."""

    def __init__(self) -> None:
        super().__init__()
        self.view = CanvasView(self.document)
        self.view.resize(900, 700)
        self.scene = self.view.canvas_scene
        self.errors: list[str] = []
        self.view.refused.connect(self.errors.append)
        self.number = itertools.count(1)

    @rule(class_name=st.sampled_from(["Dense", "Add", "Flatten", "LSTM"]), x=numbers)
    def add_by_canvas(self, class_name, x):
        if len(self.nodes) < MOST_NODES:
            self.view.editing.add_layer(class_name, self.view.mapToScene(x % 900, x % 700))

    @precondition(lambda self: self.nodes)
    @rule(a=numbers, class_name=st.sampled_from(["Dense", "Concatenate"]))
    def add_wired(self, a, class_name):
        port = Port(pick(self.nodes, a), False, 0)
        if len(self.nodes) < MOST_NODES:
            self.view.editing.add_layer(class_name, self.scene.position_of(port), wired_to=port)

    @rule(x=numbers)
    def write_a_note(self, x):
        id = f"note{next(self.number)}"
        self.attempt(ChangeNotes({id: Note(id, "text", float(x), -float(x), 160.0 + x % 300, 80.0)}))

    @rule(chosen=st.lists(numbers, max_size=4), notes=st.booleans())
    def select(self, chosen, notes):
        nodes = self.nodes or [None]
        picked = {pick(nodes, each) for each in chosen} - {None}
        self.document.selection.set(picked, notes=self.document.notes if notes else ())

    @rule(name=st.sampled_from(GESTURES))
    def gesture(self, name):
        is_growing = name in ("editing.paste", "editing.duplicate", "editing.use_again")
        if is_growing and len(self.nodes) >= MOST_NODES:
            return
        thing, _, method = name.rpartition(".")
        getattr(getattr(self.view, thing) if thing else self.view, method)()

    @rule(times=st.integers(1, 3))
    def repeat_by_canvas(self, times):
        if len(self.nodes) < MOST_NODES:
            self.view.structure.repeat(times)

    @rule()
    def colour(self):
        self.view.noting.paint("green")

    @rule()
    def frame(self):
        self.view.noting.frame()

    @rule(direction=st.sampled_from(["TB", "LR"]))
    def turn(self, direction):
        self.scene.set_direction(direction)

    @invariant()
    def scene_and_document_agree(self):
        graph, scene = self.document.graph, self.scene
        shown = [item for item in scene.items() if isinstance(item, NodeItem | EdgeItem | NoteItem)]
        nodes = {item.node_id: item for item in shown if isinstance(item, NodeItem)}
        assert nodes == scene.node_items
        assert nodes.keys() == graph.nodes.keys()
        assert all((nodes[id].x(), nodes[id].y()) == (node.x, node.y) for id, node in graph.nodes.items())
        looks = Looks(self.document)
        assert all(item.look == looks.of(id) for id, item in nodes.items())
        assert {item.edge for item in shown if isinstance(item, EdgeItem)} == set(graph.edges)
        assert {item.note.id: item.note for item in shown if isinstance(item, NoteItem)} == self.document.notes
        assert self.document.selection.nodes <= graph.nodes.keys()
        assert self.document.selection.notes <= self.document.notes.keys()

    @invariant()
    def wires_begin_and_end_at_their_ports(self):
        for edge, wire in self.scene.edge_items.items():
            ends = (Port(edge.source, False, edge.source_port), Port(edge.target, True, edge.target_port))
            path = wire.path()
            for point, port in zip((path.pointAtPercent(0), path.currentPosition()), ends, strict=True):
                assert (point - self.scene.position_of(port)).manhattanLength() < 0.01

    def look(self):
        self.scene_and_document_agree()
        self.wires_begin_and_end_at_their_ports()

    def teardown(self):
        QGuiApplication.clipboard().clear()
        super().teardown()
        assert all(sentence.strip() for sentence in self.errors)
        self.view.close()
        self.view.deleteLater()


def test_the_canvas_shows_what_the_document_holds_whatever_is_done(qapp):
    run_state_machine_as_test(Drawing, settings=settings(max_examples=8, stateful_step_count=30, deadline=None))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_the_canvas_shows_what_the_document_holds_for_ten_thousand_steps(qapp):
    run_state_machine_as_test(Drawing, settings=settings(max_examples=100, stateful_step_count=101, deadline=None))


def test_what_is_done_and_undone_again_and_again_takes_no_more_memory(hands, chain):
    def once():
        hands.document.selection.set(chain)
        hands.view.editing.delete()
        hands.document.undo()
        hands.view.editing.duplicate()
        hands.document.undo()

    tracemalloc.start()
    for _ in range(150):  # what is kept for undo has its bounds; they are reached then
        once()
    gc.collect()
    num_items, before = len(hands.view.canvas_scene.items()), tracemalloc.get_traced_memory()[0]
    for _ in range(50):
        once()
    gc.collect()
    grown_kb = (tracemalloc.get_traced_memory()[0] - before) / 1024
    tracemalloc.stop()
    assert len(hands.view.canvas_scene.items()) == num_items
    assert grown_kb < 200
