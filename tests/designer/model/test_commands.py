"""The commands: what each does, and that it refuses in a sentence what it cannot do."""

import numpy as np
import pytest

from designer.model.change import Change
from designer.model.commands import (
    AddLayer,
    Arrange,
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
from designer.model.document import Document
from designer.model.graph import Edge
from designer.model.settings import TrainingSettings
from tests.designer.model.drawing import add, add_chain, layer_key, wire


@pytest.fixture
def document():
    return Document()


def both_ways(document, command):
    """Execute, and check that undo and redo give exactly the states before and after."""
    before = document.graph.to_json()
    document.execute(command)
    after = document.graph.to_json()
    document.undo()
    assert document.graph.to_json() == before
    document.redo()
    assert document.graph.to_json() == after


def edges(document):
    return [(edge.source, edge.target) for edge in document.graph.edges]


def test_an_added_layer_starts_with_what_the_layer_suggests(document):
    add(document, "Dense")
    assert document.graph.layers["layer1"].arguments == {"units": 32}


def test_added_layers_get_names_of_their_own(document):
    for _ in range(3):
        add(document, "Dense")
    assert [layer.name for layer in document.graph.layers.values()] == ["dense", "dense_1", "dense_2"]


def test_an_input_is_called_what_the_palette_calls_it(document):
    both_ways(document, AddLayer("InputLayer"))
    assert document.history.undo_text == "Add Input"
    assert next(iter(document.graph.layers.values())).name == "input"


def test_an_unknown_layer_is_refused_with_the_nearest_name(document):
    with pytest.raises(ValueError, match=r"'Dens'\. Did you mean 'Dense'"):
        document.execute(AddLayer("Dens"))
    assert not document.graph.nodes
    assert not document.history.can_undo


def test_an_impossible_argument_is_refused(document):
    with pytest.raises(ValueError, match="units must be a whole number of at least 1, not 0"):
        document.execute(AddLayer("Dense", arguments={"units": 0}))


def test_deleting_a_layer_in_a_chain_heals_the_wire(document):
    first, middle, last = add_chain(document, "InputLayer", "Dense", "Dense")
    both_ways(document, RemoveNodes([middle]))
    assert edges(document) == [(first, last)]


def test_deleting_without_healing_cuts(document):
    _, middle, _ = add_chain(document, "InputLayer", "Dense", "Dense")
    both_ways(document, RemoveNodes([middle], heal=False))
    assert edges(document) == []


def test_deleting_two_neighbours_heals_across_both(document):
    first, *middle, last = add_chain(document, "InputLayer", "Dense", "Dense", "Dense")
    both_ways(document, RemoveNodes(middle))
    assert edges(document) == [(first, last)]


def test_healing_keeps_the_port_of_a_merging_layer(document):
    a, b = add(document, "InputLayer"), add(document, "InputLayer")
    middle, total = add(document, "Dense"), add(document, "Add")
    wire(document, a, total, port=0)
    wire(document, b, middle)
    wire(document, middle, total, port=1)
    document.execute(RemoveNodes([middle]))
    assert document.graph.in_edges(total)[1] == Edge(b, 0, total, 1)


def test_a_merging_layer_cannot_be_healed(document):
    a, b, total, last = (add(document, name) for name in ("InputLayer", "InputLayer", "Add", "Dense"))
    wire(document, a, total, port=0)
    wire(document, b, total, port=1)
    wire(document, total, last)
    both_ways(document, RemoveNodes([total]))
    assert edges(document) == []


def test_deleting_selected_wires_along_with_nodes(document):
    a, b, c = add_chain(document, "InputLayer", "Dense", "Dense")
    both_ways(document, RemoveNodes([], edges=[Edge(b, 0, c, 0)]))
    assert edges(document) == [(a, b)]


def test_a_wire_selected_with_its_node_is_not_healed(document):
    a, b, _ = add_chain(document, "InputLayer", "Dense", "Dense")
    both_ways(document, RemoveNodes([b], edges=[Edge(a, 0, b, 0)]))
    assert edges(document) == []


def test_the_layer_goes_with_its_last_node_only(document):
    dense = add(document, "Dense")
    document.execute(ShareLayer(layer_key(document, dense)))
    document.execute(RemoveNodes([dense]))
    assert len(document.graph.layers) == 1
    both_ways(document, RemoveNodes(list(document.graph.nodes)))
    assert not document.graph.layers


def test_setting_a_parameter_changes_all_nodes_of_a_shared_layer(document):
    dense = add(document, "Dense")
    twin = ShareLayer(layer_key(document, dense))
    document.execute(twin)
    changes: list[Change] = []
    document.changed.connect(changes.append)
    both_ways(document, SetParameter(layer_key(document, dense), "units", 7))
    assert changes[0].layers_changed == {dense, twin.node_id}


def test_a_parameter_set_back_to_its_default_is_no_longer_mentioned(document):
    key = layer_key(document, add(document, "Dense"))
    both_ways(document, SetParameter(key, "use_bias", False))
    both_ways(document, SetParameter(key, "use_bias", True))
    assert document.graph.layers[key].arguments == {"units": 32}


@pytest.mark.parametrize(("name", "value", "sentence"), [
    ("units", "many", "units must be a whole number of at least 1, not 'many'"),
    ("unit", 3, "has no parameter 'unit'. Did you mean 'units'"),
    ("activation", "rellu", "activation"),
])  # fmt: skip
def test_an_impossible_value_is_refused_and_nothing_changes(document, name, value, sentence):
    key = layer_key(document, add(document, "Dense"))
    before = document.graph.to_json()
    with pytest.raises(ValueError, match=sentence):
        document.execute(SetParameter(key, name, value))
    assert document.graph.to_json() == before


def test_renaming(document):
    key = layer_key(document, add(document, "Dense"))
    both_ways(document, RenameLayer(key, " hidden "))
    assert document.graph.layers[key].name == "hidden"


def test_what_was_chosen_for_an_output_follows_its_new_name(document):
    key = layer_key(document, add(document, "Dense"))
    chosen = TrainingSettings(losses={"dense": "mae", "other": "mse"}, metrics={"dense": ("mse",)})
    document.execute(SetSettings(chosen))
    told = []
    document.settings_changed.connect(lambda: told.append(document.settings.losses))
    document.execute(RenameLayer(key, "price"))
    assert document.settings.losses == {"price": "mae", "other": "mse"}
    assert document.settings.metrics == {"price": ("mse",)}
    document.undo()
    assert document.settings == chosen
    assert len(told) == 2


@pytest.mark.parametrize(("name", "word"), [("", "needs a name"), ("a/b", "'/'"), ("dense", "already is a layer")])
def test_an_impossible_name_is_refused(document, name, word):
    add(document, "Dense")
    key = layer_key(document, add(document, "Flatten"))
    with pytest.raises(ValueError, match=word):
        document.execute(RenameLayer(key, name))
    assert document.graph.layers[key].name == "flatten"


def test_a_wire_that_would_close_a_cycle_is_refused(document):
    _, first, second = add_chain(document, "InputLayer", "Add", "Dense")
    with pytest.raises(ValueError, match="'add' already leads to 'dense'"):
        document.execute(Connect(Edge(second, 0, first, 1)))


def test_removing_a_wire_that_is_not_there_is_refused(document):
    a, b = add(document, "InputLayer"), add(document, "Dense")
    with pytest.raises(ValueError, match="no such wire"):
        document.execute(Disconnect(Edge(a, 0, b, 0)))


def test_a_node_dropped_on_a_wire_is_spliced_in(document):
    first, last = add_chain(document, "InputLayer", "Dense")
    middle = add(document, "Flatten")
    both_ways(document, Splice(middle, Edge(first, 0, last, 0)))
    assert edges(document) == [(first, middle), (middle, last)]


def test_an_input_cannot_be_spliced_in(document):
    first, last = add_chain(document, "InputLayer", "Dense")
    other = add(document, "InputLayer")
    with pytest.raises(ValueError, match="'input_1' cannot be put into this wire"):
        document.execute(Splice(other, Edge(first, 0, last, 0)))


def test_an_input_cannot_be_shared(document):
    key = layer_key(document, add(document, "InputLayer"))
    with pytest.raises(ValueError, match="is an input"):
        document.execute(ShareLayer(key))


def test_a_layer_made_independent_keeps_a_copy_of_the_weights(document):
    dense = add(document, "Dense")
    twin = ShareLayer(layer_key(document, dense))
    document.execute(twin)
    kernel = np.ones((2, 2), np.float32)
    document.set_weights({layer_key(document, dense): [kernel]})
    both_ways(document, UnshareLayer(twin.node_id))
    own = layer_key(document, twin.node_id)
    assert own != layer_key(document, dense)
    assert document.graph.layers[own].name == "dense_1"
    assert document.weights[own][0] is kernel


def test_a_node_in_the_middle_can_be_an_output(document):
    _, middle, last = add_chain(document, "InputLayer", "Dense", "Dense")
    both_ways(document, MarkOutputs(middle, [0]))
    assert document.graph.outputs() == [middle, last]


def test_moving_leaves_the_report_alone(document):
    dense = add(document, "Dense")
    report = document.report
    both_ways(document, MoveNodes({dense: (10, 20)}))
    assert (document.graph.nodes[dense].x, document.graph.nodes[dense].y) == (10.0, 20.0)
    assert document.report is report


def test_arranging_is_one_step_of_its_own(document):
    ids = add_chain(document, "InputLayer", "Dense")
    document.execute(MoveNodes(dict.fromkeys(ids, (1, 1))))
    both_ways(document, Arrange(dict.fromkeys(ids, (2, 2))))
    assert document.history.entries[-2:] == ["Move 2 layers", "Arrange"]


def test_settings_and_data_are_steps_too(document):
    seen = []
    document.settings_changed.connect(lambda: seen.append(document.settings.epochs))
    document.data_changed.connect(lambda: seen.append(document.data_name))
    document.execute(SetSettings(TrainingSettings(epochs=3)))
    document.execute(SetData("digits"))
    document.undo()
    document.undo()
    assert seen == [3, "digits", "", None]


def test_a_compound_is_one_step(document):
    ids = [document.new_node_id() for _ in range(2)]
    steps = [
        AddLayer("InputLayer", node_id=ids[0]),
        AddLayer("Dense", node_id=ids[1]),
        Connect(Edge(ids[0], 0, ids[1], 0)),
    ]
    both_ways(document, Compound("Add two layers", steps))
    assert document.history.entries == ["Add two layers"]
    assert edges(document) == [(ids[0], ids[1])]


def test_a_compound_that_fails_half_way_changes_nothing(document):
    node_id = document.new_node_id()
    steps = [AddLayer("Dense", node_id=node_id), Connect(Edge(node_id, 0, node_id, 0))]
    with pytest.raises(ValueError, match="cannot feed itself"):
        document.execute(Compound("Nonsense", steps))
    assert not document.graph.nodes
    assert not document.history.can_undo


def test_a_compound_reports_what_remains_different(document):
    node_id = document.new_node_id()
    changes: list[Change] = []
    document.changed.connect(changes.append)
    document.execute(Compound("Come and go", [AddLayer("Dense", node_id=node_id), RemoveNodes([node_id])]))
    assert changes == [Change()]
