"""Nested models: made of a selection, dissolved, shared, kept in files; the network stays what it was."""

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.model import clipboard
from designer.model.commands import Arrange, SetParameter, ShareLayer, UnshareLayer
from designer.model.compiler import compile_graph, graph_from_model
from designer.model.dissolving import DissolveModel
from designer.model.document import Document
from designer.model.framing import nodes_in
from designer.model.grouping import GroupNodes
from designer.model.level import Level
from designer.model.notes import ChangeNotes, Note, new_note_ids
from designer.model.settings import TrainingSettings
from tests.designer.model.drawing import add, layer_key, wire
from tests.designer.model.nesting import group, predictions, same, trained

# ---- grouping -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", [(1,), (1, 2), (2, 3), (1, 2, 3)])
def test_a_grouped_selection_computes_what_it_computed(mlp, chosen):
    trained(mlp)
    before, total = predictions(mlp), mlp.report.total_params
    group(mlp, *(mlp.ids[n] for n in chosen))
    assert mlp.report.is_valid
    assert mlp.report.total_params == total
    same(predictions(mlp), before)
    mlp.undo()
    same(predictions(mlp), before)
    mlp.redo()
    same(predictions(mlp), before)


def test_the_ports_are_the_wires_that_cross_the_border(branching):
    _a, left, right, total, end = branching.ids
    node_id = group(branching, total, end)
    graph = branching.graph
    assert {(e.source, e.target_port) for e in graph.in_edges(node_id)} == {(left, 0), (right, 1)}
    inner = graph.layer_of(node_id).inner
    assert [inner.layer_of(id).arguments["shape"] for id in inner.inputs()] == [[6], [6]]
    assert branching.report.facts[node_id].output_shapes == ((None, 2),)


def test_a_tensor_that_feeds_two_of_the_group_enters_once(branching):
    _a, left, right, _total, _end = branching.ids
    node_id = group(branching, left, right)
    assert len(branching.graph.in_edges(node_id)) == 1
    assert [edge.source_port for edge in branching.graph.out_edges(node_id)] == [0, 1]
    assert branching.report.is_valid


def test_inputs_stay_outside_when_everything_is_grouped(branching):
    trained(branching)
    before = predictions(branching)
    node_id = group(branching, *branching.ids)
    assert set(branching.graph.nodes) == {branching.ids[0], node_id}
    same(predictions(branching), before)


def test_what_was_marked_as_an_output_stays_one(branching):
    from designer.model.commands import MarkOutputs

    _a, left, right, _total, _end = branching.ids
    branching.execute(MarkOutputs(left, [0]))
    trained(branching)
    before = predictions(branching)
    node_id = group(branching, left, right)
    assert branching.graph.nodes[node_id].output_ports == (0,)
    same(predictions(branching), before)
    branching.execute(DissolveModel([node_id]))
    same(predictions(branching), before)


def test_the_loss_chosen_for_an_output_follows_into_the_group(mlp):
    mlp.settings = TrainingSettings(losses={"dense_2": "mse"})
    group(mlp, *mlp.ids[2:], name="head")
    assert mlp.settings.losses == {"head": "mse"}
    mlp.undo()
    assert mlp.settings.losses == {"dense_2": "mse"}


def test_a_group_that_would_close_a_cycle_is_refused(mlp):
    before = mlp.graph.to_json()
    with pytest.raises(ValueError, match=r"would close a cycle: it feeds 'dense_1'"):
        group(mlp, mlp.ids[1], mlp.ids[3])
    assert mlp.graph.to_json() == before


def test_a_group_that_would_split_a_shared_layer_is_refused(mlp):
    mlp.execute(share := ShareLayer(layer_key(mlp, mlp.ids[1])))
    wire(mlp, mlp.ids[0], share.node_id)
    with pytest.raises(ValueError, match=r"'dense' is shared with a node outside"):
        group(mlp, mlp.ids[1])
    group(mlp, mlp.ids[1], share.node_id)
    assert mlp.report.is_valid


def test_a_group_of_inputs_alone_is_refused(mlp):
    with pytest.raises(ValueError, match="inputs stay outside"):
        group(mlp, mlp.ids[0])


def test_what_enters_must_be_known():
    document = Document()
    first, second = add(document, "Dense", units=2), add(document, "Dense", units=2)
    wire(document, first, second)
    with pytest.raises(ValueError, match="not known yet what 'dense' gives"):
        group(document, second)


def test_groups_can_be_grouped(mlp):
    trained(mlp)
    before = predictions(mlp)
    outer = group(mlp, group(mlp, *mlp.ids[1:3], name="inner"), mlp.ids[3], name="outer")
    same(predictions(mlp), before)
    mlp.execute(dissolve := DissolveModel([outer]))
    (inner,) = [id for id in dissolve.new_ids if mlp.graph.layer_of(id).inner]
    mlp.execute(DissolveModel([inner]))
    assert {layer.name for layer in mlp.graph.layers.values()} == {"input", "dense", "dense_1", "dense_2"}
    same(predictions(mlp), before)


