"""Keys of weights: whose layer is still there, and the name of one that is not."""

from designer.model import weight_keys
from designer.model.commands import RemoveNodes
from designer.model.document import Document
from designer.model.graph import Graph, LayerSpec, Node
from designer.model.inside import Inside


def document_with_a_nested_model():
    inner, graph = Graph(), Graph()
    inner.put_layer(LayerSpec("layer1", "InputLayer", "code", {"shape": [4]}))
    inner.put_layer(LayerSpec("layer2", "Dense", "hidden", {"units": 3}))
    inner.put_node(Node("n1", "layer1"))
    inner.put_node(Node("n2", "layer2"))
    graph.put_layer(LayerSpec("layer3", "Functional", "encoder", inner=inner))
    graph.put_node(Node("n3", "layer3"))
    return Document(graph)


def test_layers_that_are_there_are_not_missing_inside_others_too():
    graph = document_with_a_nested_model().graph
    assert [weight_keys.missing_in(graph, key) for key in ("layer3", "layer3.layer2")] == [None, None]


def test_a_layer_deleted_inside_a_nested_model_is_called_by_its_path():
    document = document_with_a_nested_model()
    document.execute(Inside("layer3", RemoveNodes(["n2"])))
    assert weight_keys.missing_in(document.graph, "layer3.layer2") == ("layer3.layer2", "encoder/hidden")
    assert weight_keys.of_graph({"layer3.layer2": []}, document.graph) == {}
    document.undo()
    assert weight_keys.missing_in(document.graph, "layer3.layer2") is None


def test_of_a_nested_model_that_was_deleted_only_the_outermost_is_named():
    document = document_with_a_nested_model()
    document.execute(RemoveNodes(["n3"]))
    assert weight_keys.missing_in(document.graph, "layer3.layer2") == ("layer3", "encoder")
