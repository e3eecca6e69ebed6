"""Inference: shapes and numbers; what is unknown stays unknown, and only what changed is worked out again."""

import pytest

from designer.model.commands import Connect, Disconnect, MoveNodes, RenameLayer, SetParameter, ShareLayer
from designer.model.document import Document
from designer.model.graph import Edge, Graph, LayerSpec, Node
from designer.model.inference import Inference
from tests.designer.model.drawing import Halves, PictureOnly, Wrong, add, add_chain, layer_key, registered, wire


@pytest.fixture
def document():
    return Document()


@pytest.fixture
def own_layers():
    with registered(Halves, PictureOnly, Wrong):
        yield


def shapes(document, node_id):
    return document.report.facts[node_id].output_shapes


def test_shapes_and_numbers_of_a_chain(document):
    *_, flatten, dense = add_chain(
        document, ("InputLayer", {"shape": (28, 28, 1)}), "Flatten", ("Dense", {"units": 10})
    )
    assert shapes(document, flatten) == ((None, 784),)
    facts = document.report.facts[dense]
    assert (facts.num_params, facts.num_trainable, facts.macs) == (7850, 7850, 7840)
    assert facts.input_shapes == ((None, 784),)
    assert (document.report.total_params, document.report.total_macs) == (7850, 7840)
    assert document.report.is_complete


def test_a_frozen_layer_has_nothing_to_train(document):
    _, dense = add_chain(document, ("InputLayer", {"shape": (4,)}), "Dense")
    document.execute(SetParameter(layer_key(document, dense), "trainable", False))
    facts = document.report.facts[dense]
    assert (facts.num_params, facts.num_trainable) == (160, 0)
    assert document.report.total_trainable == 0


def test_what_comes_after_an_error_is_unknown_and_the_rest_keeps_its_numbers(document):
    source, first, second = add_chain(document, ("InputLayer", {"shape": (4,)}), "Dense", "Dense")
    beside = add(document, "Dense")
    wire(document, source, beside)
    document.graph.put_layer(LayerSpec(layer_key(document, first), "Dense", "dense", {"units": -3}))
    other = Document(document.graph)
    assert "units must be a whole number" in other.report.facts[first].error
    assert other.report.facts[second].error is None
    assert (shapes(other, second), other.report.facts[second].num_params) == ((None,), None)
    assert other.report.facts[beside].num_params == 160
    assert not other.report.is_complete
    assert other.report.total_params == 160


def test_a_layer_that_does_not_exist_is_an_error_of_that_node_alone(document):
    graph = Graph.from_json({"layers": [{"key": "layer1", "class_name": "Denze", "name": "a", "arguments": {}}],
                             "nodes": [{"id": "n1", "layer": "layer1", "x": 0, "y": 0}], "edges": []})  # fmt: skip
    assert "no layer called 'Denze'. Did you mean 'Dense'?" in Document(graph).report.facts["n1"].error


def test_a_node_without_its_input_is_unknown_but_no_error(document):
    dense = add(document, "Dense")
    facts = document.report.facts[dense]
    assert (facts.error, facts.output_shapes, facts.num_params, facts.macs) == (None, (None,), None, None)


def test_a_merging_layer_waits_for_its_second_branch(document):
    source, total = add_chain(document, ("InputLayer", {"shape": (4,)}), "Add")
    assert shapes(document, total) == (None,)
    document.execute(Connect(Edge(source, 0, total, 1)))
    assert shapes(document, total) == ((None, 4),)


def test_several_outputs_are_told_apart_by_port(document, own_layers):
    _, halves = add_chain(document, ("InputLayer", {"shape": (5,)}), "Halves")
    left, right = add(document, "Dense"), add(document, "Dense")
    document.execute(Connect(Edge(halves, 0, left, 0)))
    document.execute(Connect(Edge(halves, 1, right, 0)))
    assert shapes(document, halves) == ((None, 2), (None, 3))
    assert document.report.facts[left].input_shapes == ((None, 2),)
    assert document.report.facts[right].input_shapes == ((None, 3),)


def test_the_weights_of_a_shared_layer_count_once(document):
    source, dense = add_chain(document, ("InputLayer", {"shape": (4,)}), ("Dense", {"units": 3}))
    twin = ShareLayer(layer_key(document, dense))
    document.execute(twin)
    wire(document, source, twin.node_id)
    assert document.report.total_params == 15
    assert document.report.total_macs == 24


def test_a_shared_layer_cannot_have_weights_of_two_shapes(document):
    _, dense = add_chain(document, ("InputLayer", {"shape": (4,)}), "Dense")
    other = add(document, "InputLayer", shape=(5,))
    twin = ShareLayer(layer_key(document, dense))
    document.execute(twin)
    wire(document, other, twin.node_id)
    assert "made for the input (None, 4); here it gets (None, 5)" in document.report.facts[twin.node_id].error
    assert document.report.facts[dense].error is None


