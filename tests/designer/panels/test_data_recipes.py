"""The Data panel with data of one's own: columns, steps, drawn points, random changes, downloads."""

import hashlib
import io
import threading
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QPushButton, QWidget

from designer.data import keras_sets
from designer.data.augmenting import change
from designer.data.recipe import Reference
from designer.data.steps import Arrays, Augment, File, Picture
from designer.panels.data import DataPanel
from nn_core.utils.remote_file import RemoteFile
from tests.designer.training.documents import chain
from tests.nn_core.utils.conftest import server

__all__ = ["server"]

ROLE, KIND = 1, 2  # places in the table of columns


@pytest.fixture
def open_panel(qtbot, show_panel, session):
    def make(reference):
        start = ("InputLayer", "x", {"shape": [2]})
        document = chain(start, ("Dense", "y", {"units": 2, "activation": "softmax"}), data_name=str(reference))
        panel = show_panel(DataPanel, document)
        assert session.datasets.wait()
        return panel, document

    return make


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "houses.csv"
    rows = "".join(f"{n},{n % 7},{'ab'[n % 2]},{n * n % 50}\n" for n in range(60))
    path.write_text("area,rooms,side,price\n" + rows, encoding="utf-8")
    return path


def choose(qtbot, combo, text):
    """Choose an entry of a combo box with the keyboard."""
    combo.setFocus()
    for _ in range(combo.count()):
        if combo.currentText() == text:
            return
        qtbot.keyClick(combo, Qt.Key.Key_Down if combo.findText(text) > combo.currentIndex() else Qt.Key.Key_Up)


def choose_for(qtbot, panel, name, place, text):
    """Choose the role or the kind of a column from its list, with the keyboard."""
    (item,) = panel.columns.findItems(name, Qt.MatchFlag.MatchExactly)
    combo = panel.columns.cellWidget(item.row(), place)
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Down)
    qtbot.keyClicks(combo.view(), text)
    qtbot.keyClick(combo.view(), Qt.Key.Key_Return)


def step_row(panel, title):
    (found,) = panel.steps.list.findItems(title, Qt.MatchFlag.MatchStartsWith)
    return panel.steps.list.row(found)


# ---- tables -----------------------------------------------------------------------------------------------------


def test_the_columns_of_a_table_are_shown_with_role_kind_and_statistics(open_panel, table):
    panel, _ = open_panel(table)
    assert panel.tabs.isTabVisible(panel.tabs.indexOf(panel.columns))
    assert [panel.columns.item(row, 0).text() for row in range(4)] == ["area", "rooms", "side", "price"]
    assert panel.columns.cellWidget(3, 1).currentText() == "target"
    assert panel.columns.cellWidget(2, 2).currentText() == "category"
    assert "missing none" in panel.columns.item(0, 5).text()


def test_another_target_is_a_step_that_can_be_undone(qtbot, open_panel, table, session):
    panel, document = open_panel(table)
    panel.tabs.setCurrentWidget(panel.columns)
    choose_for(qtbot, panel, "side", ROLE, "target")
    assert session.datasets.wait()
    assert "side, one of 2 classes" in panel.facts.text()
    assert document.history.undo_text == "Make the column side: target"
    document.undo()
    assert "price, a number" in panel.facts.text()


def test_a_role_passed_by_on_the_way_to_another_is_not_taken(qtbot, open_panel, table, session):
    panel, document = open_panel(table)
    panel.tabs.setCurrentWidget(panel.columns)
    choose_for(qtbot, panel, "area", ROLE, "ignored")  # below "target" in the list
    assert session.datasets.wait()
    assert "price, a number" in panel.facts.text()
    assert document.history.undo_text == "Make the column area: ignored"
    document.undo()
    assert not document.history.can_undo


