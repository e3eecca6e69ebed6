"""Properties: whatever is done, undoing all of it gives the beginning back, and redoing all of it the end."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from designer.model import clipboard
from designer.model.arrange import arrange
from designer.model.commands import (
    AddLayer,
    Arrange,
    Command,
    Compound,
    Connect,
    Disconnect,
    MarkOutputs,
    MoveNodes,
    RemoveNodes,
    RenameLayer,
    SetData,
    SetParameter,
    SetSettings,
    ShareLayer,
    Splice,
    UnshareLayer,
)
from designer.model.dissolving import DissolveModel
from designer.model.document import Document
from designer.model.graph import Edge, Graph
from designer.model.grouping import GroupNodes
from designer.model.inference import Inference
from designer.model.inside import Inside
from designer.model.notes import ChangeNotes, Note, new_note_ids, notes_to_json
from designer.model.repeating import RepeatNodes

CLASSES = ["InputLayer", "Dense", "Flatten", "Add", "Concatenate", "Reshape", "Dropout"]
numbers = st.integers(0, 10_000)


def state(document: Document) -> tuple[Any, ...]:
    return document.graph.to_json(), document.settings, document.data_name, notes_to_json(document.notes)


def pick(items, number):
    return items[number % len(items)]


class Editing(RuleBasedStateMachine):
    """A user who does anything at all."""

    def __init__(self) -> None:
        super().__init__()
        self.document = Document()
        self.start = state(self.document)
        self.reports = 0
        self.document.checked.connect(self._count)

    def _count(self) -> None:
        self.reports += 1

    def attempt(self, command: Command) -> None:
        """Execute; what is impossible must say so in a sentence and change nothing."""
        before = state(self.document)
        try:
            self.document.execute(command)
        except ValueError as error:
            assert str(error).strip().endswith((".", "?")), str(error)
            assert state(self.document) == before

    @property
    def nodes(self) -> list[str]:
        return list(self.document.graph.nodes)

    @rule(class_name=st.sampled_from(CLASSES), x=numbers)
    def add(self, class_name, x):
        self.attempt(AddLayer(class_name, x, x))

    @precondition(lambda self: self.nodes)
    @rule(a=numbers, b=numbers, port=st.integers(0, 3))
    def connect(self, a, b, port):
        self.attempt(Connect(Edge(pick(self.nodes, a), 0, pick(self.nodes, b), port)))

    @precondition(lambda self: self.document.graph.edges)
    @rule(a=numbers)
    def disconnect(self, a):
        self.attempt(Disconnect(pick(self.document.graph.edges, a)))

    @precondition(lambda self: self.nodes)
    @rule(chosen=st.lists(numbers, min_size=1, max_size=3), heal=st.booleans())
    def remove(self, chosen, heal):
        self.attempt(RemoveNodes({pick(self.nodes, each) for each in chosen}, heal))

    @precondition(lambda self: self.nodes)
    @rule(a=numbers, x=numbers)
    def move(self, a, x):
        self.attempt(MoveNodes({pick(self.nodes, a): (x, -x)}))

    @precondition(lambda self: self.nodes)
    @rule(a=numbers, units=st.integers(-1, 50))
    def set_parameter(self, a, units):
        key = self.document.graph.nodes[pick(self.nodes, a)].layer_key
        self.attempt(SetParameter(key, "units", units))

    @precondition(lambda self: self.nodes)
    @rule(a=numbers, name=st.sampled_from(["", "hidden", "a/b", "out"]))
    def rename(self, a, name):
        self.attempt(RenameLayer(self.document.graph.nodes[pick(self.nodes, a)].layer_key, name))

    @precondition(lambda self: self.nodes)
    @rule(a=numbers)
    def share(self, a):
        self.attempt(ShareLayer(self.document.graph.nodes[pick(self.nodes, a)].layer_key))

    @precondition(lambda self: self.nodes)
    @rule(a=numbers)
    def unshare(self, a):
        self.attempt(UnshareLayer(pick(self.nodes, a)))

    @precondition(lambda self: self.document.graph.edges)
    @rule(a=numbers, b=numbers)
    def splice(self, a, b):
        self.attempt(Splice(pick(self.nodes, a), pick(self.document.graph.edges, b)))

    @precondition(lambda self: self.nodes)
    @rule(chosen=st.lists(numbers, min_size=1, max_size=4), has_notes=st.booleans())
    def paste(self, chosen, has_notes):
        notes = list(self.document.notes)[-2:] if has_notes else []
        text = clipboard.copy(self.document, {pick(self.nodes, each) for each in chosen}, notes)
        self.attempt(clipboard.paste_command(text))

    @precondition(lambda self: self.nodes)
    @rule(chosen=st.lists(numbers, min_size=1, max_size=3))
    def frame_nodes(self, chosen):
        nodes = [self.document.graph.nodes[pick(self.nodes, each)] for each in chosen]
        x, y = min(node.x for node in nodes) - 16, min(node.y for node in nodes) - 32
        width, height = max(node.x for node in nodes) - x + 224, max(node.y for node in nodes) - y + 80
        (id,) = new_note_ids(self.document.notes)
        self.attempt(ChangeNotes({id: Note(id, "frame", x, y, width, height)}))

    @precondition(lambda self: self.document.notes)
    @rule(a=numbers, is_gone=st.booleans())
    def change_note(self, a, is_gone):
        id = pick(sorted(self.document.notes), a)
        self.attempt(ChangeNotes({id: None if is_gone else replace(self.document.notes[id], text=f"{a}")}))

    @precondition(lambda self: self.nodes)
    @rule(a=numbers, ports=st.lists(st.integers(0, 1), max_size=2))
    def mark(self, a, ports):
        self.attempt(MarkOutputs(pick(self.nodes, a), ports))

    @precondition(lambda self: self.nodes)
    @rule(a=numbers, b=numbers)
    def compound(self, a, b):
        node_id = self.document.new_node_id()
        steps = [AddLayer("Dense", node_id=node_id), Connect(Edge(pick(self.nodes, a), 0, node_id, 0))]
        self.attempt(Compound("Several", [*steps, Connect(Edge(node_id, 0, pick(self.nodes, b), 0))]))

    @precondition(lambda self: self.nodes)
    @rule(chosen=st.lists(numbers, min_size=1, max_size=5))
    def group(self, chosen):
        self.attempt(GroupNodes({pick(self.nodes, each) for each in chosen}, note_ids=list(self.document.notes)[:1]))

    @property
    def nested(self) -> list[str]:
        return [id for id in self.nodes if self.document.graph.layer_of(id).inner is not None]

    @precondition(lambda self: self.nested)
    @rule(a=numbers)
    def dissolve(self, a):
        key = self.document.graph.nodes[pick(self.nested, a)].layer_key
        self.attempt(DissolveModel(self.document.graph.nodes_of(key)))

    @precondition(lambda self: self.nested)
    @rule(a=numbers, b=numbers, c=numbers)
    def edit_inside(self, a, b, c):
        key = self.document.graph.nodes[pick(self.nested, a)].layer_key
        inner = self.document.graph.layers[key].inner
        nodes = list(inner.nodes) or ["none"]
        commands = [
            AddLayer("Dense"),
            RemoveNodes([pick(nodes, b)], heal=bool(c % 2)),
            Connect(Edge(pick(nodes, b), 0, pick(nodes, c), 0)),
            GroupNodes([pick(nodes, b), pick(nodes, c)]),
            MoveNodes({pick(nodes, b): (c, c)}),
            ChangeNotes({"note1": Note("note1", "inside", c)}),
        ]
        self.attempt(Inside(key, pick(commands, b + c)))

    @precondition(lambda self: self.nodes)
    @rule(chosen=st.lists(numbers, min_size=1, max_size=3), times=st.integers(1, 3))
    def repeat(self, chosen, times):
        self.attempt(RepeatNodes({pick(self.nodes, each) for each in chosen}, times))

    @rule()
    def rearrange(self):
        self.attempt(Arrange(arrange(self.document.graph)))

    @rule(epochs=st.integers(1, 9), name=st.sampled_from(["", "digits", "iris"]))
    def train_otherwise(self, epochs, name):
        self.attempt(SetSettings(replace(self.document.settings, epochs=epochs)))
        self.attempt(SetData(name))

    @rule(steps=st.integers(1, 5))
    def undo_some(self, steps):
        self.document.history.go_to(self.document.history.position - steps)

    @rule(steps=st.integers(1, 5))
    def redo_some(self, steps):
        self.document.history.go_to(self.document.history.position + steps)

    @invariant()
    def wires_end_at_nodes_and_ports_are_taken_once(self):
        graph = self.document.graph
        assert all(edge.source in graph.nodes and edge.target in graph.nodes for edge in graph.edges)
        ports = [(edge.target, edge.target_port) for edge in graph.edges]
        assert len(set(ports)) == len(ports)

    @invariant()
    def every_layer_is_used(self):
        used = {node.layer_key for node in self.document.graph.nodes.values()}
        assert used == set(self.document.graph.layers)
        names = [layer.name for layer in self.document.graph.layers.values()]
        assert len(set(names)) == len(names)

    @invariant()
    def what_was_inferred_step_by_step_is_what_is_inferred_anew(self):
        assert self.document.report.facts == Inference().facts(self.document.graph)

    def teardown(self):
        history = self.document.history
        end, position = state(self.document), history.position
        assert Graph.from_json(end[0]).to_json() == end[0]
        history.go_to(0)
        assert state(self.document) == self.start
        self.look()
        history.go_to(len(history.entries))
        history.go_to(position)
        assert state(self.document) == end
        self.look()

    def look(self):
        """See whether what is shown agrees with the document; here nothing is shown."""


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)


@given(st.lists(st.tuples(numbers, numbers), max_size=30), st.integers(1, 15))
def test_any_graph_survives_json_and_can_be_arranged(pairs, count):
    document = Document()
    ids = [document.new_node_id() for _ in range(count)]
    for id in ids:
        document.execute(AddLayer("Add", node_id=id))
    for port, (a, b) in enumerate(pairs):
        edge = Edge(pick(ids, a), 0, pick(ids, b), port)
        if edge.source != edge.target:
            document.graph.add_edge(edge)  # cycles included: a file may have them
    assert Graph.from_json(document.graph.to_json()) == document.graph
    places = arrange(document.graph)
    assert places.keys() == document.graph.nodes.keys()
    assert len(set(places.values())) == count
