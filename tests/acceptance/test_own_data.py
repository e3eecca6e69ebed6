"""A student's own data: a table by wide and deep, pictures from a folder, reviews of films by an LSTM."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from designer.data.sources import load


def drop(student, path: Path) -> None:
    """Drop a file or folder from the desktop onto the window."""
    packed = QMimeData()
    packed.setUrls([QUrl.fromLocalFile(str(path))])
    rest = (Qt.DropAction.CopyAction, packed, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    for event in (QDragEnterEvent(QPoint(600, 300), *rest), QDropEvent(QPointF(600, 300), *rest)):
        QApplication.sendEvent(student.window, event)
    wait(student)


def wait(student) -> None:
    assert student.window.session.datasets.wait()
    QApplication.processEvents()


def data_panel(student):
    student.window.docks.raise_panel("data")
    return student.window.docks.panel("data")


def feed(student, column: str, name: str) -> None:
    """Type the input that a column goes into."""
    panel = data_panel(student)
    panel.tabs.setCurrentWidget(panel.columns)
    (item,) = (each for each in panel.columns.findItems(column, Qt.MatchFlag.MatchExactly) if each.column() == 0)
    place = panel.columns.item(item.row(), 3)
    panel.columns.setCurrentItem(place)
    panel.columns.editItem(place)
    editor = panel.columns.findChild(QLineEdit)
    QTest.keyClicks(editor, name)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    student.qtbot.waitUntil(lambda: f'"{column}": "{name}"' in student.document.data_name)
    wait(student)


def set_step(student, step: str, parameter: str, text: str) -> None:
    """Type a value into the form of a step."""
    panel = data_panel(student)
    panel.tabs.setCurrentWidget(panel.steps)
    title, field = step.split("/")
    (found,) = panel.steps.list.findItems(title, Qt.MatchFlag.MatchStartsWith)
    panel.steps.list.setCurrentItem(found)
    student.type_into(panel.steps.findChild(QWidget, f"data_{field}_{parameter}").findChild(QLineEdit), text)
    wait(student)


def test_a_student_trains_wide_and_deep_on_a_table_of_her_own(student, tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    area, age, side = random.uniform(50, 200, 300), random.uniform(0, 80, 300), random.integers(0, 2, 300)
    price = 3 * area - age + 100 * side + random.normal(0, 5, 300)
    rows = [f"{a:.1f};{b:.0f};{'north' if s else 'south'};{p:.1f}" for a, b, s, p in zip(area, age, side, price)]  # noqa: B905
    path = tmp_path / "houses.csv"
    path.write_text("area;age;side;price\n" + "\n".join(rows), encoding="utf-8")

    drop(student, path)
    for column in ("area", "age"):
        feed(student, column, "deep")
    feed(student, "side", "wide")
    wide, deep = (student.drag_from_library("Input", x, -250) for x in (-320, 120))
    hidden = student.drag_from_library("Dense", 120, -130)
    joined = student.drag_from_library("Concatenate", -100, 0)
    end = student.drag_from_library("Dense", -100, 130)
    for source, target, port in ((deep, hidden, 0), (wide, joined, 0), (hidden, joined, 1), (joined, end, 0)):
        student.wire(source, target, port)
    for node, name in ((wide, "wide"), (deep, "deep")):
        student.rename(node, name)
        student.set_text(node, "shape", "2")
    student.choose_parameter(hidden, "activation", "relu")
    student.set_text(end, "units", "1")
    assert student.document.report.is_valid
    assert data_panel(student).verdict.property("role") == "success"

    student.window.docks.raise_panel("training")
    student.type_into(student.see("training_learning_rate"), "0.01")
    assert student.train().kind == "finished"
    assert student.document.curves["val_loss"][-1] < 0.1

    project = tmp_path / "houses.nnd"
    student.save_as(project)
    student.open(project)
    assert load(student.document.data_name).input_shapes == {"deep": (2,), "wide": (2,)}


def test_a_student_trains_on_a_folder_of_pictures(student, tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    for name, level in (("dark", 60), ("light", 180)):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for number in range(30):
            pixels = random.integers(level - 60, level + 60, (20, 16, 3)).astype(np.uint8)
            Image.fromarray(pixels).save(tmp_path / "photos" / name / f"{number}.png")

    drop(student, tmp_path / "photos")
    set_step(student, "Resize/Picture", "height", "8")
    set_step(student, "Resize/Picture", "width", "8")
    nodes = [
        student.drag_from_library(each, -90, 100 * row - 200) for row, each in enumerate(("Input", "Flatten", "Dense"))
    ]
    for source, target in itertools.pairwise(nodes):
        student.wire(source, target)
    student.set_text(nodes[0], "shape", "(8, 8, 3)")
    student.set_text(nodes[2], "units", "2")
    student.choose_parameter(nodes[2], "activation", "softmax")
    student.window.docks.raise_panel("training")
    student.type_into(student.see("training_learning_rate"), "0.01")
    assert student.train().kind == "finished"
    assert student.document.curves["val_accuracy"][-1] > 0.9


def test_a_student_trains_an_lstm_on_reviews(student, shared, monkeypatch) -> None:
    path = shared / "datasets" / "imdb.npz"
    if not path.exists():
        pytest.skip("imdb.npz is not among the data sets beside the checkout")
    monkeypatch.setenv("KERAS_HOME", str(shared / "no such folder"))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: (str(path), ""))
    panel = data_panel(student)
    student.choose(student.see("data_source"), "IMDB")
    wait(student)
    assert "not on this computer yet" in panel.verdict.text()
    student.click(panel.bar.file_button)
    wait(student)
    set_step(student, "Subset/Subset", "samples", "400")
    set_step(student, "Tokenise and pad/Words", "num_words", "1000")
    set_step(student, "Tokenise and pad/Words", "length", "30")
    layers = ("Input", "Embedding", "LSTM", "Dense")
    nodes = [student.drag_from_library(each, -90, 100 * row - 230) for row, each in enumerate(layers)]
    student.set_text(nodes[0], "shape", "30")
    student.set_text(nodes[1], "input_dim", "1000")
    student.set_text(nodes[1], "output_dim", "8")
    student.set_text(nodes[2], "units", "8")
    student.set_text(nodes[3], "units", "1")
    for source, target in itertools.pairwise(nodes):
        student.wire(source, target)
    student.choose_parameter(nodes[3], "activation", "sigmoid")
    assert student.document.report.is_valid, student.document.report.errors
    student.window.docks.raise_panel("training")
    assert student.train().kind == "finished"
    loss = student.document.curves["loss"]
    assert loss[-1] < loss[0]
