"""Nested models: made of a selection, dissolved, edited inside, shared, repeated; the network stays what it was."""

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from designer.model import clipboard
from designer.model.commands import Connect, MoveNodes, RemoveNodes, RenameLayer, SetParameter, ShareLayer, UnshareLayer
from designer.model.compiler import compile_graph, graph_from_model, store_weights
from designer.model.dissolving import DissolveModel
from designer.model.document import Document
from designer.model.graph import Edge
from designer.model.grouping import GroupNodes
from designer.model.level import Level
from designer.model.repeating import RepeatNodes
from designer.model.settings import TrainingSettings
from tests.designer.model.drawing import add, add_chain, layer_key, wire


@pytest.fixture
def mlp():
    """Input(4), Dense(8), Dense(5), Dense(3)."""
    document = Document()
    layers = [("Dense", {"units": units}) for units in (8, 5, 3)]
    document.ids = add_chain(document, ("InputLayer", {"shape": (4,)}), *layers)
    return document


@pytest.fixture
def branching():
    """Two branches from one input, added, with a second output of one branch."""
    document = Document()
    a = add(document, "InputLayer", shape=(4,))
    left, right, total, end = (add(document, each, **kwargs) for each, kwargs in (
        ("Dense", {"units": 6}), ("Dense", {"units": 6}), ("Add", {}), ("Dense", {"units": 2})))  # fmt: skip
    wire(document, a, left, total, end)
    wire(document, a, right)
    wire(document, right, total, port=1)
    document.ids = [a, left, right, total, end]
    return document


def predictions(document, shape=(4,)):
    x = np.random.default_rng(3).normal(size=(5, *shape)).astype("float32")
    given = compile_graph(document).predict(x, verbose=0)
    return [np.asarray(each) for each in (given if isinstance(given, list) else [given])]


def trained(document):
    """Give every layer weights that are its own and known."""
    store_weights(document, compile_graph(document))
    return document


def group(document, *node_ids, name="block"):
    command = GroupNodes(node_ids, name)
    document.execute(command)
    return command.node_id


def same(a, b):
    assert len(a) == len(b)
    for x, y in zip(a, b, strict=True):
        np.testing.assert_allclose(x, y, rtol=1e-6, atol=1e-6)


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


# ---- the inside -----------------------------------------------------------------------------------------------


@pytest.fixture
def opened(mlp):
    """The document with its two inner Dense grouped, and the level inside."""
    return mlp, Level(mlp, group(mlp, *mlp.ids[1:3]))


def test_a_step_inside_is_a_step_of_the_document(opened):
    document, level = opened
    dense = document.ids[2]
    level.execute(SetParameter(layer_key(level, dense), "units", 9))
    assert document.report.facts[level.node_id].output_shapes == ((None, 9),)
    assert level.report.facts[dense].output_shapes == ((None, 9),)
    assert document.history.undo_text == "Set units of dense_1"
    document.undo()
    assert level.report.facts[dense].output_shapes == ((None, 5),)


def test_the_level_tells_exactly_what_changed(opened):
    document, level = opened
    changes = []
    level.changed.connect(changes.append)
    level.execute(MoveNodes({document.ids[1]: (80.0, 40.0)}))
    level.execute(RemoveNodes([document.ids[1]]))
    document.undo()
    assert changes[0].nodes_moved == {document.ids[1]}
    assert not changes[0].touches_model
    assert changes[1].nodes_removed == changes[2].nodes_added == {document.ids[1]}
    assert changes[1].edges_added == changes[2].edges_removed


def test_moves_inside_shortly_after_one_another_are_one_step(opened):
    document, level = opened
    for x in (8.0, 16.0, 24.0):
        level.execute(MoveNodes({document.ids[1]: (x, 0.0)}))
    position = document.history.position
    document.undo()
    assert document.history.position == position - 1
    assert level.graph.nodes[document.ids[1]].x == 0.0
    document.redo()
    assert level.graph.nodes[document.ids[1]].x == 24.0


def test_weights_of_the_layers_inside_survive_an_edit_beside_them(opened):
    document, level = opened
    trained(document)
    kept = compile_graph(document).get_layer("block").get_layer("dense").get_weights()
    level.execute(SetParameter(layer_key(level, document.ids[2]), "units", 9))
    same(compile_graph(document).get_layer("block").get_layer("dense").get_weights(), kept)


def test_wires_stay_with_their_tensor_when_ports_come_and_go(branching):
    _a, left, right, _total, _end = branching.ids
    level = Level(branching, group(branching, left, right))
    level.execute(RemoveNodes([left], heal=False))
    (wire_left,) = [e for e in branching.graph.out_edges(level.node_id) if e.target_port == 1]
    assert wire_left.source_port == 0  # the other tensor is the first now
    branching.undo()
    assert [e.source_port for e in branching.graph.out_edges(level.node_id)] == [0, 1]