def frame_around(document, *node_ids, text="Hidden layers"):
    nodes = [document.graph.nodes[id] for id in node_ids]
    x, y = min(node.x for node in nodes) - 16, min(node.y for node in nodes) - 32
    right, bottom = max(node.x for node in nodes) + 224, max(node.y for node in nodes) + 80
    id = new_note_ids(document.notes)[0]
    document.execute(ChangeNotes({id: Note(id, text, x, y, right - x, bottom - y)}))
    return id


def spread(document):
    document.execute(Arrange({id: (8.0, 160.0 * number) for number, id in enumerate(document.ids)}))


def test_a_frame_around_grouped_layers_goes_inside_and_undo_brings_it_back(mlp):
    spread(mlp)
    frame = frame_around(mlp, *mlp.ids[1:3])
    before = dict(mlp.notes)
    node_id = group(mlp, *mlp.ids[1:3])
    assert mlp.notes == {}
    assert set(Level(mlp, node_id).notes) == {frame}
    mlp.undo()
    assert mlp.notes == before
    mlp.redo()
    assert mlp.notes == {}


def test_a_frame_around_other_layers_too_stays_outside(mlp):
    spread(mlp)
    frame = frame_around(mlp, *mlp.ids[1:])
    group(mlp, *mlp.ids[1:3])
    assert set(mlp.notes) == {frame}


def test_a_note_goes_inside_only_if_it_is_chosen(mlp):
    mlp.execute(ChangeNotes({id: Note(id, "Why?", 500) for id in ("note1", "note2")}))
    mlp.execute(command := GroupNodes(mlp.ids[1:3], note_ids=["note2"]))
    assert set(mlp.notes) == {"note1"}
    assert set(Level(mlp, command.node_id).notes) == {"note2"}


def test_a_frame_comes_out_again_where_it_was(mlp):
    spread(mlp)
    frame_around(mlp, *mlp.ids[1:3])
    before = {(note.text, note.x, note.y, note.width, note.height) for note in mlp.notes.values()}
    mlp.execute(DissolveModel([group(mlp, *mlp.ids[1:3])]))
    assert {(note.text, note.x, note.y, note.width, note.height) for note in mlp.notes.values()} == before
    mlp.undo()
    assert mlp.notes == {}


def test_each_node_of_a_shared_model_leaves_its_frame(mlp):
    spread(mlp)
    frame_around(mlp, mlp.ids[1])
    node_id = group(mlp, mlp.ids[1])
    mlp.execute(share := ShareLayer(layer_key(mlp, node_id), 600.0))
    wire(mlp, mlp.ids[0], share.node_id)
    mlp.execute(dissolve := DissolveModel([node_id, share.node_id]))
    assert [nodes_in(note, mlp.graph) for note in mlp.notes.values()] == [[id] for id in dissolve.new_ids]


# ---- dissolving -----------------------------------------------------------------------------------------------


def test_dissolving_gives_the_layers_back_with_names_and_weights(branching):
    trained(branching)
    before, names = predictions(branching), {layer.name for layer in branching.graph.layers.values()}
    branching.execute(DissolveModel([group(branching, *branching.ids[1:4])]))
    assert {layer.name for layer in branching.graph.layers.values()} == names
    same(predictions(branching), before)
    branching.history.go_to(branching.history.position - 2)
    same(predictions(branching), before)


def test_the_two_nodes_of_a_shared_model_are_dissolved_together(mlp):
    node_id = group(mlp, mlp.ids[1])
    mlp.execute(share := ShareLayer(layer_key(mlp, node_id)))
    wire(mlp, mlp.ids[0], share.node_id)
    trained(mlp)
    before = predictions(mlp)
    with pytest.raises(ValueError, match="is shared with 1 other node"):
        mlp.execute(DissolveModel([node_id]))
    mlp.execute(DissolveModel([node_id, share.node_id]))
    assert len(mlp.graph.layers) == 4
    same(predictions(mlp), before)


def test_a_frozen_model_leaves_frozen_layers(mlp):
    node_id = group(mlp, *mlp.ids[1:3])
    mlp.execute(SetParameter(layer_key(mlp, node_id), "trainable", False))
    trainable = mlp.report.total_trainable
    mlp.execute(DissolveModel([node_id]))
    assert mlp.report.total_trainable == trainable == 5 * 3 + 3


def test_only_nested_models_dissolve(mlp):
    with pytest.raises(ValueError, match="Select a nested model"):
        mlp.execute(DissolveModel([mlp.ids[1]]))