def test_classes_written_as_numbers_become_numbers_to_predict_when_their_kind_says_so(
    qtbot, open_panel, tmp_path, session
):
    path = tmp_path / "wine.csv"
    path.write_text("acid,sugar,quality\n" + "".join(f"{n % 7},{n % 11},{3 + n % 6}\n" for n in range(90)))
    panel, document = open_panel(path)
    panel.tabs.setCurrentWidget(panel.columns)
    assert panel.columns.cellWidget(2, KIND).currentText() == "category"
    assert "quality, one of 6 classes" in panel.facts.text()
    choose_for(qtbot, panel, "quality", KIND, "number")
    assert session.datasets.wait()
    assert panel.columns.cellWidget(2, KIND).currentText() == "number"
    assert "quality, a number; from 3 to 8" in panel.facts.text()
    document.undo()
    assert "quality, one of 6 classes" in panel.facts.text()


def test_a_column_goes_into_an_input_of_its_own(qtbot, open_panel, table, session):
    panel, document = open_panel(table)
    panel.tabs.setCurrentWidget(panel.columns)
    panel.columns.setCurrentCell(0, 3)
    panel.columns.editItem(panel.columns.item(0, 3))
    editor = panel.columns.findChild(QLineEdit)
    qtbot.keyClicks(editor, "wide")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "wide" in document.data_name)  # the table hears of it in a moment
    assert session.datasets.wait()
    assert session.datasets.get(document.data_name).input_shapes == {"wide": (1,), "x": (3,)}


def test_a_chosen_column_shows_how_its_values_are_spread(qtbot, open_panel, table):
    panel, _ = open_panel(table)
    panel.tabs.setCurrentWidget(panel.columns)
    place = panel.columns.visualItemRect(panel.columns.item(1, 0)).center()
    qtbot.mouseClick(panel.columns.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.balance_title.text() == "Rows by rooms"


# ---- steps ------------------------------------------------------------------------------------------------------


def test_the_steps_are_a_list_and_each_has_a_form(qtbot, open_panel, table, session):
    panel, document = open_panel(table)
    panel.tabs.setCurrentWidget(panel.steps)
    panel.steps.list.setCurrentRow(step_row(panel, "Split"))
    field = panel.steps.findChild(QWidget, "data_Split_test").findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "0.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.datasets.wait()
    assert "30 for training, 30 held back" in panel.facts.text()
    assert '"Split": {"test": 0.5}' in document.data_name


def test_what_does_not_fit_a_step_is_answered_below_it(qtbot, open_panel, table):
    panel, document = open_panel(table)
    panel.tabs.setCurrentWidget(panel.steps)
    panel.steps.list.setCurrentRow(step_row(panel, "Split"))
    before = document.data_name
    field = panel.steps.findChild(QWidget, "data_Split_test").findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "7")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "test must be" in panel.steps.complaint.text()
    assert document.data_name == before


def test_a_step_that_cannot_be_done_leaves_a_sentence_and_can_be_undone(open_panel, table, session, qtbot):
    panel, document = open_panel(table)
    panel.tabs.setCurrentWidget(panel.steps)
    panel.steps.list.setCurrentRow(step_row(panel, "Split"))
    choose(qtbot, panel.steps.findChild(QWidget, "data_Split_method").findChild(QComboBox), "group")
    assert session.datasets.wait()
    assert "choose in the table of columns which column names the groups" in panel.verdict.text()
    document.undo()
    assert session.datasets.wait()
    assert "60" not in panel.verdict.text() and panel.facts.text()


# ---- arrays -----------------------------------------------------------------------------------------------------


@pytest.fixture
def samples(tmp_path):
    return {"x": np.arange(120.0).reshape(60, 2), "y": np.arange(60) % 2, "groups": np.arange(60) // 6}


def test_an_archive_is_split_as_the_form_says(qtbot, open_panel, samples, session, tmp_path):
    np.savez(tmp_path / "a.npz", **samples)
    panel, document = open_panel(tmp_path / "a.npz")
    panel.tabs.setCurrentWidget(panel.steps)
    panel.steps.list.setCurrentRow(step_row(panel, "Split"))
    choose(qtbot, panel.steps.findChild(QWidget, "data_Split_method").findChild(QComboBox), "group")
    assert session.datasets.wait()
    field = panel.steps.findChild(QWidget, "data_Split_validation").findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "0.3")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert session.datasets.wait()
    assert "30 for training, 18 for validation, 12 held back" in panel.facts.text()
    assert "by group, 10 groups kept whole" in panel.steps.list.currentItem().text()
    document.undo()
    assert session.datasets.wait()
    assert "48 for training, 12 held back" in panel.facts.text()