def test_a_layer_put_behind_the_last_inside_feeds_what_was_fed(opened):
    document, level = opened
    behind = add(level, "Dense", units=7)
    level.execute(Connect(Edge(document.ids[2], 0, behind, 0)))
    assert document.report.is_valid
    assert [(e.source_port, e.target) for e in document.graph.out_edges(level.node_id)] == [(0, document.ids[3])]
    assert document.report.facts[document.ids[3]].input_shapes == ((None, 7),)


def test_a_problem_inside_is_one_of_the_node_and_says_where(opened):
    document, level = opened
    lost = add(level, "Dense", name="lost", units=7)
    problem = next(each for each in document.report.errors if each.inside)
    assert problem.node_ids == (level.node_id,)
    assert problem.text == "Inside 'block': 'lost' has no input."
    assert problem.inside.node_ids == (lost,)
    assert level.report.errors[0] == problem.inside


def test_renaming_inside_does_not_touch_an_output_of_the_same_name(opened):
    document, level = opened
    document.settings = TrainingSettings(losses={"dense_1": "mse"})
    level.execute(RenameLayer(layer_key(level, document.ids[2]), "other"))
    assert document.settings.losses == {"dense_1": "mse"}


def test_what_enters_is_known_inside_when_it_changes(opened):
    document, level = opened
    document.execute(SetParameter(layer_key(document, document.ids[0]), "shape", [6]))
    assert any("(None, 4), but got (None, 6)" in each.text for each in level.report.errors)


def test_the_level_ends_when_its_node_is_gone(opened):
    document, level = opened
    closed = []
    level.closed.connect(lambda: closed.append(True))
    document.undo()
    assert closed == [True]
    assert not level.is_open


def test_levels_lie_in_levels(opened):
    document, level = opened
    inner = Level(level, group(level, document.ids[1], name="deep"))
    inner.execute(SetParameter(layer_key(inner, document.ids[1]), "units", 11))
    assert [each.name for each in inner.levels[1:]] == ["block", "deep"]
    assert inner.root is document
    assert document.report.facts[level.node_id].num_params == 4 * 11 + 11 + 11 * 5 + 5
    document.history.go_to(0)
    assert not inner.is_open


def test_a_number_is_never_used_twice_inside(opened):
    document, level = opened
    first = add(level, "Dense")
    document.undo()
    assert add(level, "Dense") != first


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


# ---- repeating ------------------------------------------------------------------------------------------------


def test_a_block_stands_so_many_times_in_a_row(mlp):
    mlp.execute(SetParameter(layer_key(mlp, mlp.ids[2]), "units", 8))
    mlp.execute(RepeatNodes([mlp.ids[2]], 4))
    assert mlp.report.is_valid
    assert len(mlp.graph.nodes) == 7
    assert mlp.report.total_params == 4 * 8 + 8 + 4 * (8 * 8 + 8) + 8 * 3 + 3
    order = [mlp.graph.layer_of(id).name for id in mlp.graph.topological_order()]
    assert order == ["input", "dense", "dense_1", "dense_3", "dense_4", "dense_5", "dense_2"]
    assert mlp.history.undo_text == "Repeat 4 times"
    mlp.undo()
    assert len(mlp.graph.nodes) == 4


def test_a_residual_block_is_repeated_with_its_shortcut():
    document = Document()
    _start, first = add_chain(document, ("InputLayer", {"shape": (6,)}), ("Dense", {"units": 6}))
    dense, total = add(document, "Dense", units=6), add(document, "Add")
    wire(document, first, dense, total)
    wire(document, first, total, port=1)
    document.execute(RepeatNodes([dense, total], 3))
    assert document.report.is_valid
    assert document.report.total_params == 4 * (6 * 6 + 6)


def test_an_output_that_is_repeated_hands_its_name_on(mlp):
    mlp.settings = TrainingSettings(losses={"dense_2": "mse"})
    mlp.execute(RepeatNodes([mlp.ids[3]], 2))
    assert mlp.settings.losses == {"dense_3": "mse"}
    assert [mlp.graph.layer_of(id).name for id in mlp.graph.outputs()] == ["dense_3"]


def test_copies_of_a_nested_model_are_models_of_their_own(opened):
    document, level = opened
    document.execute(repeat := RepeatNodes([level.node_id], 2))
    assert document.graph.layer_of(repeat.new_ids[0]).name == "block_1"
    level.execute(SetParameter(layer_key(level, document.ids[1]), "units", 9))
    copy = Level(document, repeat.new_ids[0])
    assert copy.graph.layers[layer_key(copy, document.ids[1])].arguments["units"] == 8


@pytest.mark.parametrize("times", [-1, 0, 1, 1000])
def test_a_number_of_times_that_makes_no_sense_is_refused(mlp, times):
    with pytest.raises(ValueError, match="2 to 200 times"):
        mlp.execute(RepeatNodes([mlp.ids[1]], times))


def test_a_block_with_two_results_is_not_repeated(branching):
    with pytest.raises(ValueError, match="gives 2: 'dense', 'dense_1'"):
        branching.execute(RepeatNodes(branching.ids[1:3], 2))


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
