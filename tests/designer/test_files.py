"""Files: saved and opened again, refused in a sentence, remembered, exported, dropped on the window."""

import json
import zipfile

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication

from designer.examples import ready_example
from designer.exporting import EXPORTS
from designer.files import recent_files
from designer.model.commands import AddLayer
from designer.model.document import Document
from designer.page import Page
from designer.window import MainWindow


@pytest.fixture
def window(qtbot):
    made = MainWindow(ready_example())
    qtbot.addWidget(made)
    made.files.ask_about_changes = lambda: "discard"
    made.files.ask_about_several = lambda _: []
    return made


@pytest.fixture
def target(window, tmp_path):
    """Answer every question for a file with one path."""

    def use(name):
        window.files.ask_for_target = lambda suggested, pattern: str(tmp_path / name)
        window.files.ask_for_file = lambda: str(tmp_path / name)
        return tmp_path / name

    return use


def trigger(window, name):
    window.action(name).trigger()


def test_what_is_saved_is_opened_again(window, target):
    path = target("mine.nnd")
    window.document.execute(AddLayer("Dense", arguments={"units": 5}))
    graph = window.document.graph
    trigger(window, "save")
    assert path.is_file()
    assert not window.isWindowModified()
    trigger(window, "new")
    assert window.document.graph.nodes == {}
    trigger(window, "open")
    assert window.document.graph == graph
    assert window.document.path == path
    assert "mine" in window.windowTitle()


def test_saving_again_asks_for_no_file(window, target):
    target("mine.nnd")
    trigger(window, "save_as")
    window.files.ask_for_target = lambda *_: pytest.fail("asked")
    window.document.execute(AddLayer("Dense"))
    trigger(window, "save")
    assert not window.document.is_modified


def test_a_project_with_damaged_weights_is_refused_and_leaves_nothing_behind(window, target, qtbot):
    good, damaged = target("good.nnd"), target("damaged.nnd")
    window.files.save_to(good)
    damaged.write_bytes(good.read_bytes())
    with zipfile.ZipFile(damaged, "a") as archive:
        archive.writestr("weights.h5", b"these are no weights")
    page = window.pages.current
    trigger(window, "open")
    assert "damaged.nnd" in window.message_bar.text and "HDF5" in window.message_bar.text
    assert window.pages.all == [page] and window.pages.current is page
    qtbot.waitUntil(lambda: window.pages.findChildren(Page) == [page])


def test_a_name_without_ending_gets_one(window, target, tmp_path):
    target("mine")
    trigger(window, "save")
    assert (tmp_path / "mine.nnd").is_file()


def test_a_file_that_is_no_model_is_a_sentence_and_the_document_stays(window, target):
    path = target("poem.nnd")
    path.write_text("A rose is a rose.")
    graph = window.document.graph
    trigger(window, "open")
    assert "poem.nnd" in window.message_bar.text
    assert window.document.graph is graph


def test_a_file_that_is_not_there_is_a_sentence(window, tmp_path):
    assert not window.files.open_path(tmp_path / "none.nnd")
    assert "There is no file" in window.message_bar.text


def test_a_folder_that_cannot_be_written_is_a_sentence(window, target):
    target("no/such/folder/mine.nnd")
    trigger(window, "save")
    assert window.message_bar.text
    assert window.document.path is None


def test_recent_files_are_offered_latest_first(window, target):
    paths = [target(name) for name in ("a.nnd", "b.nnd")]
    for path in paths:
        assert window.files.save_to(path)
    assert recent_files() == [str(path) for path in reversed(paths)]


def test_saving_on_leaving_keeps_the_work(window, target):
    path = target("mine.nnd")
    window.files.ask_about_changes = lambda: "save"
    window.document.execute(AddLayer("Dense"))
    trigger(window, "close_tab")
    assert path.is_file()
    assert window.document.graph.nodes == {}


def test_cancelling_stays(window):
    window.files.ask_about_changes = lambda: "cancel"
    window.document.execute(AddLayer("Dense"))
    document = window.document
    trigger(window, "close_tab")
    assert window.document is document


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.name)
def test_every_export_writes_its_file(window, target, export):
    path = target(f"model.{export.suffix}")
    window.findChild(object, f"action_export_{export.name}").trigger()
    assert path.stat().st_size > 100
    assert window.message_bar.text == f"Written: {path}"


def test_an_exported_picture_is_a_picture_and_json_is_json(window, target):
    picture = target("model.png")
    window.findChild(object, "action_export_png").trigger()
    assert not QImage(str(picture)).isNull()
    text = target("model.json")
    window.findChild(object, "action_export_keras_json").trigger()
    assert json.loads(text.read_text())["class_name"] in ("Functional", "Sequential")


def test_exporting_what_is_no_model_is_a_sentence_and_writes_nothing(window, target):
    window.show_document(Document())
    path = target("model.png")
    window.findChild(object, "action_export_png").trigger()
    assert window.message_bar.text
    assert not path.exists()


def test_an_exported_model_opens_again(window, target):
    target("model.h5")
    window.findChild(object, "action_export_keras_h5").trigger()
    names = {layer.name for layer in window.document.graph.layers.values()}
    trigger(window, "open")
    assert {layer.name for layer in window.document.graph.layers.values()} == names


def test_saving_a_model_that_came_from_keras_asks_for_a_project(window, target, tmp_path):
    target("model.h5")
    window.findChild(object, "action_export_keras_h5").trigger()
    trigger(window, "open")
    suggestions = []
    window.files.ask_for_target = lambda suggested, pattern: suggestions.append(suggested) or ""
    window.document.execute(AddLayer("Dense"))
    trigger(window, "save")
    assert suggestions == [str(tmp_path / "model.nnd")]


def test_a_file_with_data_is_used_once_it_was_read(window, tmp_path, qtbot):
    path = tmp_path / "mine.npz"
    np.savez(path, x_train=np.zeros((20, 4), "float32"), y_train=np.arange(20) % 2)
    window.files.open_asking(str(path))
    qtbot.waitUntil(lambda: window.document.data_name == str(path))
    assert window.session.datasets.get(str(path)) is not None


def test_a_bad_file_with_data_is_a_sentence_and_the_data_stay(window, tmp_path, qtbot):
    path = tmp_path / "bad.npz"
    path.write_bytes(b"no archive")
    before, steps = window.document.data_name, window.document.history.position
    window.files.open_asking(str(path))
    qtbot.waitUntil(lambda: "bad.npz" in window.message_bar.text)
    assert (window.document.data_name, window.document.history.position) == (before, steps)


def test_of_a_file_that_is_neither_model_nor_data_both_are_named(window, tmp_path):
    path = tmp_path / "houses.xls"
    path.write_bytes(b"an old spreadsheet")
    window.files.open_asking(str(path))
    assert "neither a model nor data" in window.message_bar.text
    assert ".keras" in window.message_bar.text and ".xlsx" in window.message_bar.text


def test_a_file_dropped_on_the_window_is_opened(window, target):
    path = target("mine.nnd")
    assert window.files.save_to(path)
    window.show_document(Document())
    packed = QMimeData()
    packed.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(5, 5), copy, packed, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), copy, packed, left, none))
    assert window.document.path == path
