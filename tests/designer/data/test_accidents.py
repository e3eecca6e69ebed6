"""Accidents with data: each ends in a sentence in the window, and the document keeps the data it had."""

import tracemalloc
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from designer.data.recipe import Reference
from designer.data.sources import load
from designer.data.steps import Columns, Picture, Reading
from designer.model.commands import SetData
from designer.panels.data import DataPanel
from designer.training.session import TrainingSession
from nn_core.training.stepping import Stepper
from tests.designer.training.documents import chain

ROWS = "".join(f"{n},{n % 7},{'ab'[n % 2]}\n" for n in range(40))


@pytest.fixture
def session(qtbot):
    made = TrainingSession()
    yield made
    assert made.close()


@pytest.fixture
def panel(qtbot, session):
    start = ("InputLayer", "x", {"shape": [2]})
    document = chain(start, ("Dense", "y", {"units": 2, "activation": "softmax"}), data_name="iris")
    made = DataPanel(document, session)
    qtbot.addWidget(made)
    made.resize(1240, 300)
    with qtbot.waitExposed(made):
        made.show()
    made.document = document
    return made


def refusal(qtbot, panel, session, path) -> str:
    """Open a file as by a drop on the window and return the sentence that refuses it."""
    with qtbot.waitSignal(session.datasets.refused, timeout=10_000) as caught:
        panel.open_file(path)
    assert panel.document.data_name == "iris"
    assert not panel.document.history.can_undo
    assert "150 flowers" in panel.facts.text() or "Samples" in panel.facts.text()
    return caught.args[0]


# ---- files that are no good -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", "is empty"),
        ("empty.txt", b"", "is empty"),
        ("empty.npz", b"", "not a sound .npz file"),
        ("empty_x.npy", b"", "not a sound .npy file"),
        ("empty.h5", b"", "."),
        ("header.csv", b"a,b,y\n", "no rows below it"),
        ("gaps.csv", b"a,b\n" + b",nan\n" * 20, "All values of the table are missing"),
        ("ragged.csv", b"a,b\n1,2\n3\n" * 10, "has 1 values where the first has 2"),
        ("binary.csv", bytes(range(256)) * 4, "zero bytes"),
        ("cut.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03", "damaged"),
    ],
)
def test_a_bad_file_is_refused_in_the_window_and_the_data_stay(
    qtbot, panel, session, tmp_path, name, content, sentence
):
    for each in (name, name.replace("_x.npy", "_y.npy")):
        (tmp_path / each).write_bytes(content)
    assert sentence in refusal(qtbot, panel, session, tmp_path / name)


@pytest.mark.parametrize(
    ("content", "sentence", "column", "role"),
    [
        ("a,b,y\n" + "1,p,x\n2,q,x\n" * 10, "one class only, 'x'", "b", "target"),
        (
            "day,sold\n" + "".join(f"2020-01-{n},{n * n}\n" for n in range(10, 30)),
            "No column is an input",
            "day",
            "input",
        ),
    ],
)
def test_a_table_whose_columns_are_guessed_wrongly_is_used_so_that_others_can_be_chosen(
    qtbot, panel, session, tmp_path, content, sentence, column, role
):
    (tmp_path / "table.csv").write_text(content, encoding="utf-8")
    with qtbot.waitSignal(session.datasets.refused, timeout=10_000) as caught:
        panel.open_file(tmp_path / "table.csv")
    assert sentence in caught.args[0] and sentence in unescape(panel.verdict.text())
    assert panel.tabs.currentWidget() is panel.columns
    (item,) = panel.columns.findItems(column, Qt.MatchFlag.MatchExactly)
    combo = panel.columns.cellWidget(item.row(), 1)
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_F4)
    qtbot.keyClicks(combo.view(), role)
    qtbot.keyClick(combo.view(), Qt.Key.Key_Return)
    assert session.datasets.wait()
    assert "Samples" in panel.facts.text()
    for _ in range(2):
        panel.document.undo()
    assert panel.document.data_name == "iris"


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("where", ["x", "y"])
def test_nan_and_infinity_in_arrays_are_refused_in_the_window(qtbot, panel, session, tmp_path, where, bad):
    arrays = {"x": np.random.default_rng(0).normal(size=(30, 2)), "y": np.random.default_rng(1).normal(size=30)}
    arrays[where].flat[7] = bad
    np.savez(tmp_path / "bad.npz", **arrays)
    assert "not finite numbers" in refusal(qtbot, panel, session, tmp_path / "bad.npz")


def test_nan_and_infinity_in_a_table_are_counted_as_missing_and_filled(tmp_path):
    path = tmp_path / "holes.csv"
    path.write_text("a,b,y\n" + "1,nan,p\n2,3,q\ninf,4,p\n5,-inf,q\n7,8,p\n9,10,q\n" * 5, encoding="utf-8")
    dataset = load(path)
    assert np.isfinite(dataset.inputs["x"]).all()
    columns = {column.name: column for column in dataset.table.columns}
    assert (columns["a"].num_missing, columns["b"].num_missing, columns["b"].num_infinite) == (5, 10, 5)


