"""Never lose work, in the window: restored after a crash, told of other windows and programs, and of full disks."""

import os
import shutil
import stat
import sys
import time

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox, QPushButton

from designer.exporting import EXPORTS
from designer.formats.door import READABLE, open_document
from designer.model.commands import AddLayer, Connect, MoveNodes, SetData
from designer.model.document import Document
from designer.model.graph import Edge
from designer.recovery.journal import Journal
from designer.recovery.place import Place
from designer.window import MainWindow


def drawn():
    document = Document()
    document.execute(AddLayer("InputLayer", arguments={"shape": (4,)}, node_id="a"))
    document.execute(AddLayer("Dense", 0, 90, {"units": 3}, node_id="b"))
    document.execute(Connect(Edge("a", 0, "b", 0)))
    return document


@pytest.fixture
def make_window(qtbot):
    def make(document=None):
        window = MainWindow(document or Document())
        qtbot.addWidget(window, before_close_func=never_ask)
        window.resize(1280, 800)
        window.show()
        return window

    return make


def never_ask(window):
    window.files.ask_about_several = lambda _: []
    window.files.ask_about_changes = lambda: "discard"


@pytest.fixture
def window(make_window):
    return make_window(drawn())


@pytest.fixture
def path(window, tmp_path):
    """The file of the window's document, saved."""
    assert window.files.save_to(tmp_path / "mine.nnd")
    return tmp_path / "mine.nnd"


def crashed(document):
    """Leave a document behind as a process does that comes to a sudden end."""
    Journal(document, pytest.fail).leave()


def press(window, name):
    button = window.findChild(QPushButton, name)
    assert button is not None and button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete


def edit(document, number=1):
    document.execute(MoveNodes({"a": (number * 10.0, 0.0)}))


def answer_next(qtbot, text):
    """Press a button of the question that comes next; return what was asked."""
    asked = []

    def press_it():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        button = next(each for each in box.buttons() if each.text().replace("&", "") == text)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    from PySide6.QtCore import QTimer

    QTimer.singleShot(0, press_it)
    return asked


# ---- after a crash ------------------------------------------------------------------------------------------------


def test_a_start_after_an_ordinary_end_offers_nothing(window):
    window.safekeeping.offer()
    assert not window.recovery_bar.isVisible()


def test_what_a_crash_left_is_restored_with_a_click(make_window):
    lost = drawn()
    lost.set_weights({"layer2": [np.ones((4, 3)), np.zeros(3)]}, {"loss": [0.5]})
    lost.title = "Flowers"
    crashed(lost)
    window = make_window()
    window.safekeeping.offer()
    assert "“Flowers” – 1 change" in window.findChild(QLabel, "recovery_text_0").text()
    assert time.strftime("%Y-%m-%d") in window.findChild(QLabel, "recovery_text_0").text()
    press(window, "recovery_restore_0")
    assert window.document.graph == lost.graph
    assert (window.document.title, window.document.curves) == ("Flowers", {"loss": [0.5]})
    assert window.document.weights["layer2"][0].shape == (4, 3)
    assert window.isWindowModified()
    assert not window.recovery_bar.isVisible()


def test_what_was_restored_is_still_written_down(make_window):
    crashed(drawn())
    first = make_window()
    first.safekeeping.offer()
    press(first, "recovery_restore_0")
    edit(first.document, 7)
    first.safekeeping._journal.leave()  # a second crash
    second = make_window()
    second.safekeeping.offer()
    press(second, "recovery_restore_0")
    assert second.document.graph.nodes["a"].x == 70


def test_saving_what_was_restored_ends_its_journal(make_window, tmp_path):
    crashed(drawn())
    window = make_window()
    window.safekeeping.offer()
    press(window, "recovery_restore_0")
    assert window.files.save_to(tmp_path / "kept.nnd")
    assert not window.safekeeping._journal.place.journal.exists()


def test_restoring_overwrites_no_file(make_window, tmp_path):
    saver = make_window(drawn())
    assert saver.files.save_to(tmp_path / "mine.nnd")
    before = (tmp_path / "mine.nnd").read_bytes()
    edit(saver.document)
    saver.safekeeping._journal.leave()
    window = make_window()
    window.safekeeping.offer()
    press(window, "recovery_restore_0")
    assert window.document.path == tmp_path / "mine.nnd"
    assert (tmp_path / "mine.nnd").read_bytes() == before


def test_discarding_asks_once_more_and_then_removes(make_window):
    crashed(drawn())
    window = make_window()
    window.safekeeping.offer()
    press(window, "recovery_discard_0")
    assert window.recovery_bar.isVisible()
    press(window, "recovery_discard_0")
    assert not window.recovery_bar.isVisible()
    window.safekeeping.offer()
    assert not window.recovery_bar.isVisible()


def test_what_is_neither_restored_nor_discarded_is_offered_again(make_window, qtbot):
    crashed(drawn())
    first = make_window()
    first.safekeeping.offer()
    QTest.mouseClick(first.recovery_bar.close_button, Qt.MouseButton.LeftButton)
    assert not first.recovery_bar.isVisible()
    second = make_window()
    second.safekeeping.offer()
    assert second.recovery_bar.isVisible()


