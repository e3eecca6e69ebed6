"""The clipboard: layers as text."""

import pytest

from designer.model import clipboard
from designer.model.commands import ShareLayer
from designer.model.document import Document
from designer.model.notes import ChangeNotes, Note
from tests.designer.model.drawing import add_chain, layer_key


@pytest.fixture
def document():
    return Document()


def test_layers_and_the_wires_between_them_are_pasted_with_new_names(document):
    _, first, second = add_chain(document, "InputLayer", ("Dense", {"units": 7}), "Dense")
    paste = clipboard.paste_command(clipboard.copy(document, [first, second]))
    document.execute(paste)
    new_first, new_second = paste.node_ids[first], paste.node_ids[second]
    assert [document.graph.layer_of(id).name for id in (new_first, new_second)] == ["dense_2", "dense_3"]
    assert document.graph.layer_of(new_first).arguments == {"units": 7}
    assert [edge.source for edge in document.graph.in_edges(new_second)] == [new_first]
    assert document.graph.in_edges(new_first) == []


def test_into_another_document_they_keep_their_names(document):
    ids = add_chain(document, "InputLayer", "Dense")
    other = Document()
    other.execute(clipboard.paste_command(clipboard.copy(document, ids)))
    assert [layer.name for layer in other.graph.layers.values()] == ["input", "dense"]
    other.undo()
    assert not other.graph.nodes


def test_notes_come_along_with_new_ids_and_go_again(document):
    ids = add_chain(document, "InputLayer", "Dense")
    document.execute(ChangeNotes({"note1": Note("note1", "Encoder", 8, 16, 200, 120, "blue")}))
    paste = clipboard.paste_command(clipboard.copy(document, ids, ["note1"]))
    document.execute(paste)
    assert document.notes["note2"] == Note("note2", "Encoder", 40, 48, 200, 120, "blue")
    assert set(document.notes) == {"note1", "note2"}
    document.undo()
    assert set(document.notes) == {"note1"}
    document.redo()
    assert document.notes["note2"].text == "Encoder"


def test_notes_alone_can_be_copied_to_another_document(document):
    document.execute(ChangeNotes({"note1": Note("note1", "Why?", 8, 16)}))
    other = Document()
    other.execute(clipboard.paste_command(clipboard.copy(document, [], ["note1"]), (0.0, 0.0)))
    assert other.notes == {"note1": Note("note1", "Why?")}
    assert not other.graph.nodes


def test_copied_notes_that_were_damaged_are_refused(document):
    document.execute(ChangeNotes({"note1": Note("note1", "Why?")}))
    text = clipboard.copy(document, [], ["note1"])
    with pytest.raises(ValueError, match="needs a finite number 'width'"):
        clipboard.paste_command(text.replace("160.0", '"wide"'))


def test_the_corner_goes_where_one_points(document):
    ids = add_chain(document, "InputLayer", "Dense")
    paste = clipboard.paste_command(clipboard.copy(document, ids), (100.0, 50.0))
    document.execute(paste)
    node = document.graph.nodes[paste.node_ids[ids[0]]]
    assert (node.x, node.y) == (100.0, 50.0)


def test_nodes_that_share_a_layer_still_share_one_after_pasting(document):
    _, dense = add_chain(document, "InputLayer", "Dense")
    twin = ShareLayer(layer_key(document, dense))
    document.execute(twin)
    paste = clipboard.paste_command(clipboard.copy(document, [dense, twin.node_id]))
    document.execute(paste)
    keys = {document.graph.nodes[id].layer_key for id in paste.node_ids.values()}
    assert len(keys) == 1
    assert layer_key(document, dense) not in keys


@pytest.mark.parametrize("text", ["", "hello", "[1, 2]", '{"format": "other"}', "[" * 100_000, "null"])
def test_any_other_text_is_refused_in_a_sentence(text):
    with pytest.raises(ValueError, match="does not hold layers copied from a canvas"):
        clipboard.paste_command(text)


def test_copied_layers_that_were_damaged_are_refused(document):
    text = clipboard.copy(document, add_chain(document, "InputLayer", "Dense"))
    with pytest.raises(ValueError, match="does not exist"):
        clipboard.paste_command(text.replace('"layer": "layer1"', '"layer": "layer7"'))


def test_nothing_copied_is_refused(document):
    with pytest.raises(ValueError, match="no layer"):
        clipboard.paste_command(clipboard.copy(document, []))


def test_copied_text_is_recognised_at_a_glance(document):
    assert clipboard.is_pasteable(clipboard.copy(document, []))
    assert not clipboard.is_pasteable("a letter")
