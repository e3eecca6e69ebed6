"""The catalogue, and every layer in it drawn, checked, compiled and brought back."""

import pytest

from designer.model import catalog
from designer.model.compiler import compile_graph, graph_from_model
from designer.model.document import Document
from designer.model.graph import Graph
from tests.designer.model.drawing import add, layer_key, wire

CLASSES = [cls for classes in catalog.categories().values() for cls in classes if cls.sample and cls.max_inputs != 0]


def drawn(cls) -> tuple[Document, str]:
    """Draw the layer with its sample arguments behind inputs of its sample shapes."""
    document = Document()
    node = add(document, cls.__name__, "subject", **cls.sample.args)
    for port, shape in enumerate(cls.sample.inputs):
        wire(document, add(document, "InputLayer", shape=shape), node, port=port)
    return document, node


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_layer_has_the_shapes_and_numbers_of_the_model_it_is_compiled_to(cls):
    document, node = drawn(cls)
    assert document.report.problems == ()
    model, facts = compile_graph(document), document.report.facts[node]
    assert tuple(output.shape for output in model.outputs) == facts.output_shapes
    assert model.count_params() == facts.num_params


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_layer_comes_back_from_a_model_as_it_was_drawn(cls):
    document, node = drawn(cls)
    graph = graph_from_model(compile_graph(document))
    again = next(layer for layer in graph.layers.values() if layer.name == "subject")
    assert again.class_name == cls.__name__
    own = document.graph.layers[layer_key(document, node)].arguments
    changed = {name: value for name, value in own.items() if not catalog.is_default(cls, name, value)}
    assert again.arguments == changed
    assert Graph.from_json(graph.to_json()) == graph


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_layer_can_be_added_as_the_library_offers_it(cls):
    document = Document()
    node = add(document, cls.__name__)
    assert document.report.facts[node].error is None
    assert catalog.summary(cls)


def test_layers_are_found_by_category():
    found = catalog.categories()
    assert "Core" in found
    assert all(cls.category == category for category, classes in found.items() for cls in classes)


def test_the_input_is_offered_under_its_everyday_name():
    assert catalog.palette_name(catalog.layer_class("InputLayer")) == "Input"
    assert catalog.layer_class("Input") is catalog.layer_class("InputLayer")


def test_an_unknown_class_is_refused_with_the_nearest_name():
    with pytest.raises(ValueError, match="Did you mean 'Flatten'"):
        catalog.layer_class("Flaten")
    assert catalog.find_layer_class("Flaten") is None


def test_arguments_become_json():
    cls = catalog.layer_class("Reshape")
    assert catalog.argument_to_json(cls, "target_shape", (3, 4)) == [3, 4]


def test_a_required_parameter_has_no_default():
    assert catalog.default_to_json(catalog.layer_class("Dense").parameters["units"]) is None
