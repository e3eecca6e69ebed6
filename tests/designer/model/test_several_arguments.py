"""Layers with named ports, and operations between layers, on the canvas and back."""

import numpy as np

from designer.model.compiler import build_model, compile_graph, graph_from_model
from designer.model.document import Document
from designer.model.graph import Graph
from nn_core import Input, Model, ops
from nn_core.layers import MultiHeadAttention
from tests.designer.model.drawing import add, wire


def test_ports_are_filled_in_the_order_in_which_the_layer_names_them():
    document = Document()
    node = add(document, "MultiHeadAttention", "heads", num_heads=2, key_dim=3)
    for port, shape in enumerate([(4, 3), (5, 6), (5, 2)]):
        wire(document, add(document, "InputLayer", shape=shape), node, port=port)
    assert document.report.problems == ()
    model = compile_graph(document)
    layer = model.get_layer("heads")
    assert [part.kernel.shape[0] for part in (layer.query_dense, layer.value_dense, layer.key_dense)] == [3, 6, 2]


def test_a_third_tensor_may_be_left_out_and_a_second_may_not():
    document = Document()
    node = add(document, "MultiHeadAttention", num_heads=2, key_dim=3)
    wire(document, add(document, "InputLayer", shape=(4, 3)), node)
    assert document.report.problems != ()
    wire(document, add(document, "InputLayer", shape=(5, 3)), node, port=1)
    assert document.report.problems == ()


def test_a_model_with_arithmetic_between_layers_is_drawn_and_compiled_to_the_same():
    x, y = Input((4, 3)), Input((5, 3))
    attended = MultiHeadAttention(2, 3)(x, y)
    model = Model([x, y], ops.mean((2 * (attended + x))[:, 1:], axis=1))
    again = build_model(Graph.from_json(graph_from_model(model).to_json()))
    again.set_weights(model.get_weights())
    arrays = [np.ones((2, 4, 3), "float32"), np.ones((2, 5, 3), "float32")]
    np.testing.assert_array_equal(again(arrays).value, model(arrays).value)
