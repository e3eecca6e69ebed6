"""The compiler: the model does what is drawn, keeps weights that fit, and comes back as the same drawing."""

import json

import numpy as np
import pytest

from designer.model.commands import AddNode, Connect, RemoveNodes, RenameLayer, SetParameter, ShareLayer
from designer.model.compiler import (
    CompileError,
    compile_graph,
    graph_from_config,
    graph_from_model,
    model_name,
    restore_weights,
    store_weights,
    weights_of,
)
from designer.model.document import Document
from designer.model.graph import Edge, Graph, LayerSpec, Node
from designer.model.outputs import output_facts
from nn_core.layers import Add, Concatenate, Dense, Flatten, Input, Normalization
from nn_core.models import Model, Sequential
from tests.designer.model.drawing import Halves, add, add_chain, layer_key, registered, wire


@pytest.fixture
def document():
    return Document()


def random_inputs(*shapes):
    generator = np.random.default_rng(0)
    return [generator.normal(size=shape).astype("float32") for shape in shapes]


def siamese() -> Model:
    """Two inputs through one Dense, and two outputs."""
    left, right = Input((4,), name="left"), Input((4,), name="right")
    shared = Dense(8, activation="relu", name="shared")
    joined = Concatenate(name="joined")([shared(left), shared(right)])
    kind, price = Dense(3, activation="softmax", name="kind")(joined), Dense(1, name="price")(joined)
    return Model(inputs=[left, right], outputs=[price, kind])


def reopened(model: Model) -> Document:
    graph = graph_from_model(model)
    return Document(graph, weights=weights_of(model, graph))


def test_a_chain_becomes_a_model_with_the_names_of_the_canvas(document):
    _, _, dense = add_chain(document, ("InputLayer", {"shape": (2, 3)}), "Flatten", ("Dense", {"units": 5}))
    document.execute(RenameLayer(layer_key(document, dense), "result"))
    document.title = "My first network!"
    model = compile_graph(document)
    assert model.name == "My_first_network"
    assert [layer.name for layer in model.layers] == ["input", "flatten", "result"]
    assert model.count_params() == document.report.total_params == 35
    assert model.predict(np.zeros((7, 2, 3), "float32"), verbose=0).shape == (7, 5)


def test_the_shapes_of_the_report_are_those_of_the_model(document):
    source = add(document, "InputLayer", shape=(6, 4))
    left, right = add(document, "Dense", units=3), add(document, "Dense", units=3)
    total = add(document, "Add")
    wire(document, source, left, total)
    wire(document, source, right)
    wire(document, right, total, port=1)
    model = compile_graph(document)
    assert [model.outputs[0].shape] == list(document.report.facts[total].output_shapes)


def test_a_graph_with_a_problem_is_refused_with_its_sentence(document):
    add(document, "Dense")
    with pytest.raises(CompileError, match="The model has no input"):
        compile_graph(document)


def test_an_input_that_is_not_used_is_left_out(document):
    add_chain(document, ("InputLayer", {"shape": (4,)}), "Dense")
    add(document, "InputLayer")
    assert compile_graph(document).input_names == ["input"]


def test_a_merging_layer_takes_its_branches_in_the_order_of_the_ports(document):
    first, second, joined = (
        add(document, "InputLayer", "first", shape=(1,)),
        add(document, "InputLayer", "second", shape=(1,)),
        add(document, "Concatenate"),
    )
    wire(document, second, joined, port=0)
    wire(document, first, joined, port=2)
    given = compile_graph(document).predict([np.ones((1, 1), "float32"), np.zeros((1, 1), "float32")], verbose=0)
    assert given.tolist() == [[0.0, 1.0]]


def test_a_shared_layer_is_one_layer_called_several_times(document):
    _, dense = add_chain(document, ("InputLayer", {"shape": (4,)}), ("Dense", {"units": 3}))
    second, twin = add(document, "InputLayer", shape=(4,)), ShareLayer(layer_key(document, dense))
    document.execute(twin)
    wire(document, second, twin.node_id)
    model = compile_graph(document)
    assert model.count_params() == 15
    (x,) = random_inputs((2, 4))
    one, other = model.predict([x, x], verbose=0)
    assert np.array_equal(one, other)
    assert model.output_names == [output.name for output in output_facts(document.graph, document.report.facts)]


