"""Refusals: every impossible wire has its sentence, every possible one none."""

import pytest

from designer.model.document import Document
from designer.model.graph import Edge
from designer.model.refusal import connect_refusal
from tests.designer.model.drawing import Halves, PictureOnly, add, add_chain, registered, wire


@pytest.fixture
def document():
    return Document()


def refused(document, source, target, source_port=0, target_port=0):
    return connect_refusal(document, Edge(source, source_port, target, target_port))


def test_a_possible_wire_is_not_refused(document):
    source, dense = add(document, "InputLayer"), add(document, "Dense")
    assert refused(document, source, dense) is None


def test_an_input_takes_no_wire(document):
    source, dense = add(document, "InputLayer"), add(document, "Dense")
    assert refused(document, dense, source) == "'input' is an input: data enters there, it takes no wire."


def test_a_layer_cannot_feed_itself(document):
    dense = add(document, "Dense")
    assert refused(document, dense, dense) == "'dense' cannot feed itself."


def test_a_cycle(document):
    _, total, dense = add_chain(document, "InputLayer", "Add", "Dense")
    assert refused(document, dense, total, target_port=1) == "This would close a cycle: 'add' already leads to 'dense'."


def test_a_port_that_is_taken_names_who_took_it(document):
    _, dense = add_chain(document, "InputLayer", "Dense")
    second = add(document, "InputLayer")
    assert refused(document, second, dense) == "This port of 'dense' is taken by 'input'. Remove that wire first."


def test_a_second_port_of_a_layer_with_one(document):
    source, dense = add(document, "InputLayer"), add(document, "Dense")
    assert refused(document, source, dense, target_port=1) == "'dense' takes one input only."


def test_the_same_wire_again(document):
    source, dense = add_chain(document, "InputLayer", "Dense")
    assert refused(document, source, dense) == "'input' and 'dense' are connected already."


def test_a_node_that_is_gone(document):
    assert refused(document, add(document, "Dense"), "n99") == "A wire needs a node at both ends."


def test_an_output_that_does_not_exist(document):
    source, dense = add(document, "InputLayer"), add(document, "Dense")
    assert refused(document, source, dense, source_port=1) == "'input' has no output 2."


def test_a_wrong_number_of_axes_says_both_numbers(document):
    with registered(PictureOnly):
        source, picture = add(document, "InputLayer", shape=(4,)), add(document, "PictureOnly")
        text = refused(document, source, picture)
    assert "takes tensors with 4 axes" in text
    assert "(None, 4) with 2" in text


def test_branches_with_different_axes_do_not_merge(document):
    flat, picture, join = (
        add(document, "InputLayer", shape=(4,)),
        add(document, "InputLayer", shape=(8, 8, 1)),
        add(document, "Concatenate"),
    )
    wire(document, flat, join)
    assert "(None, 4) and (None, 8, 8, 1)" in refused(document, picture, join, target_port=1)


def test_a_size_that_a_parameter_can_mend_is_no_reason_to_refuse(document):
    wide, narrow, total = (
        add(document, "InputLayer", shape=(4,)),
        add(document, "InputLayer", shape=(3,)),
        add(document, "Add"),
    )
    wire(document, wide, total)
    assert refused(document, narrow, total, target_port=1) is None


def test_every_output_of_a_layer_with_several_can_be_wired(document):
    with registered(Halves):
        _, halves = add_chain(document, ("InputLayer", {"shape": (4,)}), "Halves")
        assert refused(document, halves, add(document, "Dense"), source_port=1) is None