def test_what_is_restored_leaves_unsaved_work_in_its_own_tab(make_window):
    crashed(drawn())
    window = make_window(drawn())
    window.safekeeping.offer()
    document = window.document
    edit(document)
    window.files.ask_about_changes = lambda: pytest.fail("asked")
    press(window, "recovery_restore_0")
    assert window.document is not document
    assert [page.document for page in window.pages.all] == [document, window.document]
    assert window.recovery_bar.isHidden()


def test_several_are_listed_and_those_beyond_four_are_counted(make_window):
    for number in range(6):
        document = drawn()
        document.title = f"Number {number}"
        crashed(document)
    window = make_window()
    window.safekeeping.offer()
    labels = [each for each in window.findChildren(QLabel) if each.objectName().startswith("recovery_text")]
    assert len(labels) == 4
    assert "and 2 more" in [each.text() for each in window.recovery_bar.findChildren(QLabel)]


def test_closing_the_window_leaves_nothing_behind(make_window, window):
    edit(window.document)
    place = window.safekeeping._journal.place
    assert place.journal.exists()
    never_ask(window)
    window.close()
    assert not place.folder.exists()


# ---- full, protected and vanished disks ---------------------------------------------------------------------------


def is_still_there(window):
    return window.isWindowModified() and set(window.document.graph.nodes) == {"a", "b"}


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_full_disk_is_a_sentence_and_the_document_is_still_there(window, path):
    import resource

    before = path.read_bytes()
    window.document.set_weights({"layer2": [np.random.default_rng(1).random((400, 400))]})
    window.safekeeping._journal.wait()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        window.action("save").trigger()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "'mine.nnd' could not be written" in window.message_bar.text
    assert is_still_there(window)
    assert path.read_bytes() == before
    assert [each.name for each in path.parent.iterdir()] == ["mine.nnd"]


def test_no_space_left_is_a_sentence(window, path, monkeypatch):
    def full(*_):
        raise OSError(28, os.strerror(28))

    edit(window.document)
    with monkeypatch.context() as context:
        context.setattr(os, "fsync", full)
        window.action("save").trigger()
    assert "the disk is full" in window.message_bar.text
    assert is_still_there(window)


def test_a_write_protected_file_is_a_sentence(window, path):
    edit(window.document)
    path.chmod(stat.S_IREAD)
    window.action("save").trigger()
    path.chmod(stat.S_IREAD | stat.S_IWRITE)
    assert "write-protected" in window.message_bar.text
    assert is_still_there(window)


def test_a_folder_that_vanished_is_a_sentence_and_saving_elsewhere_works(window, tmp_path):
    (tmp_path / "drive").mkdir()
    assert window.files.save_to(tmp_path / "drive" / "mine.nnd")
    edit(window.document)
    shutil.rmtree(tmp_path / "drive")
    window.action("save").trigger()
    assert "the folder is not there" in window.message_bar.text
    assert is_still_there(window)
    window.files.ask_for_target = lambda *_: str(tmp_path / "else.nnd")
    window.action("save_as").trigger()
    assert open_document(tmp_path / "else.nnd").graph == window.document.graph


def test_where_no_journal_can_be_kept_the_window_says_so_once_and_works(make_window, monkeypatch, qtbot):
    def full(*_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Place, "new", full)
    window = make_window(drawn())
    edit(window.document)
    qtbot.waitUntil(lambda: "the disk is full. Save often." in window.message_bar.text)
    edit(window.document, 2)
    assert window.document.graph.nodes["a"].x == 20


# ---- two windows, other programs ----------------------------------------------------------------------------------


def test_the_second_window_on_a_file_can_have_a_copy(make_window, window, path, qtbot):
    second = make_window()
    asked = answer_next(qtbot, "Open a Copy")
    assert second.files.open_path(path)
    assert asked == ["“mine.nnd” is open in another window."]
    assert (second.document.path, second.document.title) == (None, "mine (copy)")
    assert second.document.graph == window.document.graph


def test_the_second_window_can_open_the_file_anyway_or_leave_it(make_window, window, path, qtbot):
    second = make_window()
    answer_next(qtbot, "Cancel")
    assert not second.files.open_path(path)
    answer_next(qtbot, "Open Anyway")
    assert second.files.open_path(path)
    assert second.document.path == path


def test_a_window_may_open_its_own_file_again(window, path):
    window.files.ask_about_other_window = lambda *_: pytest.fail("asked")
    assert window.files.open_path(path)


def test_a_file_nobody_has_open_any_more_is_opened_without_a_question(make_window, window, path):
    window.close()
    second = make_window()
    second.files.ask_about_other_window = lambda *_: pytest.fail("asked")
    assert second.files.open_path(path)


def test_nothing_is_saved_over_a_file_that_is_open_elsewhere(make_window, window, path):
    second = make_window(drawn())
    second.files.ask_for_target = lambda *_: str(path)
    before = path.read_bytes()
    second.action("save_as").trigger()
    assert "open in another tab or window" in second.message_bar.text
    assert path.read_bytes() == before