# ---- sharing --------------------------------------------------------------------------------------------------


def test_a_shared_model_has_one_inside(opened):
    document, level = opened
    document.execute(share := ShareLayer(level.layer_key))
    wire(document, document.ids[0], share.node_id)
    twin = Level(document, share.node_id)
    level.execute(SetParameter(layer_key(level, document.ids[2]), "units", 9))
    assert twin.graph is level.graph
    assert document.report.facts[share.node_id].output_shapes == ((None, 9),)


def test_made_independent_it_has_a_copy_of_the_weights_and_an_inside_of_its_own(opened):
    document, level = opened
    document.execute(share := ShareLayer(level.layer_key))
    wire(document, document.ids[0], share.node_id)
    trained(document)
    before = predictions(document)
    document.execute(UnshareLayer(share.node_id))
    same(predictions(document), before)
    level.execute(SetParameter(layer_key(level, document.ids[2]), "units", 9))
    assert document.report.facts[share.node_id].output_shapes == ((None, 5),)


def test_a_shared_model_that_would_need_other_weights_is_a_problem(opened):
    document, level = opened
    document.execute(share := ShareLayer(level.layer_key))
    other = add(document, "InputLayer", shape=(9,))
    wire(document, other, share.node_id)
    assert not document.report.is_valid


# ---- files and clipboard --------------------------------------------------------------------------------------


def test_a_nested_model_travels_as_text(opened):
    document, level = opened
    other = Document()
    other.execute(clipboard.paste_command(clipboard.copy(document, [level.node_id])))
    (layer,) = other.graph.layers.values()
    assert layer.inner == document.graph.layers[level.layer_key].inner


@pytest.mark.parametrize("ending", [".keras", ".h5", ".nnd"])
def test_files_keep_the_levels_and_what_they_compute(opened, tmp_path, ending):
    from designer.formats.door import open_document, save_document

    document, _level = opened
    trained(document)
    before = predictions(document)
    save_document(document, tmp_path / f"m{ending}")
    again = open_document(tmp_path / f"m{ending}")
    assert [layer.name for layer in again.graph.layers.values() if layer.inner] == ["block"]
    same(predictions(again), before)


def test_a_nested_sequential_model_stays_one():
    from nn_core.layers import Dense, Input
    from nn_core.models import Model, Sequential

    inner = Sequential([Input((4,)), Dense(3)], name="stack")
    x = Input((4,))
    document = Document(graph_from_model(Model(x, inner(x))))
    assert type(compile_graph(document).get_layer("stack")) is Sequential


# ---- any network ----------------------------------------------------------------------------------------------

numbers = st.integers(0, 1000)


@st.composite
def networks(draw):
    """Draw a network of dense and merging layers on one input, all of the same width, some of them shared."""
    document = Document()
    ids = [add(document, "InputLayer", shape=(3,))]
    for _ in range(draw(st.integers(2, 8))):
        kind = draw(st.sampled_from(["dense", "add", "share"]))
        sources = [ids[draw(numbers) % len(ids)] for _ in range(2 if kind == "add" else 1)]
        dense = [id for id in ids if document.graph.layer_of(id).class_name == "Dense"]
        if kind == "share" and dense:
            document.execute(share := ShareLayer(layer_key(document, dense[draw(numbers) % len(dense)])))
            ids.append(share.node_id)
        else:
            ids.append(add(document, "Add" if kind == "add" else "Dense", **({} if kind == "add" else {"units": 3})))
        for port, source in enumerate(sources):
            wire(document, source, ids[-1], port=port)
    return document


@given(networks(), st.lists(numbers, min_size=1, max_size=4), st.lists(numbers, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_grouping_and_dissolving_change_nothing_a_network_computes(document, first, second):
    if not document.report.is_valid:
        return
    trained(document)
    start, before = document.graph.to_json(), predictions(document, (3,))
    made = []
    for chosen in (first, second):
        nodes = list(document.graph.nodes)
        with contextlib.suppress(ValueError):
            made.append(group(document, *{nodes[each % len(nodes)] for each in chosen}))
        alike(predictions(document, (3,)), before)
    for _ in made:
        nested = [key for key, layer in document.graph.layers.items() if layer.inner is not None]
        document.execute(DissolveModel(document.graph.nodes_of(nested[0])))
        alike(predictions(document, (3,)), before)
    assert document.report.total_params == sum(w.size for each in document.weights.values() for w in each)
    document.history.go_to(document.history.position - 2 * len(made))
    assert document.graph.to_json() == start
    same(predictions(document, (3,)), before)


def alike(found, expected):
    """Compare the outputs of models whose outputs may have changed places."""
    assert len(found) == len(expected)
    for x in expected:
        assert any(np.allclose(x, y, rtol=1e-4, atol=1e-5) for y in found)
