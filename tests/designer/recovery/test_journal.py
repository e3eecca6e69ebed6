"""The journal: whatever a user does, what is written down is the document; and nothing stays once it is saved."""

import json

import numpy as np
import pytest
from hypothesis import settings

from designer.formats.description import describe
from designer.formats.project import write_project
from designer.model.commands import AddLayer, Connect, MoveNodes, RemoveNodes, SetData, ShareLayer, UnshareLayer
from designer.model.document import Document
from designer.model.graph import Edge
from designer.model.notes import ChangeNotes, Note
from designer.recovery import journal as journal_module
from designer.recovery.journal import Journal
from designer.recovery.place import Place
from designer.recovery.recovered import recovered_documents
from tests.designer.model.test_properties import Editing


@pytest.fixture
def told():
    return []


@pytest.fixture
def journal_of(told):
    """Write documents down until the end of the test."""
    journals = []

    def start(document, place=None):
        journals.append(Journal(document, told.append, place))
        return journals[-1]

    yield start
    for journal in journals:
        journal.leave()


def drawn():
    document = Document()
    document.execute(AddLayer("InputLayer", arguments={"shape": (4,)}, node_id="a"))
    document.execute(AddLayer("Dense", arguments={"units": 3}, node_id="b"))
    document.execute(Connect(Edge("a", 0, "b", 0)))
    return document


def saved(document, path):
    write_project(document, path)
    document.mark_saved(path)
    return document


def crash(journal):
    """Let go as the system does when a process ends."""
    journal.leave()


def left():
    """Return the only document that was left, opened."""
    (found,) = recovered_documents()
    document, _ = found.open()
    found.place.release()
    return document


class Journaled(Editing):
    """A user who does anything at all, and a journal that has to keep up."""

    def __init__(self):
        super().__init__()
        self.told = []
        self.journal = Journal(self.document, self.told.append)

    def teardown(self):
        self.journal.leave()
        was_modified = self.document.is_modified
        expected = describe(self.document)
        for found in recovered_documents():
            assert was_modified
            was_modified = False
            document, remark = found.open()
            assert (describe(document), remark) == (expected, "")
            found.place.remove()
        assert not was_modified
        assert self.told == []


TestJournaled = Journaled.TestCase
TestJournaled.settings = settings(max_examples=20, stateful_step_count=30, deadline=None)


def test_a_document_nobody_changed_leaves_nothing(journal_of):
    crash(journal_of(Document()))
    assert recovered_documents() == []


def test_every_step_is_in_the_file_when_it_is_over(journal_of):
    document = Document()
    journal = journal_of(document)
    for number in range(5):
        document.execute(AddLayer("Dense", node_id=f"n{number}"))
        assert len(journal.place.journal.read_bytes().splitlines()) == number + 1


def test_what_is_saved_needs_no_journal(journal_of, tmp_path):
    document = drawn()
    document.set_weights({"layer2": [np.ones(3)]})
    journal = journal_of(document)
    saved(document, tmp_path / "mine.nnd")
    journal.wait()
    assert {each.name for each in journal.place.folder.iterdir()} == {"lock", "owner.json"}


def test_going_back_to_the_saved_state_needs_no_journal_and_leaving_it_again_does(journal_of, tmp_path):
    document = saved(drawn(), tmp_path / "mine.nnd")
    journal = journal_of(document)
    document.execute(MoveNodes({"a": (5.0, 5.0)}))
    document.undo()
    assert not journal.place.journal.exists()
    document.undo()
    crash(journal)
    assert left().graph == document.graph


def test_a_recovered_document_knows_its_file_and_is_not_saved(journal_of, tmp_path):
    document = saved(drawn(), tmp_path / "mine.nnd")
    document.stamp = (3, 4)
    journal = journal_of(document)
    document.execute(SetData("iris"))
    document.execute(ChangeNotes({"note": Note("note", "Hm")}))
    crash(journal)
    found = left()
    assert (found.path, found.title, found.stamp, found.data_name) == (tmp_path / "mine.nnd", "mine", (3, 4), "iris")
    assert found.notes == document.notes
    assert found.is_modified
    assert "mine" in found.title


def test_weights_and_curves_are_recovered(journal_of):
    document = drawn()
    document.set_weights({"layer2": [np.arange(3.0)]}, {"loss": [0.5]})
    journal = journal_of(document)
    document.execute(MoveNodes({"a": (5.0, 5.0)}))
    journal.wait()
    document.set_weights({"layer2": [np.arange(3.0) + 1]}, {"loss": [0.5, 0.25]})
    crash(journal)
    found = left()
    np.testing.assert_array_equal(found.weights["layer2"][0], [1, 2, 3])
    assert found.curves == {"loss": [0.5, 0.25]}