@pytest.mark.parametrize("y", [np.full(30, 3), np.full((30, 1), 2.5), np.array(["yes"] * 30)])
def test_arrays_with_one_class_only_are_refused_in_the_window(qtbot, panel, session, tmp_path, y):
    np.savez(tmp_path / "same.npz", x=np.random.default_rng(0).normal(size=(30, 2)), y=y)
    assert "one class only" in refusal(qtbot, panel, session, tmp_path / "same.npz")


def test_labels_as_words_are_classes(tmp_path):
    (tmp_path / "words.csv").write_text("a,b,y\n" + ROWS, encoding="utf-8")
    assert load(tmp_path / "words.csv").class_names == ("a", "b")
    np.savez(tmp_path / "words.npz", x=np.eye(20), y=np.array(["cat", "dog"] * 10))
    assert load(tmp_path / "words.npz").class_names == ("cat", "dog")


def test_a_wrong_encoding_is_said_below_the_document_and_can_be_undone(qtbot, panel, session, tmp_path):
    path = tmp_path / "umlauts.csv"
    path.write_bytes(("länge,breite,art\n" + ROWS).encode("cp1252"))
    reference = Reference(str(path))
    panel.document.execute(SetData(str(reference)))
    assert session.datasets.wait()
    assert "40" in panel.facts.text() or "32" in panel.facts.text()
    panel.document.execute(SetData(str(reference.with_value(Reading, "encoding", "utf-8"))))
    assert session.datasets.wait()
    assert "not written in the encoding utf-8" in panel.verdict.text()
    panel.document.undo()
    assert "not written" not in panel.verdict.text()


# ---- large files ------------------------------------------------------------------------------------------------


