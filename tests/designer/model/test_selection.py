"""The selection."""

from designer.model.commands import RemoveNodes
from designer.model.document import Document
from designer.model.graph import Edge
from designer.model.selection import Selection
from tests.designer.model.drawing import add, add_chain


def test_adding_and_toggling_keep_the_order_of_selecting():
    selection = Selection()
    selection.set(["n3"])
    selection.add(["n1", "n3"])
    selection.toggle(["n3", "n2"])
    assert selection.nodes_in_order == ("n1", "n2")
    assert selection.nodes == {"n1", "n2"}


def test_only_a_real_change_is_told():
    selection, told = Selection(), []
    selection.changed.connect(lambda: told.append(selection.nodes))
    selection.set(["n1"])
    selection.set(["n1"])
    selection.clear()
    selection.clear()
    assert told == [{"n1"}, frozenset()]


def test_what_is_deleted_is_no_longer_selected():
    document = Document()
    a, b, c = add_chain(document, "InputLayer", "Dense", "Dense")
    document.selection.set([a, b], [Edge(a, 0, b, 0), Edge(b, 0, c, 0)])
    document.execute(RemoveNodes([b]))
    assert document.selection.nodes == {a}
    assert not document.selection.edges


def test_selecting_is_no_step_of_the_history():
    document = Document()
    document.selection.set([add(document, "Dense")])
    assert document.history.position == 1
