"""Explanations: the numbers are those of the document's report, for every layer there is."""

import pytest

from designer.model import catalog
from designer.model.commands import AddLayer, Connect
from designer.model.document import Document
from designer.model.explain import Explanation, explain, total
from designer.model.graph import Edge
from designer.model.shape_text import shape_text
from tests.designer.model.drawing import add, add_chain, wire

SAMPLED = [cls for classes in catalog.categories().values() for cls in classes if cls.max_inputs != 0 and cls.sample]
every_layer = pytest.mark.parametrize("cls", SAMPLED, ids=lambda cls: cls.__name__)


def explained(document, node_id):
    return explain(document.graph, document.report, node_id)


@every_layer
def test_every_layer_is_worked_out_to_what_the_report_says(cls):
    document = Document()
    document.execute(AddLayer(cls.__name__, arguments=cls.sample.args, node_id="layer"))
    for port, shape in enumerate(cls.sample.inputs):
        document.execute(AddLayer("Input", arguments={"shape": shape}, node_id=f"input{port}"))
        document.execute(Connect(Edge(f"input{port}", 0, "layer", port)))
    facts, found = document.report.facts["layer"], explained(document, "layer")
    assert facts.error is None
    assert sum(each.result for each in found.params) == facts.num_params
    assert sum(each.result for each in found.macs) == (facts.macs or 0)
    assert [each.result for each in found.shape] == [size for size in facts.output_shape[1:] if size is not None]


def test_the_whole_of_a_dense_layer_in_one_line():
    document = Document()
    _, dense = add_chain(document, ("InputLayer", {"shape": (784,)}), ("Dense", {"units": 32}))
    found = explained(document, dense)
    assert total(found.params) == "784 × 32 + 32 = 25,120"
    assert total(found.macs) == "784 × 32 = 25,088"
    assert found.formula == "output = activation(input · kernel + bias)"


def conv(kernel_size, **more):
    return "Conv2D", {"filters": 4, "kernel_size": kernel_size, **more}


@pytest.mark.parametrize(
    ("chain", "size", "jump"),
    [
        ([conv(3)], (3, 3), (1, 1)),
        ([conv(3), conv(3)], (5, 5), (1, 1)),
        ([conv(3, strides=2), conv(3)], (7, 7), (2, 2)),
        ([conv(3), "MaxPooling2D", conv(3)], (8, 8), (2, 2)),
        ([conv(3, dilation_rate=2)], (5, 5), (1, 1)),
        ([conv((3, 5)), "BatchNormalization", "ReLU"], (3, 5), (1, 1)),
    ],
)
def test_the_receptive_field_grows_from_layer_to_layer(chain, size, jump):
    document = Document()
    *_, last = add_chain(document, ("InputLayer", {"shape": (32, 32, 1)}), *chain)
    reach = explained(document, last).reach
    assert (reach.size, reach.jump) == (size, jump)


def test_of_two_branches_the_one_that_sees_more_counts():
    document = Document()
    source = add(document, "InputLayer", shape=(8, 8, 4))
    wide, narrow = (
        add(document, *conv(5)[:1], filters=4, kernel_size=5, padding="same"),
        add(document, "Conv2D", filters=4, kernel_size=1),
    )
    merged = add(document, "Add")
    for port, branch in enumerate((wide, narrow)):
        wire(document, source, branch)
        wire(document, branch, merged, port=port)
    assert explained(document, merged).reach.size == (5, 5)


@pytest.mark.parametrize("last", ["Flatten", "GlobalAveragePooling2D"])
def test_what_has_seen_everything_has_no_receptive_field(last):
    document = Document()
    *_, end = add_chain(document, ("InputLayer", {"shape": (8, 8, 1)}), conv(3), last)
    assert explained(document, end).reach is None


def test_where_nothing_slides_there_is_no_receptive_field():
    document = Document()
    source, relu = add_chain(document, ("InputLayer", {"shape": (8, 8, 1)}), "ReLU")
    assert explained(document, relu).reach is None
    assert explained(document, source).reach is None


def test_while_the_input_is_unknown_the_formula_and_the_window_are_still_there():
    document = Document()
    loose = add(document, "Conv2D", filters=3, kernel_size=3)
    found = explained(document, loose)
    assert found.picture == "window"
    assert len(found.windows) == 2
    assert (found.shape, found.params, found.macs) == ((), (), ())


def test_open_sizes_are_worked_out_with_letters():
    document = Document()
    *_, last = add_chain(document, ("InputLayer", {"shape": (None, None, 3)}), conv(3))
    found = explained(document, last)
    assert [each.text for each in found.shape] == ["⌊(H + 2·0 − 3)/1⌋ + 1 = H−2", "⌊(W + 2·0 − 3)/1⌋ + 1 = W−2", "4"]
    assert total(found.params) == "3 × 3 × 3 × 4 + 4 = 112"
    assert total(found.macs) == "(H−2) × (W−2) × 108 = (H−2)·(W−2)·108"


def test_a_layer_behind_an_error_is_worked_out_with_letters_too():
    document = Document()
    *_, flatten, dense = add_chain(document, ("InputLayer", {"shape": (784,)}), conv(3), "Flatten", "Dense")
    found = explained(document, flatten)
    assert [each.text for each in found.shape] == ["H × W × 4 = H·W·4"]
    assert explained(document, dense).params == (), "its weights are not known"
    assert shape_text(explained(document, dense).given[0]) == "(None, H·W·4)"


def test_a_layer_that_does_not_exist_or_cannot_be_made_is_no_accident():
    from designer.model.graph import Graph, LayerSpec, Node

    graph = Graph()
    for number, (class_name, arguments) in enumerate((("Nothing", {}), ("Dense", {"units": -1}))):
        graph.put_layer(LayerSpec(f"layer{number}", class_name, f"name{number}", arguments))
        graph.put_node(Node(f"n{number}", f"layer{number}"))
    document = Document(graph)
    assert explained(document, "n0") == Explanation()
    assert explained(document, "n1").params == ()