def write_rows(path: Path, num: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("a,b,side,y\n")
        for start in range(0, num, 100_000):
            rows = range(start, min(num, start + 100_000))
            file.write("".join(f"{n * 7 % 1000 / 8},{n % 97},{('n', 's')[n % 3 > 0]},{n % 5 > 1:d}\n" for n in rows))


def check_long_table(path: Path, num: int) -> float:
    """Read a table with progress and return the bytes of memory that a row took at most."""
    write_rows(path, num)
    steps = []
    tracemalloc.start()
    dataset = load(path, lambda *step: steps.append(step))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert dataset.is_stored
    assert (dataset.num_samples, dataset.num_test_samples) == (num * 8 // 10, num * 2 // 10)
    reading = [done / total for text, done, total in steps if text.startswith("Reading") and total]
    assert reading == sorted(reading)
    assert len(reading) >= num // 20_000
    assert reading[-1] == 1.0
    first = dataset.inputs["x"][:1000]
    assert set(dataset.targets["y"][:1000].tolist()) == {0, 1}
    assert np.isfinite(first).all()
    return peak / num


def test_a_long_table_takes_few_bytes_of_memory_for_a_row(tmp_path, monkeypatch):
    for limit in ("column_building.MOST_BYTES", "table_dataset.MOST_BYTES", "stored.PIECE_BYTES"):
        monkeypatch.setattr(f"designer.data.{limit}", 1 << 17)
    num = 60_000
    fixed = 16 << 20  # a chunk of rows as words, and pieces that are kept
    assert check_long_table(tmp_path / "long.csv", num) * num < fixed + 100 * num


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_ten_million_rows_are_read_with_progress_in_bounded_memory(tmp_path):
    assert check_long_table(tmp_path / "ten_million.csv", 10_000_000) < 100


def test_a_long_table_is_given_up_in_the_middle_and_the_data_stay(qtbot, panel, session, tmp_path, monkeypatch):
    monkeypatch.setattr("designer.data.table.CHUNK_ROWS", 100)
    path = tmp_path / "long.csv"
    write_rows(path, 100_000)
    panel.open_file(path)
    qtbot.waitUntil(lambda: panel.busy.value() > 5)
    qtbot.mouseClick(panel.bar.cancel_button, Qt.MouseButton.LeftButton)
    assert session.datasets.wait()
    assert panel.document.data_name == "iris"
    assert not panel.busy.isVisible()


# ---- while it runs ----------------------------------------------------------------------------------------------


@pytest.fixture
def pictures(tmp_path):
    for name in ("cats", "dogs"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for n in range(12):
            pixels = np.random.default_rng(n).integers(0, 255, (9, 9, 3), np.uint8)
            Image.fromarray(pixels).save(tmp_path / "pets" / name / f"{n}.png")
    return tmp_path / "pets"


@pytest.fixture
def at_third_batch(monkeypatch):
    """Do something while the third batch of a training is learned from."""

    def set_up(action):
        steps, usual = [], Stepper.step

        def step(self, batch):
            steps.append(batch)
            if len(steps) == 3:
                action()
            usual(self, batch)

        monkeypatch.setattr(Stepper, "step", step)

    return set_up


def train(qtbot, session, document):
    assert session.datasets.get(document.data_name) is None
    assert session.datasets.wait()
    with qtbot.waitSignal(session.finished, timeout=20_000) as caught:
        session.start(document)
    return caught.args[0]


def test_pictures_deleted_while_a_training_runs_end_in_a_sentence(
    qtbot, session, pictures, monkeypatch, at_third_batch
):
    monkeypatch.setattr("designer.data.folders.MOST_BYTES", 10)
    monkeypatch.setattr("designer.data.stored.PIECE_BYTES", 500)
    monkeypatch.setattr("designer.data.stored.StoredRows.__init__.__defaults__", (1,))
    reference = Reference(str(pictures)).with_value(Picture, "height", 9).with_value(Picture, "width", 9)
    layers = ("InputLayer", "x", {"shape": [9, 9, 3]}), ("Flatten", "f", {}), ("Dense", "y", {"units": 2})
    document = chain(*layers, data_name=str(reference), batch_size=2, epochs=5)
    at_third_batch(lambda: [path.unlink() for path in pictures.rglob("*.png")])
    outcome = train(qtbot, session, document)
    assert outcome.kind == "failed"
    assert "cannot be opened" in outcome.text
    assert str(pictures) in outcome.text
    assert document.weights


def test_a_table_deleted_while_a_training_runs_does_no_harm(qtbot, session, tmp_path, at_third_batch):
    path = tmp_path / "short.csv"
    path.write_text("a,b,y\n" + ROWS, encoding="utf-8")
    layers = ("InputLayer", "x", {"shape": [2]}), ("Dense", "y", {"units": 2, "activation": "softmax"})
    document = chain(*layers, data_name=str(path), batch_size=8)
    at_third_batch(path.unlink)
    assert train(qtbot, session, document).kind == "finished"
    assert document.weights


def test_memory_that_runs_out_while_reading_is_said_with_what_helps(qtbot, panel, session, tmp_path, monkeypatch):
    path = tmp_path / "wide.csv"
    path.write_text("a,b,y\n" + ROWS, encoding="utf-8")

    def exhausted(*_):
        raise MemoryError

    monkeypatch.setattr("designer.data.table_dataset.side_by_side", exhausted)
    sentence = refusal(qtbot, panel, session, path)
    assert "does not fit into the memory" in sentence
    assert "Take a part of its samples" in sentence


def test_a_column_of_endless_texts_is_refused_before_the_memory_is_full(qtbot, panel, session, tmp_path, monkeypatch):
    monkeypatch.setattr("designer.data.column_building.MOST_TEXT", 1 << 20)
    path = tmp_path / "texts.csv"
    path.write_text("a,words\n" + "".join(f"{n},{f'so many words {n} ' * 400}\n" for n in range(300)), encoding="utf-8")
    reference = Reference(str(path)).with_value(Columns, "kinds", {"words": "text"})
    panel.document.execute(SetData(str(reference)))
    assert session.datasets.wait()
    assert "more than 1 million characters" in panel.verdict.text()


def test_a_window_closed_while_a_file_is_read_ends_the_reading(session, tmp_path):
    path = tmp_path / "long.csv"
    write_rows(path, 300_000)
    session.datasets.get(str(path))
    assert session.datasets.is_loading(str(path))
    assert session.datasets.close()
    assert not session.datasets.is_loading(str(path))


# ---- offered instead --------------------------------------------------------------------------------------------


def test_arrays_with_long_paths_are_offered_on_buttons_that_leave_the_panel_narrow(qtbot, panel, session, tmp_path):
    import h5py

    with h5py.File(tmp_path / "nested.h5", "w") as file:
        for name in ("training_of_the_first_year", "training_of_the_second_year"):
            file[f"{name}/images"], file[f"{name}/labels"] = np.ones((30, 4, 4)), np.arange(30) % 2
    width = panel.minimumSizeHint().width()
    panel.document.execute(SetData(str(tmp_path / "nested.h5")))
    assert session.datasets.wait()
    first, second = panel.bar.remedy_buttons
    assert first.isVisible() and second.isVisible() and panel.minimumSizeHint().width() < width + 80
    assert second.toolTip() == "Learn training_of_the_second_year/labels from training_of_the_second_year/images"
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton)
    assert session.datasets.wait()
    assert session.datasets.get(panel.document.data_name).num_samples == 24


def test_the_right_encoding_is_a_button_below_the_document(qtbot, panel, session, tmp_path):
    path = tmp_path / "umlauts.csv"
    path.write_bytes(("länge,breite,art\n" + ROWS).encode("cp1252"))
    reference = Reference(str(path))
    panel.document.execute(SetData(str(reference.with_value(Reading, "encoding", "utf-8"))))
    assert session.datasets.wait()
    assert [each.text() for each in panel.bar.remedy_buttons if each.isVisible()] == ["Read as cp1252"]
    qtbot.mouseClick(panel.bar.remedy_buttons[0], Qt.MouseButton.LeftButton)
    assert session.datasets.wait()
    assert "not written" not in panel.verdict.text()
    assert not any(each.isVisible() for each in panel.bar.remedy_buttons)
    panel.document.undo()
    assert session.datasets.wait()
    assert "not written in the encoding utf-8" in panel.verdict.text()
