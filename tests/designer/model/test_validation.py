"""Validation: one test for every rule, and several problems at once."""

import pytest

from designer.model.commands import Connect, RenameLayer
from designer.model.document import Document
from designer.model.graph import Edge, Graph, LayerSpec, Node
from tests.designer.model.drawing import Halves, PictureOnly, add, add_chain, layer_key, registered, wire


@pytest.fixture
def document():
    return Document()


@pytest.fixture
def own_layers():
    with registered(Halves, PictureOnly):
        yield


def only_problem(document):
    (problem,) = document.report.problems
    return problem


def with_edges(document, *edges):
    """Return a document with wires no command would draw, as a file may have them."""
    graph = document.graph.copy()
    for edge in edges:
        graph.add_edge(edge)
    return Document(graph)


def chain(document, *layers):
    return add_chain(document, ("InputLayer", {"shape": (4,)}), *layers)


def test_an_empty_canvas_says_how_to_begin(document):
    assert "empty" in only_problem(document).text
    assert not document.report.is_valid


def test_a_good_model_has_no_problem(document):
    chain(document, "Dense")
    assert document.report.problems == ()
    assert document.report.is_valid


def test_no_input(document):
    dense = add(document, "Dense")
    texts = [problem.text for problem in document.report.problems]
    assert texts == ["The model has no input, so no data can enter it.", "'dense' has no input."]
    assert document.report.problems_of(dense) == [document.report.problems[1]]


def test_no_output_and_an_unused_input(document):
    source = add(document, "InputLayer")
    errors, warning = document.report.problems
    assert errors.text == "The model has no output."
    assert (warning.severity, warning.node_ids, warning.text) == (
        "warning",
        (source,),
        "The input 'input' is not used.",
    )


def test_a_cycle_names_all_its_layers(document):
    _, total, first, second, _ = chain(document, "Add", "Dense", "Dense", "Dense")
    problem = only_problem(with_edges(document, Edge(second, 0, total, 1)))
    assert problem.node_ids == (total, first, second)
    assert problem.text == "'add', 'dense' and 'dense_1' feed each other in a circle."
    assert "Remove one wire" in problem.remedy


def test_a_layer_that_feeds_itself(document):
    _, total, _ = chain(document, "Add", "Dense")
    assert only_problem(with_edges(document, Edge(total, 0, total, 1))).text == "'add' feeds itself."


def test_names_used_twice_are_one_problem_for_all_their_nodes(document):
    _, first, second = chain(document, "Dense", "Dense")
    graph = document.graph.copy()
    graph.put_layer(LayerSpec(layer_key(document, second), "Dense", "dense", {"units": 32}))
    problem = only_problem(Document(graph))
    assert problem.text == "2 layers are named 'dense'."
    assert problem.node_ids == (first, second)


def test_a_merging_layer_with_one_wire(document):
    chain(document, "Add")
    assert only_problem(document).text == "'add' needs 2 inputs, but 1 is wired."
    assert only_problem(document).remedy == "Wire 1 more to it, or delete it."


def test_too_many_wires(document):
    source, dense = chain(document, "Dense")
    problem = only_problem(with_edges(document, Edge(source, 0, dense, 1)))
    assert problem.text == "'dense' takes 1 input, but 2 are wired."
    assert "merging layer" in problem.remedy


def test_two_wires_at_one_port(document):
    source, _, total = chain(document, ("Dense", {"units": 4}), "Add")
    problem = only_problem(with_edges(document, Edge(source, 0, total, 0)))
    assert problem.text == "Two wires end at the same port of 'add'."


def test_a_wire_to_a_port_that_does_not_exist(document):
    source, dense = add(document, "InputLayer", shape=(4,)), add(document, "Dense")
    problem = only_problem(with_edges(document, Edge(source, 0, dense, 3)))
    assert problem.text == "A wire ends at input 4 of 'dense', which has 1 input."


def test_a_wire_from_a_port_that_does_not_exist(document):
    source, dense = add(document, "InputLayer", shape=(4,)), add(document, "Dense")
    problem = only_problem(with_edges(document, Edge(source, 2, dense, 0)))
    assert problem.text == "A wire leaves output 3 of 'input', which has 1 output."


def test_a_bad_argument_is_one_problem_of_all_nodes_that_share_the_layer(document):
    graph = Graph()
    graph.put_layer(LayerSpec("layer1", "InputLayer", "x", {"shape": [4]}))
    graph.put_layer(LayerSpec("layer2", "Dense", "twin", {"units": 0}))
    for id, key in (("n1", "layer1"), ("n2", "layer2"), ("n3", "layer2")):
        graph.put_node(Node(id, key))
    graph.add_edge(Edge("n1", 0, "n2", 0))
    graph.add_edge(Edge("n1", 0, "n3", 0))
    problem = only_problem(Document(graph))
    assert problem.node_ids == ("n2", "n3")
    assert problem.text == "'twin': Dense: units must be a whole number of at least 1, not 0."
    assert problem.remedy == "Correct the parameter in the Inspector."