def test_both_outputs_of_a_layer_become_outputs(document):
    with registered(Halves):
        add_chain(document, ("InputLayer", {"shape": (5,)}), "Halves")
        model = compile_graph(document)
    assert [y.shape for y in model.predict(np.zeros((3, 5), "float32"), verbose=0)] == [(3, 2), (3, 3)]


def test_what_was_trained_stays_when_the_model_is_compiled_again(document):
    add_chain(document, ("InputLayer", {"shape": (4,)}), ("Dense", {"units": 3, "activation": "softmax"}))
    model = compile_graph(document)
    model.compile("adam", "sparse_categorical_crossentropy")
    (x,) = random_inputs((16, 4))
    model.fit(x, np.arange(16) % 3, epochs=1, verbose=0)
    told = []
    document.weights_changed.connect(lambda: told.append(True))
    document.mark_saved()
    store_weights(document, model)
    assert told == [True]
    assert document.is_modified
    assert np.array_equal(compile_graph(document).predict(x, verbose=0), model.predict(x, verbose=0))


def test_stored_weights_are_copies(document):
    _, dense = add_chain(document, ("InputLayer", {"shape": (4,)}), "Dense")
    model = compile_graph(document)
    store_weights(document, model)
    kernel = document.weights[layer_key(document, dense)][0].copy()
    model.layers[-1].set_weights([w * 0 for w in model.layers[-1].get_weights()])
    assert np.array_equal(document.weights[layer_key(document, dense)][0], kernel)


def test_only_layers_whose_weights_no_longer_fit_start_anew(document):
    _, first, second = add_chain(document, ("InputLayer", {"shape": (4,)}), "Dense", ("Dense", {"units": 3}))
    store_weights(document, compile_graph(document))
    document.execute(SetParameter(layer_key(document, second), "units", 5))
    model = compile_graph(document)
    assert np.array_equal(model.layers[1].get_weights()[0], document.weights[layer_key(document, first)][0])
    assert restore_weights(model, document) == ["dense_1"]


def test_weights_come_back_with_an_undone_deletion(document):
    _, dense = add_chain(document, ("InputLayer", {"shape": (4,)}), "Dense")
    model = compile_graph(document)
    store_weights(document, model)
    document.execute(RemoveNodes([dense]))
    document.undo()
    (x,) = random_inputs((2, 4))
    assert np.array_equal(compile_graph(document).predict(x, verbose=0), model.predict(x, verbose=0))


def test_a_model_opened_and_compiled_predicts_the_same():
    model = siamese()
    document = reopened(model)
    assert document.report.problems == ()
    again = compile_graph(document)
    assert (again.input_names, again.output_names) == (model.input_names, model.output_names)
    inputs = random_inputs((5, 4), (5, 4))
    for one, other in zip(model.predict(inputs, verbose=0), again.predict(inputs, verbose=0), strict=True):
        assert np.array_equal(one, other)


def test_a_saved_configuration_gives_the_same_graph_as_the_model():
    model = siamese()
    assert graph_from_config(json.loads(model.to_json())) == graph_from_model(model)


def test_a_sequential_model_starts_with_its_input():
    model = Sequential([Input((2, 2)), Flatten(name="flat"), Dense(3, name="end")])
    document = reopened(model)
    assert [document.graph.layer_of(id).name for id in document.graph.topological_order()][1:] == ["flat", "end"]
    (x,) = random_inputs((3, 2, 2))
    assert np.array_equal(compile_graph(document).predict(x, verbose=0), model.predict(x, verbose=0))


def test_only_arguments_that_are_not_the_default_are_written_down():
    graph = graph_from_model(Sequential([Input((4,)), Dense(3, activation="relu", use_bias=False, trainable=False)]))
    assert graph.layer_of(graph.outputs()[0]).arguments == {
        "units": 3,
        "activation": "relu",
        "use_bias": False,
        "trainable": False,
    }
    assert graph.layer_of(graph.inputs()[0]).arguments == {"shape": [4]}


def test_an_output_in_the_middle_is_marked():
    x = Input((4,))
    middle = Dense(3, name="middle")(x)
    model = Model(x, [Dense(2, name="end")(middle), middle])
    document = reopened(model)
    assert [document.graph.layer_of(id).name for id in document.graph.outputs()] == ["end", "middle"]
    inputs = random_inputs((5, 4))
    given = compile_graph(document).predict(inputs[0], verbose=0)
    assert [y.shape for y in given] == [(5, 2), (5, 3)]


