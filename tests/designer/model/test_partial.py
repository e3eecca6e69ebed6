"""A broken graph still shows everything that can be known."""

import pytest

from designer.model.document import Document
from designer.model.shape_text import shape_text
from tests.designer.model.drawing import add, add_chain, wire


def shown(document, node_id):
    return shape_text(document.report.facts[node_id].shown_shapes[0])


CONV = ("Conv2D", {"filters": 32, "kernel_size": 3})


@pytest.fixture
def broken():
    """A row that cannot enter a convolution, and what follows it."""
    document = Document()
    pool, second = ("MaxPooling2D", {}), ("Conv2D", {"filters": 8, "kernel_size": 3})
    ids = add_chain(
        document, ("InputLayer", {"shape": (784,)}), CONV, pool, second, "Flatten", ("Dense", {"units": 10}), "Softmax"
    )
    return document, ids


def test_unknown_sizes_travel_as_letters(broken):
    document, ids = broken
    texts = [shown(document, id) for id in ids]
    pictures = ["(None, H, W, 32)", "(None, ⌊H/2⌋, ⌊W/2⌋, 32)", "(None, ⌊H/2⌋−2, ⌊W/2⌋−2, 8)"]
    assert texts == ["(None, 784)", *pictures, "(None, (⌊H/2⌋−2)·(⌊W/2⌋−2)·8)", "(None, 10)", "(None, 10)"]


def test_weights_that_need_no_more_than_is_known_are_counted(broken):
    document, (_, first, _, second, _, last, _) = broken
    facts = document.report.facts
    assert facts[first].num_params is None, "its channels are unknown"
    assert facts[second].num_params == 3 * 3 * 32 * 8 + 8
    assert facts[last].num_params is None
    assert document.report.total_params == facts[second].num_params
    assert not document.report.is_complete, "the totals are lower bounds"


def test_what_is_known_in_part_is_still_unknown_to_everything_else(broken):
    document, (_, first, pool, *_) = broken
    for id in (first, pool):
        facts = document.report.facts[id]
        assert (facts.output_shape, facts.is_known) == (None, False)
    assert [problem.node_ids for problem in document.report.problems] == [(first,)], "only the culprit is told"


def test_the_number_of_axes_must_be_certain():
    document = Document()
    _, _, dense = add_chain(document, ("InputLayer", {"shape": (12,)}), ("Reshape", {"target_shape": (5, 3)}), "Dense")
    assert shown(document, dense) == "(None, 5, 32)"
    document = Document()
    _, dense = add_chain(document, "Identity", "Dense")
    assert shown(document, dense) == "?"


def test_a_branch_that_is_known_says_how_many_axes_the_other_has():
    document = Document()
    source = add(document, "InputLayer", shape=(8, 8, 4))
    loose, total = add(document, "Conv2D", filters=4, kernel_size=3), add(document, "Add")
    wire(document, source, total)
    wire(document, loose, total, port=1)
    assert shown(document, loose) == "?", "nothing is wired to it"
    assert shown(document, total) == "(None, H, W, C)"


def test_a_recurrent_layer_and_an_embedding_after_something_unknown():
    document = Document()
    chain = (
        ("Conv2D", {"filters": 4, "kernel_size": 3}),
        ("LSTM", {"units": 7, "return_sequences": True}),
        ("LSTM", {"units": 5}),
    )
    *_, first, second = add_chain(document, ("InputLayer", {"shape": (4,)}), *chain)
    assert shown(document, first) == "(None, T, 7)"
    assert shown(document, second) == "(None, 5)"
    assert document.report.facts[second].num_params == 4 * 5 * (7 + 5 + 1)


def test_sizes_that_are_open_on_purpose_get_letters_too():
    document = Document()
    *_, conv = add_chain(document, ("InputLayer", {"shape": (None, None, 3)}), CONV)
    assert shown(document, conv) == "(None, H−2, W−2, 32)"
    assert document.report.facts[conv].is_known
    assert document.report.facts[conv].num_params == 896
    assert not document.report.is_complete


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (None, "?"), ((), "()"), ((None,), "(None,)"), ((3, None), "(3, F)"), ((None, None, 8), "(None, T, 8)"),
        ((None, 2, None, None, 1), "(None, 2, H, W, 1)"), ((None, *[None] * 5), "(None, n1, n2, n3, n4, n5)"),
    ],
)  # fmt: skip
def test_shapes_in_words(shape, text):
    assert shape_text(shape) == text
