"""Notes and frames: added, written, moved with what lies in them, resized, coloured, deleted; each is one step."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication

from designer.formats.project import read_project, write_project
from designer.model.notes import ChangeNotes, Note

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def note(hands):
    """A note right of the middle."""
    hands.document.execute(ChangeNotes({"note1": Note("note1", "Look here", 100, -200, 200, 120)}))
    return "note1"


def rectangle(hands, note):
    found = hands.document.notes[note]
    return found.x, found.y, found.width, found.height


def middle(hands, note):
    return hands.view.canvas_scene.note_layer.items[note].frame().center()


def write_new(hands, text="Why?"):
    hands.view.noting.add()
    hands.type(text)
    hands.key(Qt.Key.Key_Return, CTRL)


def test_a_new_note_is_written_at_once_and_ctrl_enter_keeps_it(hands):
    hands.view.noting.add()
    hands.type("Why two branches?")
    hands.key(Qt.Key.Key_Return, CTRL)
    (note,) = hands.document.notes.values()
    assert note.text == "Why two branches?"
    assert hands.view.hasFocus()
    hands.document.undo()
    assert hands.document.notes == {}


@pytest.mark.parametrize("words", ["", "not this"])
def test_escape_takes_a_new_note_away_and_leaves_no_step(hands, words):
    hands.view.noting.add()
    hands.type(words)
    hands.key(Qt.Key.Key_Escape)
    assert hands.document.notes == {}
    assert hands.document.history.entries == []
    assert hands.view.hasFocus()


def test_a_new_note_nobody_wrote_on_is_none(hands):
    hands.view.noting.add()
    hands.key(Qt.Key.Key_Return, CTRL)
    assert hands.document.notes == {}
    assert hands.document.history.entries == []


def test_escape_keeps_the_text_as_it_was(hands, note):
    hands.double_click(middle(hands, note))
    hands.type("not this")
    hands.key(Qt.Key.Key_Escape)
    assert hands.document.notes[note].text == "Look here"


def test_a_double_click_writes_a_note_in_its_place(hands, note):
    hands.double_click(middle(hands, note))
    assert hands.view.noting.box.isVisible()
    hands.key(Qt.Key.Key_A, CTRL)
    hands.type("Other words")
    hands.view.setFocus()  # leaving it keeps what was written
    assert hands.document.notes[note].text == "Other words"
    assert hands.document.history.undo_text == "Write a note"


def test_the_field_for_the_title_of_a_frame_leaves_its_nodes_in_sight(hands):
    node = hands.add("Dense", 0, 0)
    hands.document.selection.set([node])
    hands.view.noting.frame()
    box = hands.view.noting.box.geometry()
    body = hands.view.mapFromScene(hands.view.canvas_scene.node_items[node].body()).boundingRect()
    assert box.bottom() < body.center().y()
    assert box.left() < body.left()


def test_dragging_a_note_moves_it_in_one_step(hands, note):
    steps = hands.document.history.position
    hands.drag(middle(hands, note), middle(hands, note) + QPointF(64, 32))
    assert rectangle(hands, note) == (164, -168, 200, 120) or rectangle(hands, note)[:2] == (160, -168)
    assert hands.document.history.position == steps + 1


def test_a_frame_goes_around_the_selection_and_takes_it_along(hands, chain):
    hands.document.selection.set(chain[:2])
    hands.view.noting.frame()
    hands.type("Encoder")
    hands.key(Qt.Key.Key_Return, CTRL)
    (frame,) = hands.document.notes
    item = hands.view.canvas_scene.note_layer.items[frame]
    assert set(hands.view.canvas_scene.note_layer.nodes_in(item)) == set(chain[:2])
    title = item.frame().topLeft() + QPointF(40, 10)
    before = [hands.document.graph.nodes[id].x for id in chain]
    hands.drag(title, title + QPointF(80, 0))
    moved = [hands.document.graph.nodes[id].x - x for id, x in zip(chain, before, strict=True)]
    assert moved == [80, 80, 0]
    hands.document.undo()
    assert [hands.document.graph.nodes[id].x for id in chain] == before


def test_inside_a_frame_with_nodes_one_can_still_draw_a_rubber_band(hands, chain):
    hands.document.selection.set(chain[:2])
    hands.view.noting.frame()
    hands.key(Qt.Key.Key_Escape)
    (frame,) = hands.document.notes
    inside = hands.view.canvas_scene.note_layer.items[frame].frame().topLeft() + QPointF(12, 40)
    hands.drag(inside, hands.body_of(chain[0]))
    assert hands.document.selection.nodes == {chain[0]}


def test_the_lower_right_corner_resizes(hands, note):
    hands.click(middle(hands, note))
    corner = hands.view.canvas_scene.note_layer.items[note].corner().center()
    hands.drag(corner, corner + QPointF(80, 40))
    assert rectangle(hands, note) == (100, -200, 280, 160)
    assert hands.document.history.undo_text == "Resize a note"


def test_a_selected_note_is_deleted_and_comes_back(hands, note):
    hands.click(middle(hands, note))
    hands.view.editing.delete()
    assert hands.document.notes == {}
    assert hands.document.selection.notes == set()
    hands.document.undo()
    assert set(hands.view.canvas_scene.note_layer.items) == {note}


def test_arrow_keys_move_a_note(hands, note):
    hands.click(middle(hands, note))
    hands.key(Qt.Key.Key_Down)
    assert rectangle(hands, note)[:2] == (100, -192)


def test_escape_puts_a_dragged_note_back(hands, note):
    start = middle(hands, note)
    hands.press(start)
    hands.move(start + QPointF(80, 80))
    hands.key(Qt.Key.Key_Escape)
    hands.release(start + QPointF(80, 80))
    assert rectangle(hands, note) == (100, -200, 200, 120)
    assert middle(hands, note) == start


def test_a_note_takes_a_colour(hands, note):
    hands.document.selection.set(notes=[note])
    hands.view.noting.paint("green")
    assert hands.document.notes[note].colour == "green"
    hands.view.grab()
    hands.document.undo()
    assert hands.document.notes[note].colour == ""


def test_a_rubber_band_selects_a_note_that_lies_in_it(hands, note):
    hands.drag(QPointF(60, -240), QPointF(320, -60))
    QApplication.processEvents()
    assert hands.document.selection.notes == {note}


def test_notes_are_saved_and_come_back(hands, note, tmp_path):
    write_project(hands.document, tmp_path / "model.nnd")
    assert read_project(tmp_path / "model.nnd").notes == hands.document.notes


def test_a_new_note_lies_beside_the_nodes_not_below_them(hands, chain):
    hands.view.centerOn(hands.body_of(chain[1]))
    write_new(hands)
    (note,) = hands.view.canvas_scene.note_layer.items.values()
    assert not hands.view.canvas_scene.has_node_in(note.frame())


def test_a_new_note_does_not_lie_across_the_edge_of_a_frame(hands):
    frame = Note("note1", "Encoder", -400, -200, 420, 400)
    hands.document.execute(ChangeNotes({"note1": frame}))
    write_new(hands)
    item = hands.view.canvas_scene.note_layer.items["note2"]
    assert not item.frame().intersects(hands.view.canvas_scene.note_layer.items["note1"].frame())


def test_a_new_note_may_lie_inside_a_large_frame(hands):
    hands.document.execute(ChangeNotes({"note1": Note("note1", "", -400, -300, 800, 600)}))
    write_new(hands)
    frames = {id: item.frame() for id, item in hands.view.canvas_scene.note_layer.items.items()}
    assert frames["note1"].contains(frames["note2"])


def test_a_new_note_is_not_hidden_below_the_map(hands, chain):
    view = hands.view
    assert view.minimap.isVisible()
    beside = view.minimap.geometry().topLeft() + QPoint(
        -40, 20
    )  # the mouse is left of the map, the note would reach it
    hands.move(view.mapToScene(beside))
    view.noting.add()
    assert not view.noting.box.geometry().intersects(view.minimap.geometry())
    assert view.viewport().rect().contains(view.noting.box.geometry())