def test_an_archive_without_groups_says_what_is_missing(qtbot, open_panel, samples, session, tmp_path):
    np.savez(tmp_path / "a.npz", x=samples["x"], y=samples["y"])
    panel, _ = open_panel(tmp_path / "a.npz")
    panel.tabs.setCurrentWidget(panel.steps)
    panel.steps.list.setCurrentRow(step_row(panel, "Split"))
    choose(qtbot, panel.steps.findChild(QWidget, "data_Split_method").findChild(QComboBox), "group")
    assert session.datasets.wait()
    assert "a.npz names no groups" in panel.verdict.text()


def test_an_archive_with_a_test_part_asks_for_no_share_of_it(open_panel, samples, tmp_path):
    x, y = samples["x"], samples["y"]
    np.savez(tmp_path / "a.npz", x_train=x[:50], y_train=y[:50], x_test=x[50:], y_test=y[50:])
    panel, _ = open_panel(tmp_path / "a.npz")
    panel.tabs.setCurrentWidget(panel.steps)
    panel.steps.list.setCurrentRow(step_row(panel, "Split"))
    assert panel.steps.findChild(QWidget, "data_Holdout_validation") is not None
    assert panel.steps.findChild(QWidget, "data_Split_test") is None


# ---- pictures ---------------------------------------------------------------------------------------------------


@pytest.fixture
def pictures(tmp_path):
    for name in ("cat", "dog"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for number in range(5):
            Image.fromarray(np.full((8, 8, 3), 20 * number, np.uint8)).save(tmp_path / "pets" / name / f"{number}.png")
    return Reference(str(tmp_path / "pets")).with_value(Picture, "height", 8).with_value(Picture, "width", 8)


def test_a_change_is_added_and_shown_on_some_pictures(qtbot, open_panel, pictures, session):
    panel, document = open_panel(pictures)
    assert not panel.tabs.isTabVisible(panel.tabs.indexOf(panel.augmented))
    panel.tabs.setCurrentWidget(panel.steps)
    panel.steps.list.setCurrentRow(step_row(panel, "Augment"))
    choose(qtbot, panel.steps.findChild(QComboBox, "data_augmentation_choice"), "RandomFlip")
    qtbot.mouseClick(panel.steps.findChild(QPushButton, "data_augmentation_add"), Qt.MouseButton.LeftButton)
    assert session.datasets.wait()
    assert panel.tabs.isTabVisible(panel.tabs.indexOf(panel.augmented))
    assert session.datasets.get(document.data_name).augmentation[0]["class_name"] == "RandomFlip"


def test_a_change_is_removed_again(qtbot, open_panel, pictures, session):
    panel, document = open_panel(pictures.with_value(Augment, "layers", [change("RandomFlip")]))
    panel.tabs.setCurrentWidget(panel.steps)
    panel.steps.list.setCurrentRow(step_row(panel, "Augment"))
    qtbot.mouseClick(panel.steps.findChild(QWidget, "data_augmentation_remove_0"), Qt.MouseButton.LeftButton)
    assert session.datasets.wait()
    assert document.data_name == str(pictures)


# ---- drawing ----------------------------------------------------------------------------------------------------


def draw(qtbot, field, points):
    """Draw a stroke with the left button through places in the square, given from -1 to 1."""
    square = field._square()
    places = [
        QPoint(round(square.left() + (x + 1) / 2 * square.width()), round(square.top() + (1 - y) / 2 * square.height()))
        for x, y in points
    ]
    qtbot.mousePress(field, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        qtbot.mouseMove(field, place)
    qtbot.mouseRelease(field, Qt.MouseButton.LeftButton, pos=places[-1])


def test_points_are_drawn_by_strokes_that_can_be_undone(qtbot, open_panel, session):
    panel, document = open_panel("drawn")
    panel.resize(1240, 400)
    field = panel.draw.field
    assert "draw at least 5" in panel.verdict.text()
    draw(qtbot, field, [(-0.8, y) for y in np.linspace(-0.8, 0.8, 9)])
    assert document.history.undo_text == "Draw points"
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_2)
    draw(qtbot, field, [(0.8, y) for y in np.linspace(-0.8, 0.8, 9)])
    dataset = session.datasets.get(document.data_name)
    assert dataset.class_names == ("A", "B")
    assert panel.verdict.property("role") == "success"
    document.undo()
    assert "1 class" in panel.verdict.text()


def test_points_are_erased_with_the_right_button(qtbot, open_panel):
    panel, document = open_panel("drawn")
    panel.resize(1240, 400)
    draw(qtbot, panel.draw.field, [(0, 0)])
    drawn = document.data_name
    qtbot.mouseClick(panel.draw.field, Qt.MouseButton.RightButton, pos=panel.draw.field._square().center().toPoint())
    assert drawn != document.data_name == "drawn" or '"points": []' in document.data_name


# ---- downloads, progress and cancel -----------------------------------------------------------------------------


@pytest.fixture
def absent_set(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    origin = tmp_path / "origin.npz"
    x, y = np.zeros((40, 5, 5), np.uint8), np.arange(40) % 3
    np.savez(origin, x_train=x, y_train=y, x_test=x[:9], y_test=y[:9])
    file = RemoteFile("tiny.npz", origin.as_uri(), origin.stat().st_size)

    def load_data(path="tiny.npz"):
        with np.load(file.find(path)) as arrays:
            return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])

    module = SimpleNamespace(FILES=(file,), load_data=load_data)
    monkeypatch.setitem(keras_sets.SETS, "mnist", replace(keras_sets.SETS["mnist"], module=module))
    return origin


