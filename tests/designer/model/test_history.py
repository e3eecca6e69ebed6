"""The history: steps, merging, the saved state."""

import pytest

from designer.model.commands import Connect, MoveNodes, RemoveNodes, RenameLayer, SetParameter, SetSettings
from designer.model.document import Document
from designer.model.graph import Edge
from designer.model.history import MERGE_WITHIN_S, History
from designer.model.settings import TrainingSettings
from tests.designer.model.drawing import add, layer_key


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def document(clock):
    document = Document()
    document.history = History(document, clock)
    return document


def test_undo_and_redo_name_their_steps(document):
    key = layer_key(document, add(document, "Dense"))
    document.execute(RenameLayer(key, "hidden"))
    document.undo()
    assert (document.history.undo_text, document.history.redo_text) == ("Add Dense", "Rename to hidden")
    assert document.history.entries == ["Add Dense", "Rename to hidden"]
    assert document.history.position == 1


def test_undo_selects_what_was_selected_before_the_step_and_redo_what_was_after_it(document):
    first, second = add(document, "Dense"), add(document, "Flatten")
    document.execute(Connect(edge := Edge(first, 0, second, 0)))
    document.selection.set([second, first], [edge])
    document.execute(RemoveNodes([first, second]))
    third = add(document, "Dropout")
    document.selection.set([third])
    document.undo()
    assert document.selection.all == ((), (), ())
    document.undo()
    assert document.selection.all == ((second, first), (edge,), ())
    document.redo()
    document.redo()
    assert document.selection.all == ((third,), (), ())


def test_undo_of_steps_that_are_one_selects_what_was_selected_before_the_first(document):
    first, second = add(document, "Dense"), add(document, "Dense")
    document.mark_saved()
    document.selection.set([first])
    document.execute(MoveNodes({first: (1.0, 1.0)}))
    document.selection.set([second])
    document.execute(MoveNodes({first: (2.0, 2.0)}))
    document.undo()
    assert document.graph.nodes[first].x == 0.0
    assert document.selection.nodes_in_order == (first,)


def test_a_new_step_drops_what_was_undone(document):
    add(document, "Dense")
    document.undo()
    add(document, "Flatten")
    assert document.history.entries == ["Add Flatten"]
    assert not document.history.can_redo


def test_undo_and_redo_with_nothing_to_do_do_nothing(document):
    document.undo()
    document.redo()
    assert document.history.position == 0


def test_values_typed_in_one_go_are_one_step(document):
    key = layer_key(document, add(document, "Dense"))
    for units in (1, 12, 128):
        document.execute(SetParameter(key, "units", units))
    assert document.history.entries == ["Add Dense", "Set units of dense"]
    document.undo()
    assert document.graph.layers[key].arguments == {"units": 32}
    document.redo()
    assert document.graph.layers[key].arguments == {"units": 128}


def test_values_typed_later_are_another_step(document, clock):
    key = layer_key(document, add(document, "Dense"))
    document.execute(SetParameter(key, "units", 1))
    clock.now += MERGE_WITHIN_S + 0.1
    document.execute(SetParameter(key, "units", 2))
    assert document.history.position == 3


def test_another_parameter_is_another_step(document):
    key = layer_key(document, add(document, "Dense"))
    document.execute(SetParameter(key, "units", 1))
    document.execute(SetParameter(key, "use_bias", False))
    assert document.history.position == 3


def test_moves_of_the_same_nodes_are_one_step(document):
    dense, other = add(document, "Dense"), add(document, "Dense")
    for x in range(5):
        document.execute(MoveNodes({dense: (x, 0)}))
    document.execute(MoveNodes({other: (1, 0)}))
    assert document.history.entries[2:] == ["Move dense", "Move dense_1"]
    document.undo()
    document.undo()
    assert document.graph.nodes[dense].x == 0


def test_settings_changed_in_one_go_are_one_step(document):
    for epochs in (1, 10, 100):
        document.execute(SetSettings(TrainingSettings(epochs=epochs)))
    document.undo()
    assert document.settings == TrainingSettings()
    document.redo()
    assert document.settings.epochs == 100


def test_nothing_merges_into_a_step_that_was_undone_to(document):
    key = layer_key(document, add(document, "Dense"))
    document.execute(SetParameter(key, "units", 1))
    document.execute(RenameLayer(key, "hidden"))
    document.undo()
    document.execute(SetParameter(key, "units", 2))
    assert document.history.position == 3


def test_a_document_is_modified_until_it_is_saved(document):
    assert not document.is_modified
    add(document, "Dense")
    assert document.is_modified
    document.mark_saved()
    assert not document.is_modified
    document.undo()
    assert document.is_modified
    document.redo()
    assert not document.is_modified


def test_a_step_after_saving_does_not_merge_into_the_saved_state(document):
    key = layer_key(document, add(document, "Dense"))
    document.execute(SetParameter(key, "units", 1))
    document.mark_saved()
    document.execute(SetParameter(key, "units", 2))
    assert document.is_modified


def test_a_saved_state_that_was_undone_and_overwritten_cannot_come_back(document):
    add(document, "Dense")
    document.mark_saved()
    document.undo()
    add(document, "Flatten")
    assert document.is_modified


def test_one_can_go_to_any_step(document):
    for _ in range(4):
        add(document, "Dense")
    document.history.go_to(1)
    assert len(document.graph.nodes) == 1
    document.history.go_to(99)
    assert len(document.graph.nodes) == 4
