"""Repairs: what is offered really solves the problem, and is one step."""

import pytest

from designer.model.commands import Connect, SetData, SetSettings, ShareLayer
from designer.model.data_facts import DataFacts, InputFacts
from designer.model.document import Document
from designer.model.graph import Edge, Graph, LayerSpec, Node
from designer.model.repairs import repairs_of
from designer.model.settings import TrainingSettings
from tests.designer.model.drawing import add, add_chain, layer_key, wire


@pytest.fixture
def document():
    return Document()


def offered(document, rule=None):
    problem = next(each for each in document.report.problems if rule in (None, each.rule))
    return repairs_of(document, problem)


def texts(document, rule=None):
    return [each.text for each in offered(document, rule)]


def picture(document, *layers, shape=(28, 28, 1)):
    return add_chain(document, ("InputLayer", {"shape": shape}), *layers)


def two_branches(document, merging, first, second, **arguments):
    """Draw an input, two branches of one layer each, and what merges them."""
    source = add(document, "InputLayer", shape=(8, 8, 3))
    ends = [add(document, class_name, **given) for class_name, given in (first, second)]
    merged = add(document, merging, **arguments)
    for port, end in enumerate(ends):
        wire(document, source, end)
        wire(document, end, merged, port=port)
    return merged


def test_a_row_before_a_convolution_becomes_a_picture(document):
    picture(document, ("Conv2D", {"filters": 8, "kernel_size": 3}), shape=(784,))
    repair = offered(document)[0]
    assert repair.text == "Insert Reshape (target_shape=(28, 28, 1)) before 'conv2d'"
    assert [(each.name, each.before, each.after, each.is_new) for each in repair.effects] == [
        ("reshape", None, (None, 28, 28, 1), True),
        ("conv2d", None, (None, 26, 26, 8), False),
    ]
    assert (repair.params_before, repair.params_after, repair.num_errors_left) == (0, 80, 0)


def test_looking_for_repairs_changes_nothing(document):
    picture(document, ("Conv2D", {"filters": 8, "kernel_size": 3}), shape=(784,))
    before, report, steps = document.graph.copy(), document.report, document.history.undo_text
    offered(document)
    assert document.graph == before
    assert document.report is report
    assert document.history.undo_text == steps


def test_a_repair_is_one_step_and_one_undo_takes_it_back(document):
    picture(document, ("Conv2D", {"filters": 8, "kernel_size": 3}), "Flatten", "Dense", shape=(784,))
    before = document.graph.copy()
    repair = offered(document)[0]
    document.execute(repair.command)
    assert document.report.problems == ()
    assert len(document.graph.nodes) == len(repair.graph.nodes)
    assert document.report.total_params == repair.params_after
    document.undo()
    assert document.graph == before
    document.redo()
    assert document.report.problems == ()


def test_what_stood_below_makes_room_for_a_new_layer(document):
    ids = picture(document, ("Conv2D", {"filters": 8, "kernel_size": 3}), "Flatten", shape=(784,))
    for number, id in enumerate(ids):
        document.graph.put_node(Node(id, layer_key(document, id), 0.0, 104.0 * number))
    document.execute(offered(document)[0].command)
    heights = sorted(node.y for node in document.graph.nodes.values())
    assert heights == [0.0, 104.0, 208.0, 312.0]


def test_a_recurrent_layer_is_told_to_give_its_sequence(document):
    picture(document, ("LSTM", {"units": 8}), ("LSTM", {"units": 3}), shape=(20, 8))
    assert texts(document)[0] == "Set return_sequences of 'lstm' to True"


def test_a_window_that_does_not_fit_gets_padding_or_a_size_that_fits(document):
    picture(document, ("MaxPooling2D", {"pool_size": 5}), shape=(4, 4, 8))
    found = texts(document)
    assert found[:2] == ["Set padding of 'max_pooling2d' to 'same'", "Set pool_size of 'max_pooling2d' to (4, 4)"]
    assert sum("pool_size" in text for text in found) == 2