def test_a_set_that_is_not_here_is_offered_and_downloaded(qtbot, open_panel, absent_set, session, capsys):
    panel, _ = open_panel("mnist")
    assert "is not on this computer yet" in panel.verdict.text()
    with qtbot.waitSignal(session.datasets.changed):
        qtbot.mouseClick(panel.bar.download_button, Qt.MouseButton.LeftButton)
        assert session.datasets.is_loading("mnist")
    assert session.datasets.wait()
    assert "40 for training, 9 held back" in panel.facts.text()
    assert not panel.bar.download_button.isVisible()
    assert capsys.readouterr()


def test_without_a_connection_the_panel_says_which_file_to_put_where(qtbot, open_panel, absent_set, session, capsys):
    panel, _ = open_panel("mnist")
    absent_set.unlink()
    with qtbot.waitSignal(session.datasets.changed):
        qtbot.mouseClick(panel.bar.download_button, Qt.MouseButton.LeftButton)
    assert "could not be downloaded" in panel.verdict.text()
    assert "tiny.npz" in panel.verdict.text()
    assert capsys.readouterr()


def test_a_file_of_ones_own_is_chosen_instead(qtbot, open_panel, absent_set, session, monkeypatch):
    panel, document = open_panel("mnist")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: (str(absent_set), ""))
    qtbot.mouseClick(panel.bar.file_button, Qt.MouseButton.LeftButton)
    assert session.datasets.wait()
    assert session.datasets.get(document.data_name).num_samples == 40


def test_a_reading_shows_its_progress_and_can_be_cancelled(qtbot, open_panel, table, session, monkeypatch):
    panel, document = open_panel("iris")
    pause = threading.Event()

    def endless(reference, report):
        while True:
            report("Reading houses.csv", 1, 4)
            pause.wait(0.002)

    monkeypatch.setattr("designer.training.datasets.load", endless)
    panel.open_file(table)
    qtbot.waitUntil(lambda: panel.busy.value() == 25)
    assert panel.busy.isVisible()
    with qtbot.waitSignal(session.datasets.changed):
        qtbot.mouseClick(panel.bar.cancel_button, Qt.MouseButton.LeftButton)
    assert not panel.busy.isVisible()
    assert document.data_name == "iris"


def test_leaks_are_shown_as_warnings(open_panel, tmp_path):
    path = tmp_path / "leak.csv"
    path.write_text("a,b,y\n" + "".join(f"{n * n % 17},{2 * n},{n}\n" for n in range(40)), encoding="utf-8")
    panel, _ = open_panel(path)
    assert "gives the target 'y' away" in panel.facts.text().replace("&#x27;", "'")


