"""Notes: added, changed and removed as steps of the history, and written down as plain data."""

import pytest

from designer.model.command import Compound
from designer.model.document import Document
from designer.model.notes import ChangeNotes, Note, notes_from_json, notes_to_json

HELLO = Note("note1", "Hello", 10.0, -4.0)


@pytest.fixture
def document():
    made = Document()
    made.execute(ChangeNotes({"note1": HELLO}))
    return made


def test_a_note_is_added_changed_and_removed(document):
    document.execute(ChangeNotes({"note1": Note("note1", "Bye"), "note2": Note("note2")}))
    assert document.notes["note1"].text == "Bye"
    document.execute(ChangeNotes({"note1": None}))
    assert set(document.notes) == {"note2"}


def test_every_step_can_be_taken_back(document):
    document.execute(ChangeNotes({"note1": None, "note2": Note("note2")}))
    document.undo()
    assert document.notes == {"note1": HELLO}
    document.undo()
    assert document.notes == {}
    document.redo()
    assert document.notes == {"note1": HELLO}


def test_the_views_are_told_also_in_a_compound(document):
    told = []
    document.notes_changed.connect(lambda: told.append(True))
    document.execute(Compound("Both", [ChangeNotes({"a": Note("a")}), ChangeNotes({"b": Note("b")})]))
    assert told == [True]


def test_notes_survive_json(document):
    document.execute(
        ChangeNotes({"note10": Note("note10", "ä\n模", 1.5, 2.25, 300.0, 40.0, "blue"), "note2": Note("note2")})
    )
    content = notes_to_json(document.notes)
    assert [entry["id"] for entry in content] == ["note1", "note2", "note10"]
    assert notes_from_json(content) == document.notes


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({}, "must be a list"),
        ([3], "needs an 'id'"),
        ([{"id": "a", "text": 3}], "needs a 'text'"),
        ([{"id": "a", "x": float("nan")}], "finite number 'x'"),
        ([{"id": "a", "width": True}], "finite number 'width'"),
    ],
)
def test_what_is_no_note_is_refused_in_a_sentence(content, says):
    with pytest.raises(ValueError, match=says):
        notes_from_json(content)
