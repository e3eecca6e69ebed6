"""The Data panel."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from designer.panels.data import DataPanel
from designer.panels.thumbnails import to_image
from tests.designer.training.documents import chain, flowers, patients


@pytest.fixture
def show(show_panel):
    return lambda document: show_panel(DataPanel, document)


@pytest.fixture
def images(tmp_path):
    path = tmp_path / "pictures.npz"
    x = np.random.default_rng(0).integers(0, 256, (60, 9, 8), dtype=np.uint8)
    np.savez(path, x_train=x, y_train=np.arange(60) % 3, x_test=x[:9], y_test=np.arange(9) % 3)
    return path


def test_the_source_of_the_document_is_shown_with_its_facts(show):
    panel = show(flowers())
    assert panel.source.currentData() == "iris"
    assert "150 flowers" in panel.facts.text()
    assert "120 for training, 30 held back" in panel.facts.text()


def test_choosing_another_source_is_a_step_that_can_be_undone(qtbot, show):
    document = flowers()
    panel = show(document)
    panel.source.setFocus()
    qtbot.keyClick(panel.source, Qt.Key.Key_Down)
    assert document.data_name == "wine"
    assert "178 wines" in panel.facts.text()
    document.undo()
    assert panel.source.currentData() == "iris"
    assert "150 flowers" in panel.facts.text()


def test_it_says_how_the_data_fit(show):
    panel = show(flowers())
    assert panel.verdict.property("role") == "success"
    assert "flower gets x (4,)" in panel.verdict.text()


def test_it_says_why_the_data_do_not_fit(show):
    document = flowers()
    document.data_name = "wine"
    panel = show(document)
    assert panel.verdict.property("role") == "error"
    assert "takes samples of shape (4,)" in panel.verdict.text()
    assert "(13,)" in panel.verdict.text()


def test_with_an_empty_canvas_the_verdict_says_how_to_begin(show):
    panel = show(chain(data_name="iris"))
    assert panel.verdict.text() == "Drag an Input onto the canvas: it takes the shape of these data."


def test_the_verdict_follows_the_model(show):
    from designer.model.commands import SetParameter

    document = flowers()
    panel = show(document)
    document.execute(SetParameter("layer0", "shape", [5]))
    assert panel.verdict.property("role") == "error"
    document.undo()
    assert panel.verdict.property("role") == "success"


def test_a_model_with_errors_is_not_judged(show):
    panel = show(chain(("InputLayer", "flower", {"shape": [4]}), ("Flatten", "flatten", {"wrong": 1})))
    assert panel.verdict.property("role") == "muted"


def test_images_are_shown_as_pictures(show):
    document = flowers()
    document.data_name = "digits"
    panel = show(document)
    assert panel.samples.currentWidget() is panel.samples.thumbnails
    picture = panel.samples.thumbnails.grab().toImage()
    colours = {picture.pixelColor(x, 20).lightness() for x in range(0, 300)}
    assert len(colours) > 5


def test_points_are_shown_in_the_plane(show):
    document = flowers()
    document.data_name = "moons"
    panel = show(document)
    assert panel.samples.currentWidget() is panel.samples.points
    picture = panel.samples.points.grab().toImage()
    hues = {
        picture.pixelColor(x, y).hue() // 30
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    }
    assert len(hues) >= 3  # the ground and two classes


def test_a_table_shows_the_units_of_the_file(show):
    panel = show(flowers())
    model = panel.samples.table.model()
    assert panel.samples.currentWidget() is panel.samples.table
    headers = [model.headerData(i, Qt.Orientation.Horizontal) for i in range(model.columnCount())]
    assert headers == ["species", "sepal_length", "sepal_width", "petal_length", "petal_width"]
    lengths = [float(model.data(model.index(row, 1))) for row in range(model.rowCount())]
    assert 4 < min(lengths) < max(lengths) < 8


def test_the_balance_counts_every_class(show):
    panel = show(flowers())
    assert panel.balance.accessibleDescription() == "setosa: 40, versicolor: 40, virginica: 40"


def test_numbers_to_predict_are_counted_in_intervals(show):
    panel = show(patients())
    assert panel.balance_title.text() == "Training samples by progression"
    counts = [int(part.rsplit(" ", 1)[1]) for part in panel.balance.accessibleDescription().split(", ")]
    assert sum(counts) == 354


def test_a_file_is_opened_without_blocking(qtbot, show, session, images, monkeypatch):
    document = flowers()
    panel = show(document)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: (str(images), ""))
    with qtbot.waitSignal(session.datasets.changed):
        qtbot.mouseClick(panel.open_button, Qt.MouseButton.LeftButton)
        assert panel.busy.isVisible()
        assert "Reading pictures.npz" in panel.verdict.text()
    assert document.data_name == str(images)
    assert panel.source.currentText() == "pictures.npz"
    assert not panel.busy.isVisible()
    assert panel.samples.currentWidget() is panel.samples.thumbnails


def test_giving_up_the_file_dialog_changes_nothing(qtbot, show, monkeypatch):
    document = flowers()
    panel = show(document)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: ("", ""))
    qtbot.mouseClick(panel.open_button, Qt.MouseButton.LeftButton)
    assert document.data_name == "iris"


def test_a_broken_file_is_refused_and_the_data_stay(qtbot, show, session, tmp_path):
    path = tmp_path / "broken.npz"
    path.write_bytes(b"no archive")
    panel = show(flowers())
    with qtbot.waitSignal(session.datasets.refused) as refused, qtbot.waitSignal(session.datasets.changed):
        panel.open_file(path)
    assert "not a sound .npz file" in refused.args[0]
    assert panel.source.currentData() == "iris"
    assert panel.verdict.property("role") == "success"
    assert not panel.busy.isVisible()


def test_no_data_is_an_invitation(show):
    document = flowers()
    document.data_name = ""
    panel = show(document)
    assert panel.verdict.text() == "Choose a set of data, or open a file."


def test_a_hidden_panel_loads_nothing(qtbot, session, images):
    document = flowers()
    document.data_name = str(images)
    panel = DataPanel(document, session)
    qtbot.addWidget(panel)
    panel.refresh()
    assert not session.datasets.is_loading(str(images))


@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 1), (4, 5, 3)])
def test_arrays_become_pictures_of_their_size(shape):
    image = to_image(np.ones(shape))
    assert (image.height(), image.width()) == (4, 5)
    assert image.pixelColor(0, 0).lightness() == 255