def test_weights_of_a_layer_made_independent_are_recovered(journal_of):
    document = drawn()
    document.set_weights({"layer2": [np.arange(3.0)]})
    journal = journal_of(document)
    document.execute(ShareLayer("layer2", node_id="c"))
    document.execute(UnshareLayer("c"))
    crash(journal)
    found = left()
    np.testing.assert_array_equal(found.weights[found.graph.nodes["c"].layer_key][0], [0, 1, 2])


def test_damaged_weights_are_told_and_the_rest_is_recovered(journal_of):
    document = drawn()
    document.set_weights({"layer2": [np.arange(3.0)]})
    journal = journal_of(document)
    crash(journal)
    journal.place.weights.write_bytes(b"no weights")
    (found,) = recovered_documents()
    again, remark = found.open()
    found.place.release()
    assert again.graph == document.graph
    assert "weights could not be read" in remark


def test_a_line_cut_off_costs_that_step_only(journal_of):
    document = drawn()
    journal = journal_of(document)
    document.execute(MoveNodes({"a": (5.0, 5.0)}))
    expected = describe(document)
    document.execute(MoveNodes({"b": (7.0, 7.0)}))
    crash(journal)
    content = journal.place.journal.read_bytes()
    journal.place.journal.write_bytes(content[:-9])
    assert describe(left()) == expected


def test_zeros_from_a_lost_disk_cache_end_the_journal(journal_of):
    document = drawn()
    journal = journal_of(document)
    expected = describe(document)
    crash(journal)
    with journal.place.journal.open("ab") as file:
        file.write(bytes(300))
    assert describe(left()) == expected


def test_a_journal_without_a_whole_line_is_removed(journal_of):
    document = drawn()
    journal = journal_of(document)
    crash(journal)
    journal.place.journal.write_bytes(b'{"descr')
    assert recovered_documents() == []
    assert not journal.place.folder.exists()


def test_a_long_journal_begins_anew(journal_of, monkeypatch):
    monkeypatch.setattr(journal_module, "_LARGEST", 1000)
    document = drawn()
    journal = journal_of(document)
    for number in range(100):
        document.execute(MoveNodes({"a": (number, 0.0)}))
        document.history._last_time = 0  # each a step of its own
    assert len(journal.place.journal.read_bytes()) < 4000
    crash(journal)
    assert left().graph == document.graph


def test_where_nothing_can_be_written_one_sentence_says_so_and_the_work_goes_on(journal_of, told, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    document = Document()
    journal_of(document)
    with monkeypatch.context() as context:
        context.setattr(Place, "new", full)
        document.execute(AddLayer("Dense"))
        document.execute(AddLayer("Dense"))
    assert told == ["Changes cannot be written down for the case of a crash: the disk is full. Save often."]
    document.execute(AddLayer("Dense"))
    assert len(document.graph.nodes) == 3


def test_writing_is_taken_up_again_when_there_is_room(journal_of, monkeypatch):
    document = drawn()
    journal = journal_of(document)
    journal.place.journal.unlink()  # as if somebody had tidied up
    document.execute(MoveNodes({"a": (1.0, 0.0)}))
    document.execute(RemoveNodes(["b"]))
    crash(journal)
    assert left().graph == document.graph


def test_a_journal_goes_on_where_another_ended(journal_of):
    document = drawn()
    crash(journal_of(document))
    (found,) = recovered_documents()
    again, _ = found.open()
    journal = journal_of(again, found.place)
    again.execute(MoveNodes({"a": (9.0, 9.0)}))
    crash(journal)
    assert left().graph == again.graph


def test_a_journal_of_a_newer_program_is_left_alone(journal_of):
    document = drawn()
    journal = journal_of(document)
    crash(journal)
    first = json.loads(journal.place.journal.read_bytes())
    first["description"]["version"] = 99
    journal.place.journal.write_bytes(json.dumps(first).encode() + b"\n")
    (found,) = recovered_documents()
    with pytest.raises(ValueError, match="newer program"):
        found.open()
    found.place.release()
    assert journal.place.journal.exists()


def test_the_disk_gets_what_was_written_within_a_second(journal_of, monkeypatch):
    flushed = []
    monkeypatch.setattr(journal_module, "SYNC_AFTER_S", 0.0)
    monkeypatch.setattr(journal_module, "flush_to_disk", flushed.append)
    document = drawn()
    journal = journal_of(document)
    journal._sync.join(timeout=5)
    assert flushed == [journal.place.journal]