def test_the_title_of_a_restored_file_says_so_if_it_is_open_elsewhere(make_window, window, path):
    lost = open_document(path)
    edit(lost)
    lost.mark_unsaved()
    crashed(lost)
    second = make_window()
    second.safekeeping.offer()
    press(second, "recovery_restore_0")
    assert (second.document.path, second.document.title) == (None, "mine (recovered)")


@pytest.mark.parametrize(("answer", "is_kept"), [("Cancel", True), ("Overwrite", False)])
def test_a_file_another_program_changed_is_not_overwritten_unasked(window, path, qtbot, answer, is_kept):
    path.write_bytes(b"what another program wrote")
    edit(window.document)
    asked = answer_next(qtbot, answer)
    window.action("save").trigger()
    assert asked == ["“mine.nnd” was changed by another program since you opened it."]
    assert (path.read_bytes() == b"what another program wrote") == is_kept
    assert window.isWindowModified() == is_kept


def test_instead_of_overwriting_another_file_can_be_chosen(window, path, qtbot, tmp_path):
    path.write_bytes(b"what another program wrote")
    window.files.ask_for_target = lambda *_: str(tmp_path / "other.nnd")
    answer_next(qtbot, "Save As…")
    window.action("save").trigger()
    assert path.read_bytes() == b"what another program wrote"
    assert window.document.path == tmp_path / "other.nnd"


def test_saving_again_and_again_asks_nothing(window, path):
    window.files.ask_about_changed_file = lambda _: pytest.fail("asked")
    for number in range(3):
        edit(window.document, number)
        window.action("save").trigger()
        assert not window.isWindowModified()


# ---- revert, save as, close ---------------------------------------------------------------------------------------


def test_revert_goes_back_to_the_file(window, path, qtbot):
    assert not window.action("revert").isEnabled()
    edit(window.document, 5)
    assert window.action("revert").isEnabled()
    answer_next(qtbot, "Cancel")
    window.action("revert").trigger()
    assert window.document.graph.nodes["a"].x == 50
    answer_next(qtbot, "Revert")
    window.action("revert").trigger()
    assert window.document.graph.nodes["a"].x == 0
    assert not window.isWindowModified()


@pytest.mark.parametrize(("answer", "is_closed", "is_written"), [
    ("Save", True, True), ("Discard", True, False), ("Cancel", False, False),
])  # fmt: skip
def test_closing_asks_about_changes(window, path, qtbot, answer, is_closed, is_written):
    before = path.read_bytes()
    window.document.execute(SetData("iris"))
    texts = {"Discard": ("Don't Save", "Discard")}.get(answer, (answer,))
    asked = answer_next(qtbot, texts[-1])
    window.close()
    assert asked == ["Save the changes to “mine”?"]
    assert window.isVisible() != is_closed
    assert (path.read_bytes() != before) == is_written


def test_a_keras_file_is_an_export_and_the_document_stays_unsaved(window, tmp_path):
    edit(window.document)
    window.files.ask_for_target = lambda *_: str(tmp_path / "mine.keras")
    window.action("save_as").trigger()
    assert (tmp_path / "mine.keras").is_file()
    assert "project file" in window.message_bar.text
    assert window.isWindowModified()


def test_a_name_with_a_dot_gets_the_ending_of_a_project(window, tmp_path):
    window.files.ask_for_target = lambda *_: str(tmp_path / "model.v2")
    window.action("save_as").trigger()
    assert [each.name for each in tmp_path.iterdir()] == ["model.v2.nnd"]


def test_the_save_dialog_adds_the_ending_before_it_looks_for_the_file(window, tmp_path, qtbot):
    from PySide6.QtCore import QTimer

    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)

    def accept():
        dialog = window.findChild(QFileDialog, "save_dialog")
        assert dialog.defaultSuffix() == "nnd"
        dialog.selectFile(str(tmp_path / "typed"))
        dialog.accept()

    QTimer.singleShot(0, accept)
    window.action("save_as").trigger()
    assert [each.name for each in tmp_path.iterdir()] == ["typed.nnd"]


# ---- every format, dropped on the canvas --------------------------------------------------------------------------


def drop(widget, path):
    """Drop a file on what stands at the middle of the canvas, as a file browser does."""
    packed = QMimeData()
    packed.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(widget, QDragEnterEvent(QPoint(50, 50), copy, packed, left, none))
    QApplication.sendEvent(widget, QDropEvent(QPointF(50, 50), copy, packed, left, none))


@pytest.mark.parametrize("export", [each for each in EXPORTS if f".{each.suffix}" in READABLE], ids=lambda e: e.name)
def test_every_model_format_is_taken_by_drag_and_drop(window, tmp_path, export):
    target = tmp_path / f"dropped.{export.suffix}"
    export.write(window.document, target, "TB")
    window.files.ask_about_changes = lambda: "discard"
    window.show_document(Document())
    drop(window.canvas.viewport(), target)  # the canvas takes layers only: Qt asks the window next
    assert len(window.document.graph.nodes) == 2