def test_branches_with_other_sizes_get_padding_or_strides(document):
    convolution = {"filters": 4, "kernel_size": 3}
    two_branches(document, "Add", ("Conv2D", convolution), ("Conv2D", {**convolution, "padding": "same"}))
    assert "Set padding of 'conv2d' to 'same'" in texts(document)
    other = Document()
    same = {**convolution, "padding": "same"}
    two_branches(other, "Add", ("Conv2D", same), ("Conv2D", {**same, "strides": 2}))
    assert "Set strides of 'conv2d_1' to (1, 1)" in texts(other)


def test_branches_with_other_channels_get_a_convolution_of_one_or_as_many_filters(document):
    same = {"kernel_size": 3, "padding": "same"}
    two_branches(document, "Add", ("Conv2D", {"filters": 4, **same}), ("Conv2D", {"filters": 6, **same}))
    found = texts(document)
    assert "Insert Conv2D (filters=6, kernel_size=1) between conv2d and add" in found
    assert "Set filters of 'conv2d' to 6" in found


def test_branches_with_other_sizes_and_channels_get_both(document):
    first, second = {"filters": 4, "kernel_size": 3}, {"filters": 6, "kernel_size": 3, "padding": "same"}
    two_branches(document, "Add", ("Conv2D", first), ("Conv2D", second))
    assert any("'same'; insert Conv2D" in text for text in texts(document))


def test_tensors_are_joined_along_another_axis(document):
    ends = [add(document, "InputLayer", shape=shape) for shape in ((5, 3), (4, 3))]
    joined = add(document, "Concatenate")
    for port, end in enumerate(ends):
        wire(document, end, joined, port=port)
    assert texts(document) == ["Set axis of 'concatenate' to 1"]


def test_a_branch_with_other_axes_is_laid_out(document):
    source = add(document, "InputLayer", shape=(4, 4, 2))
    row, joined = add(document, "InputLayer", shape=(5,)), add(document, "Concatenate")
    for port, end in enumerate((source, row)):
        document.execute(Connect(Edge(end, 0, joined, port)))
    assert any(text.startswith("Insert Flatten before 'concatenate'") for text in texts(document, "shape_mismatch"))


def test_a_wanted_shape_is_left_open_where_it_does_not_fit(document):
    picture(document, ("Reshape", {"target_shape": (5, 3)}), shape=(12,))
    assert texts(document)[0] == "Set target_shape of 'reshape' to (-1, 3)"


def test_a_bad_parameter_goes_back_to_what_a_new_layer_has():
    graph = Graph()
    graph.put_layer(LayerSpec("layer1", "InputLayer", "input", {"shape": [4]}))
    graph.put_layer(LayerSpec("layer2", "Dense", "dense", {"units": 3, "activation": "rulu"}))
    graph.put_node(Node("n1", "layer1"))
    graph.put_node(Node("n2", "layer2"))
    graph.add_edge(Edge("n1", 0, "n2", 0))
    assert texts(Document(graph))[0] == "Set activation of 'dense' to 'linear'"


def test_a_layer_without_input_is_wired_to_what_leads_nowhere(document):
    picture(document, ("Dense", {"units": 3}), shape=(4,))
    add(document, "Dense", name="last")
    assert texts(document, "missing_input")[0] == "Connect 'dense' to 'last'"


def test_a_model_without_input_gets_one_with_the_shape_of_the_data(document):
    add(document, "Dense")
    document.data_facts = lambda _: DataFacts((InputFacts("x", (13,), 0, 1),), "regression", 100)
    (repair,) = offered(document, "no_input")
    document.execute(repair.command)
    assert document.report.problems == ()
    assert document.report.facts[document.graph.inputs()[0]].output_shape == (None, 13)


def test_a_circle_is_opened_at_each_of_its_wires(document):
    source, total, first = picture(document, "Add", ("Dense", {"units": 4}), shape=(4,))
    graph = document.graph.copy()
    graph.add_edge(Edge(first, 0, total, 1))
    found = texts(Document(graph), "cycle")
    assert found == []  # without the wire the sum lacks an input: no repair, no offer
    graph = document.graph.copy()
    graph.add_edge(Edge(first, 0, total, 1))
    graph.add_edge(Edge(source, 0, total, 2))
    assert texts(Document(graph), "cycle") == ["Remove the wire from 'dense' to 'add'"]