def test_a_nested_model_is_one_node_and_keeps_its_weights():
    x = Input((4,), name="inside")
    block = Model(x, Add(name="sum")([Dense(4, name="a")(x), x]), name="block")
    y = Input((4,), name="outside")
    model = Model(y, Dense(2, name="end")(block(y)))
    document = reopened(model)
    assert len(document.graph.nodes) == 3
    assert document.report.total_params == model.count_params()
    again = compile_graph(document)
    (given,) = random_inputs((5, 4))
    assert np.array_equal(again.predict(given, verbose=0), model.predict(given, verbose=0))
    assert again.get_layer("block").get_layer("a").units == 4


def test_an_opened_model_is_arranged():
    graph = graph_from_model(siamese())
    assert len({(node.x, node.y) for node in graph.nodes.values()}) == len(graph.nodes)
    assert all(graph.nodes[edge.source].y < graph.nodes[edge.target].y for edge in graph.edges)


def test_opening_a_configuration_allocates_no_weights():
    huge = Sequential([Input((1,)), Dense(1, name="wide")]).get_config()
    for layer in huge["layers"]:
        if layer["class_name"] == "Dense":
            layer["config"]["units"] = 10**12
    graph = graph_from_config({"class_name": "Sequential", "config": huge})
    assert Document(graph).report.total_params == 2 * 10**12


def test_a_model_with_code_of_its_own_cannot_be_shown():
    class Own(Model):
        def call(self, inputs):
            return inputs

    with pytest.raises(ValueError, match="rather than of code of its own"):
        graph_from_model(Own(name="own"))


def test_a_model_without_an_input_shape_cannot_be_shown():
    with pytest.raises(ValueError, match="must start with an input of known shape"):
        graph_from_model(Sequential([Dense(3)]))


def test_a_configuration_of_a_layer_is_no_model():
    with pytest.raises(ValueError, match="describes a Dense, not a model"):
        graph_from_config({"class_name": "Dense", "config": {"units": 3}})


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Digits CNN", "Digits_CNN"),
        ("数字", "model"),
        ("3 layers", "model_3_layers"),
        ("a/b: c", "a_b_c"),
        ("", "model"),
    ],
)
def test_the_title_becomes_a_name_that_files_take(title, name):
    assert model_name(title) == name


def test_a_nested_model_drawn_by_hand_compiles(document):
    inner = Document()
    add_chain(inner, ("InputLayer", {"shape": (4,)}), ("Dense", {"units": 3}))
    graph: Graph = document.graph
    graph.put_layer(LayerSpec("layer50", "Functional", "block", {"trainable": False}, inner.graph))
    graph.put_node(Node("n50", "layer50"))
    source = add(document, "InputLayer", shape=(4,))
    wire(document, source, "n50")
    model = compile_graph(document)
    assert model.get_layer("block").trainable_weights == []
    assert document.report.total_trainable == 0


def test_arguments_given_as_arrays_are_drawn_as_json():
    """A file's mean and variance are arrays in the layer."""
    source = Input((3,))
    known = Normalization(mean=np.array([1.0, 2.0, 3.0]), variance=np.ones(3), name="known")(source)
    graph = graph_from_model(Model(source, known))
    (spec,) = [spec for spec in graph.layers.values() if spec.name == "known"]
    assert json.loads(json.dumps(spec.arguments)) == {"mean": [1.0, 2.0, 3.0], "variance": [1.0, 1.0, 1.0]}


def test_weights_kept_as_one_list_for_a_nested_model_still_fit():
    inner = Document()
    add_chain(inner, ("InputLayer", {"shape": (4,)}), ("Dense", {"units": 3}))
    document = Document()
    source = add(document, "InputLayer", shape=(4,))
    document.execute(AddNode(Node("n50", "layer50"), LayerSpec("layer50", "Functional", "block", {}, inner.graph)))
    document.execute(Connect(Edge(source, 0, "n50", 0)))
    kept = [np.full((4, 3), 2.0, "float32"), np.ones(3, "float32")]
    document.weights = {"layer50": kept}
    for found, expected in zip(compile_graph(document).get_layer("block").get_weights(), kept, strict=True):
        np.testing.assert_array_equal(found, expected)