def test_a_mistake_in_the_code_of_a_layer_becomes_a_sentence_and_a_record_in_the_log(document, own_layers, caplog):
    _, wrong = add_chain(document, "InputLayer", "Wrong")
    assert "The shape of 'wrong' could not be worked out" in document.report.facts[wrong].error
    assert "could not be worked out" in caplog.text


def nested(shape=(4,)):
    """A graph of one node that is a model: Input, Dense(3)."""
    inner = Document()
    add_chain(inner, ("InputLayer", {"shape": shape}), ("Dense", {"units": 3}))
    return LayerSpec("layer900", "Functional", "block", {}, inner.graph)


def test_a_nested_model_has_the_numbers_of_its_inside(document):
    source = add(document, "InputLayer", shape=(4,))
    document.graph.put_layer(nested())
    document.graph.put_node(Node("n900", "layer900"))
    document.execute(Connect(Edge(source, 0, "n900", 0)))
    assert shapes(document, "n900") == ((None, 3),)
    assert document.report.facts["n900"].num_params == 15
    assert document.report.total_macs == 12


def test_a_nested_model_says_where_inside_it_fails(document):
    source = add(document, "InputLayer", shape=(9,))
    document.graph.put_layer(nested())
    document.graph.put_node(Node("n900", "layer900"))
    document.execute(Connect(Edge(source, 0, "n900", 0)))
    (problem,) = document.report.errors
    assert problem.node_ids == ("n900",)
    assert "Inside 'block'" in problem.text
    assert "(None, 4), but got (None, 9)" in problem.text
    assert "Change the shape of 'input'" in problem.remedy
    assert problem.inside.node_ids == ("n2",)
    assert document.report.facts["n900"].output_shape is None


def test_only_what_is_behind_a_change_is_worked_out_again(document):
    ids = add_chain(document, ("InputLayer", {"shape": (4,)}), *[("Dense", {"units": 4 + n}) for n in range(20)])
    asked = document.inference.num_inferred
    document.execute(SetParameter(layer_key(document, ids[10]), "units", 99))
    assert document.inference.num_inferred == asked + 2  # the layer, and the one its output goes to
    document.undo()
    document.redo()
    assert document.inference.num_inferred == asked + 2


def test_layers_that_are_alike_but_for_the_name_are_asked_once(document):
    ids = add_chain(document, ("InputLayer", {"shape": (4,)}), *[("Dense", {"units": 4})] * 20)
    asked = document.inference.num_inferred
    document.execute(SetParameter(layer_key(document, ids[0]), "shape", (5, 4)))
    assert document.inference.num_inferred == asked + 2  # the input, and twenty times the same
    assert document.report.facts[ids[20]].output_shapes == ((None, 5, 4),)


def test_layers_that_are_alike_fail_each_in_its_own_name(document, own_layers):
    source, _ = add_chain(document, ("InputLayer", {"shape": (4,)}), "PictureOnly")
    wire(document, source, add(document, "PictureOnly", "third"))
    errors = [each.error for each in document.report.facts.values() if each.error]
    assert [error.split("'")[1] for error in errors] == ["picture_only", "third"]


def test_moving_and_selecting_ask_no_layer(document):
    ids = add_chain(document, "InputLayer", "Flatten", "Dense")
    asked = document.inference.num_inferred
    document.execute(MoveNodes({ids[1]: (5, 5)}))
    document.selection.set(ids)
    assert document.inference.num_inferred == asked


def test_a_renamed_layer_is_asked_again_for_its_sentences_carry_the_name(document, own_layers):
    _, picture = add_chain(document, ("InputLayer", {"shape": (4,)}), "PictureOnly")
    document.execute(RenameLayer(layer_key(document, picture), "camera"))
    assert "'camera'" in document.report.facts[picture].error


def test_nodes_in_a_cycle_are_unknown(document):
    source, total, dense = add_chain(document, ("InputLayer", {"shape": (4,)}), "Add", "Dense")
    document.graph.add_edge(Edge(dense, 0, total, 1))
    facts = Inference().facts(document.graph)
    assert facts[source].output_shapes == ((None, 4),)
    assert facts[total].output_shapes == facts[dense].output_shapes == (None,)


def test_the_report_is_up_to_date_when_the_change_is_told(document):
    seen = []
    source, dense = add(document, "InputLayer", shape=(4,)), add(document, "Dense")
    document.changed.connect(lambda _: seen.append(document.report.facts[dense].num_params))
    document.checked.connect(lambda report: seen.append(report is document.report))
    document.execute(Connect(Edge(source, 0, dense, 0)))
    document.execute(Disconnect(Edge(source, 0, dense, 0)))
    assert seen == [160, True, None, True]