def test_names_used_twice_are_made_different(document):
    _, _, second = picture(document, "Dense", "Dense", shape=(4,))
    graph = document.graph.copy()
    graph.put_layer(LayerSpec(layer_key(document, second), "Dense", "dense", {"units": 32}))
    assert texts(Document(graph)) == ["Rename all but one 'dense'"]


def test_a_shared_layer_that_meets_another_size_becomes_two(document):
    _, first, other = picture(document, ("Dense", {"units": 3}), ("Dense", {"units": 5}), shape=(4,))
    again = document.new_node_id()
    document.execute(ShareLayer(layer_key(document, first), node_id=again))
    wire(document, other, again)
    assert "Make this use of 'dense' independent" in texts(document)


def test_an_input_that_is_not_used_is_deleted(document):
    picture(document, "Dense", shape=(4,))
    add(document, "InputLayer", name="idle")
    assert texts(document, "unused_input") == ["Delete 'idle'"]


def test_a_repair_that_would_break_what_was_sound_is_not_offered(document):
    source, first = picture(document, ("Dense", {"units": 4}), shape=(6,))
    total, sound = add(document, "Add"), add(document, "Add")
    other = add(document, "Dense", units=4)
    wire(document, source, other)
    for target in (sound,):
        wire(document, first, target)
        wire(document, other, target, port=1)
    wire(document, first, total)
    wire(document, source, total, port=1)
    assert not any(text == "Set units of 'dense' to 6" for text in texts(document))


# ---- data ---------------------------------------------------------------------------------------------------


def with_data(document, facts, rule):
    document.data_facts = lambda _: facts
    document.set_data_rule(rule)
    document.execute(SetData("anything"))


def test_an_output_gets_the_units_of_the_classes_with_softmax(document):
    from designer.model.report import Problem

    _, last = picture(document, ("Dense", {"units": 7}), shape=(4,))

    def rule(checked):
        wrong = checked.report.facts[last].output_shape != (None, 3)
        return (Problem("error", (last,), "It has 3 classes.", "", "data"),) if wrong else ()

    with_data(document, DataFacts((InputFacts("x", (4,), 0, 1),), "classification", 90, (30, 30, 30)), rule)
    (repair,) = offered(document)
    assert repair.text == "Let 'dense' have 3 units with softmax"
    document.execute(repair.command)
    layer = document.graph.layer_of(last)
    assert layer.arguments == {"units": 3, "activation": "softmax"}
    assert document.report.problems == ()


def test_a_picture_is_laid_out_before_the_last_layer(document):
    from designer.model.report import Problem

    _, last = picture(document, ("Dense", {"units": 3}), shape=(8, 8, 2))

    def rule(checked):
        wrong = len(checked.report.facts[last].output_shape) != 2
        return (Problem("error", (last,), "It has 3 classes.", "", "data"),) if wrong else ()

    with_data(document, DataFacts((InputFacts("x", (8, 8, 2), 0, 1),), "classification", 90, (30, 30, 30)), rule)
    found = texts(document)
    assert "Insert Flatten before 'dense'" in found
    assert "Insert GlobalAveragePooling2D before 'dense'" in found


def test_a_loss_that_does_not_fit_is_left_to_the_program(document):
    from designer.model.report import Problem

    _, last = picture(document, ("Dense", {"units": 3}), shape=(4,))
    document.execute(SetSettings(TrainingSettings(losses={"dense": "hinge"})))

    def rule(checked):
        return (Problem("error", (last,), "No.", "", "data"),) if checked.settings.losses else ()

    with_data(document, None, rule)
    (repair,) = offered(document)
    document.execute(repair.command)
    assert document.settings.losses == {}
    document.undo()
    assert document.settings.losses == {"dense": "hinge"}


def test_an_input_takes_the_shape_of_the_data(document):
    from designer.model.report import Problem

    source, *_ = picture(document, "Flatten", ("Dense", {"units": 3}), shape=(4, 4, 1))

    def rule(checked):
        wrong = checked.report.facts[source].output_shape != (None, 8, 8, 1)
        return (Problem("error", (source,), "It has 8 × 8.", "", "data"),) if wrong else ()

    with_data(document, DataFacts((InputFacts("x", (8, 8), 0, 1),), "classification", 90, (30, 30, 30)), rule)
    assert texts(document) == ["Set shape of 'input' to (8, 8, 1)"]