# ---- a set from a server ----------------------------------------------------------------------------------------


@pytest.fixture
def served_set(server, absent_set, tmp_path, monkeypatch):
    """The set on a server of this machine, with a hash that proves it."""
    content = absent_set.read_bytes() + bytes(300_000)  # what follows an archive is not looked at
    server.files["/tiny.npz"] = content
    digest = hashlib.sha256(content).hexdigest()
    file = RemoteFile("tiny.npz", f"{server.url}/tiny.npz", len(content), digest)

    def load_data(path="tiny.npz"):
        with np.load(io.BytesIO(Path(file.find(path)).read_bytes()[: absent_set.stat().st_size])) as arrays:
            return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])

    module = SimpleNamespace(FILES=(file,), load_data=load_data)
    monkeypatch.setitem(keras_sets.SETS, "mnist", replace(keras_sets.SETS["mnist"], module=module))
    return tmp_path / "keras" / "datasets" / "tiny.npz"


def test_a_download_is_cancelled_and_taken_up_again(qtbot, open_panel, served_set, server, session, capsys):
    server.moods = ["held"]
    panel, _ = open_panel("mnist")
    qtbot.mouseClick(panel.bar.download_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: 20 < panel.busy.value() <= 50)
    qtbot.mouseClick(panel.bar.cancel_button, Qt.MouseButton.LeftButton)
    server.go_on.set()
    assert session.datasets.wait()
    assert "cancelled" in panel.verdict.text()
    assert not served_set.exists()
    qtbot.mouseClick(panel.bar.download_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "40 for training" in panel.facts.text())
    assert server.ranges[1].startswith("bytes=")
    assert capsys.readouterr()


@pytest.mark.parametrize("choice", ["download", "anyway"])
def test_another_file_in_the_cache_is_a_choice(qtbot, open_panel, served_set, server, session, absent_set, choice):
    served_set.parent.mkdir(parents=True)
    served_set.write_bytes(absent_set.read_bytes())
    panel, document = open_panel("mnist")
    assert "is not the one that Keras has" in panel.verdict.text()
    assert server.ranges == []
    button = panel.bar.download_button if choice == "download" else panel.bar.anyway_button
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "40 for training" in panel.facts.text())
    assert len(server.ranges) == (choice == "download")
    assert (Reference.parse(document.data_name).step(File).path == str(served_set)) == (choice == "anyway")
    assert not panel.bar.anyway_button.isVisible()


# ---- arrays of an HDF5 file -------------------------------------------------------------------------------------


@pytest.fixture
def arrays(tmp_path):
    import h5py

    x, y = np.random.default_rng(0).normal(size=(60, 4)).astype("float32"), np.arange(60) % 3
    with h5py.File(tmp_path / "several.h5", "w") as file:
        for name, values in {"a/x": x, "a/y": y, "b/x": x[:30], "b/y": y[:30]}.items():
            file[name] = values
    return tmp_path / "several.h5"


def arrays_step(panel, name):
    """Choose the step Arrays and return the list for one of its parameters."""
    (row,) = (row for row in range(panel.steps.list.count()) if panel.steps.list.item(row).text().startswith("Arrays"))
    panel.steps.list.setCurrentRow(row)
    return panel.findChild(QWidget, f"data_Arrays_{name}").findChild(QComboBox)


def test_the_arrays_of_a_file_are_chosen_from_lists(qtbot, open_panel, arrays, session):
    panel, document = open_panel(arrays)
    for name, text in (("samples", "b/x   (30, 4) float32"), ("targets", "b/y   (30,) int64")):
        assert arrays_step(panel, name).itemText(0) == "found out"
        choose(qtbot, arrays_step(panel, name), text)
        assert session.datasets.wait()
    reference = Reference.parse(document.data_name)
    assert reference.step(Arrays).samples == "b/x" and reference.step(Arrays).targets == "b/y"
    assert session.datasets.get(document.data_name).num_samples == 24


def test_a_path_that_is_not_in_the_file_is_shown_as_it_was_set(open_panel, arrays):
    panel, _ = open_panel(Reference(str(arrays), {"Arrays": {"samples": "gone"}}))
    assert arrays_step(panel, "samples").currentText() == "gone"
