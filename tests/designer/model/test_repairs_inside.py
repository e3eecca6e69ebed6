"""A repair of the whole document, seen from the nested model it changes."""

import pytest

from designer.model.document import Document
from designer.model.grouping import GroupNodes
from designer.model.level import Level
from designer.model.repairs import repairs_of, seen_from
from tests.designer.model.drawing import add_chain


@pytest.fixture
def document():
    """A nested model with a convolution in it that gets vectors."""
    made = Document()
    nodes = add_chain(made, ("InputLayer", {"shape": (784,)}), ("Conv2D", {"filters": 8, "kernel_size": 3}))
    made.execute(GroupNodes([nodes[-1]]))
    return made


def repair_of(document):
    problem = next(each for each in document.report.problems if each.inside is not None)
    return next(each for each in repairs_of(document, problem) if "reshape" in each.text.lower())


def nested(document):
    (block,) = (id for id in document.graph.nodes if document.graph.layer_of(id).inner is not None)
    return Level(document, block)


def test_the_document_sees_it_as_it_is(document):
    repair = repair_of(document)
    assert seen_from(repair, document) is repair


def test_the_nested_model_sees_its_new_nodes_and_shapes(document):
    level = nested(document)
    seen = seen_from(repair_of(document), level)
    new = [effect for effect in seen.effects if effect.is_new]
    assert [seen.graph.layer_of(effect.node_id).class_name for effect in new] == ["Reshape"]
    assert [effect.after for effect in seen.effects if not effect.is_new] == [(None, 26, 26, 8)]
    assert new[0].node_id not in level.graph.nodes


def test_where_the_nested_model_is_no_more_nothing_is_seen(document):
    level, repair = nested(document), repair_of(document)
    repair.graph.drop_node(level.node_id)
    assert seen_from(repair, level) is None