def test_wrong_rank_names_both_layers_the_numbers_and_what_to_insert(document, own_layers):
    *_, picture = chain(document, "Dense", "PictureOnly")
    problem = only_problem(document)
    assert problem.node_ids == (picture,)
    for part in ("'picture_only' takes tensors with 4 axes", "(None, 32) with 2", "It comes from 'dense'."):
        assert part in problem.text
    assert problem.remedy == "Insert Reshape before 'picture_only'."


def test_the_remedy_for_too_many_axes_is_a_layer_that_takes_them_away(document):
    class RowOnly(PictureOnly):
        """Takes two axes."""

        input_ndim = 2

    with registered(RowOnly):
        add_chain(document, ("InputLayer", {"shape": (8, 8, 1)}), "RowOnly")
        assert "Flatten" in only_problem(document).remedy


def test_branches_that_do_not_fit_are_named_with_their_shapes(document):
    source, _, total = chain(document, ("Dense", {"units": 32}), "Add")
    right = add(document, "Dense", "narrow", units=16)
    wire(document, source, right)
    wire(document, right, total, port=1)
    problem = only_problem(document)
    assert problem.node_ids == (total,)  # the layers before it are sound
    assert problem.text.startswith("'add' cannot join 'dense' (None, 32) and 'narrow' (None, 16): it needs")
    assert problem.remedy == "Give the branches the same number of units or filters: axis 1 has 32 and 16."


def test_branches_of_different_height_and_width_get_a_remedy_about_padding(document):
    large, small = add(document, "InputLayer", shape=(28, 28, 8)), add(document, "InputLayer", shape=(26, 24, 32))
    join = add(document, "Concatenate")
    wire(document, large, join)
    wire(document, small, join, port=1)
    problem = only_problem(document)
    assert problem.node_ids == (join,)
    assert "axis 1 has 28 and 26 and axis 2 has 28 and 24" in problem.remedy
    assert "axis 3" not in problem.remedy  # along it they are joined
    assert "padding" in problem.remedy and "strides" in problem.remedy


def test_only_the_axis_that_must_agree_is_named(document):
    long, short = add(document, "InputLayer", shape=(9, 4)), add(document, "InputLayer", shape=(9, 6))
    join = add(document, "Concatenate", axis=1)
    wire(document, long, join)
    wire(document, short, join, port=1)
    assert only_problem(document).remedy.endswith("axis 2 has 4 and 6.")


def test_branches_with_different_axes_get_another_remedy(document):
    picture, flat = add(document, "InputLayer", shape=(4, 4)), add(document, "InputLayer", shape=(4,))
    join = add(document, "Concatenate")
    wire(document, picture, join)
    wire(document, flat, join, port=1)
    assert only_problem(document).remedy == "Give the branches the same number of axes."


def test_a_shape_that_does_not_fit_the_parameters(document):
    *_, reshape = chain(document, ("Reshape", {"target_shape": (3, 3)}))
    problem = only_problem(document)
    assert problem.node_ids == (reshape,)
    assert "'reshape'" in problem.text
    assert problem.remedy == "Change the parameters of 'reshape', or what 'input' gives."


def test_an_output_that_goes_nowhere_is_a_warning(document, own_layers):
    chain(document, "Halves", "Dense")
    problem = only_problem(document)
    assert (problem.severity, problem.text) == ("warning", "Output 2 of 'halves' is not used.")
    assert document.report.is_valid


def test_several_problems_are_found_at_once_errors_first(document):
    chain(document, "Dense", ("Reshape", {"target_shape": (3, 3)}), "Add")
    add(document, "InputLayer", "spare", shape=(4,))
    add(document, "Dense", "alone")
    found = [(problem.severity, problem.text.split(" ")[0]) for problem in document.report.problems]
    assert [severity for severity, _ in found] == ["error", "error", "error", "warning"]
    assert {word for _, word in found} == {"'add'", "'alone'", "Reshape", "The"}


def test_a_problem_follows_the_name_of_its_layer(document):
    dense = add(document, "Dense")
    document.execute(RenameLayer(layer_key(document, dense), "hidden"))
    assert "'hidden' has no input." in [problem.text for problem in document.report.problems]


def test_a_problem_goes_when_it_is_mended(document):
    source, dense = add(document, "InputLayer"), add(document, "Dense")
    assert not document.report.is_valid
    document.execute(Connect(Edge(source, 0, dense, 0)))
    assert document.report.is_valid
