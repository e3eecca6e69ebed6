"""The program for any kind of data makes the arrays of the window, row by row; and the designer opens it again."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from designer.data.augmenting import change
from designer.data.code.door import snippet_of
from designer.data.recipe import Reference
from designer.data.sources import load, sources
from designer.data.steps import (
    Arrays,
    Augment,
    Characters,
    Columns,
    Encode,
    Gaps,
    Holdout,
    Picture,
    Reading,
    Scale,
    Split,
    Subset,
    Window,
    Words,
)
from designer.formats.python_file import document_of_source
from designer.model.commands import SetData
from designer.model.document import Document
from designer.model.sketching import sketch_of_graph
from designer.training.program import training_sketch
from nn_core.saving.source.program import program

MODEL = """import keras
model = keras.Sequential([keras.Input(%s), keras.layers.Dense(1)])
model.compile("adam", "mean_squared_error")
"""


def check(source: Path | str | Reference, *choices: tuple[type, str, Any]) -> str:
    """Run the program for some data and compare all its arrays with those of the window."""
    reference = source if isinstance(source, Reference) else Reference(str(source))
    for step, name, value in choices:
        reference = reference.with_value(step, name, value)
    dataset = load(str(reference))
    found = snippet_of(str(reference), dataset)
    assert found is not None
    code = "\n".join([*found.imports, "import nn_core as keras", "import numpy as np", *found.lines])
    names: dict[str, Any] = {}
    exec(code, names)
    parts = {
        "train": {**dataset.inputs, **dataset.targets},
        "val": {**dataset.validation_inputs, **dataset.validation_targets},
        "test": {**dataset.test_inputs, **dataset.test_targets},
    }
    assert {part: set(each) for part, each in found.arrays.items()} == {
        part: set(each) for part, each in parts.items() if each
    }
    for part, arrays in found.arrays.items():
        for name, expression in arrays.items():
            np.testing.assert_allclose(eval(expression, names), parts[part][name][:], rtol=2e-5, atol=2e-5)
    return code


# ---- tables -----------------------------------------------------------------------------------------------------


@pytest.fixture
def houses(tmp_path: Path) -> Path:
    """Forty houses with gaps: numbers, categories, dates and sentences."""
    rows = []
    for n in range(40):
        area, side = "" if n % 9 == 4 else str(40 + n), ("south", "north", "?")[n % 3]
        words = f"{('big', 'small')[n % 2]} house number {n} by the sea"
        rows.append(f"{area},{n * 3 % 7},{side},{1 + n % 28:02}.01.2020,{words},{n * n}")
    path = tmp_path / "houses.csv"
    path.write_text("area,rooms,side,sold,words,price\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_lines_of_another_length_are_left_out(tmp_path):
    rows = "".join(f"{n},{n % 7},{'ab'[n % 2]}\n" for n in range(40))
    (tmp_path / "uneven.csv").write_text(f"a,b,y\n{rows}1,2\n", encoding="utf-8")
    assert "longer or shorter" in check(tmp_path / "uneven.csv", (Reading, "bad_lines", "leave out"))


@pytest.mark.parametrize("head", ["# by hand\n\na b y\n", "# by hand\n# a b y\n\n", "# by hand\n"])
def test_remarks_above_a_table_in_a_text_file(tmp_path, head):
    rows = "".join(f"{n} {n * 3 % 7} {'ab'[n % 2]}\n" for n in range(40))
    (tmp_path / "measured.txt").write_text(head + rows, encoding="utf-8")
    check(tmp_path / "measured.txt")


@pytest.mark.parametrize("fit", ["crop", "pad"])
def test_grey_pictures_of_16_bits(tmp_path, fit):
    for name in ("cat", "dog"):
        (tmp_path / "deep" / name).mkdir(parents=True)
        for number in range(6):
            pixels = np.random.default_rng(number).integers(0, 65_536, (9, 12), np.uint16)
            Image.fromarray(pixels).save(tmp_path / "deep" / name / f"{number}.png")
    size = [(Picture, "height", 8), (Picture, "width", 8)]
    assert "with_8_bits(path)" in check(tmp_path / "deep", *size, (Picture, "fit", fit))


def test_arrays_in_groups_of_an_hdf5_file(tmp_path):
    import h5py

    random = np.random.default_rng(0)
    with h5py.File(tmp_path / "nested.h5", "w") as file:
        for name in ("old", "new"):
            file[f"{name}/x"], file[f"{name}/y"] = random.normal(size=(30, 3)), random.integers(0, 2, 30)
    check(tmp_path / "nested.h5", (Arrays, "samples", "new/x"), (Arrays, "targets", "new/y"))


@pytest.mark.parametrize("gaps", ["mean", "median", "zero", "drop row"])
@pytest.mark.parametrize("scale", ["standardise", "0 to 1", "none"])
def test_gaps_and_scales_of_a_table(houses, gaps, scale):
    check(houses, (Gaps, "numbers", gaps), (Scale, "method", scale), (Split, "seed", 3))


def test_a_table_with_classes_every_one_in_proportion(houses):
    roles = {"side": "target", "price": "input"}
    code = check(houses, (Columns, "roles", roles), (Split, "validation", 0.2))
    assert "classes = [" in code


@pytest.mark.parametrize("split", ["random", "group", "time", "stratified"])
def test_every_split_of_a_table_shares_out_the_same_rows(houses, split):
    check(houses, (Split, "method", split), (Columns, "roles", {"rooms": "group"}), (Split, "validation", 0.25))


def test_groups_of_words(houses):
    check(houses, (Columns, "roles", {"side": "group"}))


def test_sentences_and_numbers_for_an_embedding(houses):
    kinds = {"words": "text"}
    check(houses, (Columns, "kinds", kinds), (Encode, "method", "index"), (Words, "length", 4), (Words, "num_words", 6))


def test_a_series_in_windows(houses):
    check(houses, (Window, "length", 4), (Window, "ahead", 2), (Window, "stride", 2), (Split, "validation", 0.2))


def test_a_table_written_elsewhere(tmp_path):
    path = tmp_path / "messungen.csv"
    lines = [f"{n},5;{n % 5};{'größer' if n > 14 else 'kleiner'}" for n in range(30)]
    path.write_bytes("\n".join(["länge;länge;art", *lines]).encode("cp1252"))
    code = check(path)
    assert 'encoding="cp1252"' in code
    assert '"länge_2"' in code


@pytest.mark.parametrize(("separator", "price"), [(",", '"$1,{0:03}.50"'), (";", "{0},50 €"), ("\t", "$ {0}.50")])
def test_numbers_with_marks_of_money_and_shares(tmp_path, separator, price):
    rows = [separator.join((price.format(n), "" if n == 7 else f"{n % 9} %", str(n % 2))) for n in range(40)]
    (tmp_path / "shop.csv").write_text("\n".join([separator.join(("price", "tax", "y")), *rows]), encoding="utf-8")
    check(tmp_path / "shop.csv")


def test_numbers_without_names(tmp_path):
    path = tmp_path / "plain.csv"
    path.write_text("\n".join(f"{n},{n * n % 11},{'inf' if n == 3 else n / 2}" for n in range(25)), encoding="utf-8")
    check(path, (Columns, "roles", {"x1": "target"}))


def test_a_packed_table_with_another_separator(tmp_path):
    import gzip

    path = tmp_path / "points.tsv.gz"
    path.write_bytes(gzip.compress("\n".join(["a\tb", *(f"{n}\t{-n}" for n in range(20))]).encode()))
    check(path, (Reading, "separator", "\\t"))


def test_a_table_on_disk_comes_in_the_same_order(houses, monkeypatch):
    monkeypatch.setattr("designer.data.table_dataset.MOST_BYTES", 100)
    check(houses, (Split, "seed", 11))


PLANTS = {
    "height": [None if row % 7 == 3 else 1.5 + row / 10 for row in range(40)],
    "count": [row * 3 % 11 for row in range(40)],
    "is wild": [row % 3 == 0 for row in range(40)],
    "seen": [datetime(2020, 1, 1) + timedelta(hours=31 * row * 7 % 97) for row in range(40)],
    "colour": [("red", "blue", None)[row % 3] for row in range(40)],
    "notes": [f"{('big', 'small')[row % 2]} plant number {row} near the sea" for row in range(40)],
    "species": ["a", "b"] * 20,
}


@pytest.fixture(params=["xlsx", "parquet"])
def plants(request, tmp_path) -> Path:
    """Forty plants with gaps, moments and sentences, in a file that a package of its own reads."""
    path = tmp_path / f"plants.{request.param}"
    if request.param == "xlsx":
        openpyxl = pytest.importorskip("openpyxl", reason="openpyxl, which reads Excel files, is not installed")
        book = openpyxl.Workbook()
        book.active.append(list(PLANTS))
        for row in zip(*PLANTS.values(), strict=True):
            book.active.append(row)
        book.active.insert_rows(20)
        book.create_sheet("another")
        book.save(path)
    else:
        pyarrow = pytest.importorskip("pyarrow", reason="pyarrow, which reads Parquet files, is not installed")
        pytest.importorskip("pyarrow.parquet").write_table(pyarrow.table(PLANTS), path)
    return path


@pytest.mark.parametrize(
    "choices",
    [
        [],
        [(Columns, "roles", {"height": "target"}), (Gaps, "numbers", "median"), (Scale, "method", "0 to 1")],
        [(Gaps, "numbers", "drop row"), (Split, "method", "random"), (Split, "validation", 0.2)],
        [(Columns, "roles", {"count": "group"}), (Split, "seed", 8)],
        [(Split, "method", "time"), (Split, "validation", 0.2)],
        [(Columns, "kinds", {"notes": "text"}), (Encode, "method", "index"), (Words, "length", 5)],
    ],
    ids=["as it is", "numbers", "gaps left out", "groups", "time", "sentences"],
)
def test_sheets_and_parquet_files_are_read_by_the_program_itself(plants, choices):
    code = check(plants, *choices)
    assert f'{plants.name}"' in code
    assert re.search(r"import \w+  # reads \w+ files: pip install \w+", code)


def test_columns_of_one_name_and_none_in_a_sheet(tmp_path):
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl, which reads Excel files, is not installed")
    book = openpyxl.Workbook()
    for row in (["a", "a", None], *([n, n * n % 7, f"{n}5.5"] for n in range(20))):
        book.active.append(row)
    book.save(tmp_path / "twice.xlsx")
    assert '"a_2"' in check(tmp_path / "twice.xlsx")


# ---- pictures, texts, points ------------------------------------------------------------------------------------


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    for name, shade in (("cats", 60), ("dogs", 180)):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for n in range(6):
            pixels = np.random.default_rng(n).integers(0, shade, (14 + n, 20, 3), np.uint8)
            Image.fromarray(pixels).save(tmp_path / "pets" / name / f"{n}.png")
    return tmp_path / "pets"


@pytest.mark.parametrize("fit", ["stretch", "crop", "pad"])
def test_a_folder_of_pictures(pictures, fit):
    check(pictures, (Picture, "height", 8), (Picture, "width", 9), (Picture, "fit", fit), (Split, "validation", 0.2))


def test_a_damaged_picture_is_left_out_by_the_program_too(pictures):
    next(iter(sorted(pictures.rglob("*.png")))).write_bytes(b"")
    check(pictures, (Picture, "height", 8), (Picture, "width", 8))


def test_grey_pictures_split_at_random(pictures):
    check(pictures, (Picture, "colours", "grayscale"), (Split, "method", "random"), (Split, "seed", 5))


def test_a_folder_of_texts(tmp_path):
    for name, word in (("good", "fine"), ("bad", "dull")):
        (tmp_path / name).mkdir()
        for n in range(8):
            (tmp_path / name / f"{n}.txt").write_text(f"A {word} film, number {n}!\r\nReally {word}.", encoding="utf-8")
    check(tmp_path, (Words, "length", 6), (Words, "num_words", 9), (Words, "padding", "post"))


def test_a_long_text(tmp_path):
    path = tmp_path / "book.txt"
    path.write_bytes(("The quick brown fox, naïve as ever.\r\n" * 30).encode())
    check(path, (Characters, "length", 12), (Characters, "stride", 5), (Holdout, "validation", 0.1))


def test_drawn_points():
    points = [[n / 20, -n / 20, 2 * (n % 2)] for n in range(20)]
    check(Reference("drawn", {"Points": {"points": points}}), (Split, "seed", 2))


# ---- arrays -----------------------------------------------------------------------------------------------------

RANDOM = np.random.default_rng(0)
TARGETS = {
    "labels": np.arange(60) % 3 + 4,
    "one-hot": np.eye(3)[np.arange(60) % 3],
    "numbers": RANDOM.normal(9, 3, 60),
    "small numbers": RANDOM.uniform(-1, 1, (60, 2)),
    "words": np.array(["yes", "no"] * 30),
}
SAMPLES = {
    "pixels": RANDOM.integers(0, 256, (60, 4, 5), np.uint8),
    "indices": RANDOM.integers(0, 300, (60, 7)),
    "measurements": RANDOM.normal(3, 2, (60, 4)),
    "volumes": RANDOM.normal(300, 2, (60, 4, 3, 2)),
    "small": RANDOM.uniform(-1, 1, (60, 4)),
}


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("own_test", [False, True])
@pytest.mark.parametrize("limit", [1 << 28, 10])
def test_targets_of_an_npz_file(tmp_path, monkeypatch, target, own_test, limit):
    monkeypatch.setattr("designer.data.npz_arrays.MOST_BYTES", limit)
    x, y = SAMPLES["pixels"], TARGETS[target]
    parts = {"x_train": x[:48], "y_train": y[:48], "x_test": x[48:], "y_test": y[48:]}
    np.savez(tmp_path / "a.npz", **(parts if own_test else {"x": x, "y": y}))
    check(tmp_path / "a.npz")


@pytest.mark.parametrize("names", [("X", "y"), ("train_images", "train_labels", "test_images", "test_labels")])
def test_an_npz_file_with_other_names(tmp_path, names):
    x, y = SAMPLES["pixels"], TARGETS["labels"]
    np.savez(tmp_path / "a.npz", **dict(zip(names, (x[:48], y[:48], x[48:], y[48:]), strict=False)))
    check(tmp_path / "a.npz")


@pytest.mark.parametrize("samples", SAMPLES)
def test_samples_of_an_npz_file(tmp_path, samples):
    np.savez_compressed(tmp_path / "a.npz", x=SAMPLES[samples], y=TARGETS["labels"])
    check(tmp_path / "a.npz")


@pytest.mark.parametrize("method", ["automatic", "stratified", "random", "group", "time"])
@pytest.mark.parametrize("limit", [1 << 28, 10])
@pytest.mark.parametrize("validation", [0.0, 0.2])
def test_every_split_of_an_npz_file_shares_out_the_same_rows(tmp_path, monkeypatch, method, limit, validation):
    monkeypatch.setattr("designer.data.npz_arrays.MOST_BYTES", limit)
    y = RANDOM.permutation(TARGETS["labels"])
    np.savez(tmp_path / "a.npz", x=SAMPLES["measurements"], y=y, groups=np.arange(60) // 4)
    check(tmp_path / "a.npz", (Split, "method", method), (Split, "validation", validation), (Split, "seed", 5))


@pytest.mark.parametrize("limit", [1 << 28, 10])
@pytest.mark.parametrize("target", ["labels", "one-hot", "numbers"])
def test_a_validation_part_beside_the_test_part_of_an_npz_file(tmp_path, monkeypatch, limit, target):
    monkeypatch.setattr("designer.data.npz_arrays.MOST_BYTES", limit)
    x, y = SAMPLES["measurements"], TARGETS[target]
    np.savez(tmp_path / "a.npz", x_train=x[:48], y_train=y[:48], x_test=x[48:], y_test=y[48:])
    check(tmp_path / "a.npz", (Holdout, "validation", 0.25), (Holdout, "seed", 7))


@pytest.mark.parametrize("method", ["automatic", "random", "time"])
@pytest.mark.parametrize("limit", [1 << 28, 10])
@pytest.mark.parametrize("ending", ["npy", "h5"])
def test_arrays_in_files_of_their_own(tmp_path, monkeypatch, method, limit, ending):
    monkeypatch.setattr("designer.data.arrays.MOST_BYTES", limit)
    x, y = SAMPLES["measurements"], TARGETS["labels"]
    if ending == "h5":
        import h5py

        with h5py.File(tmp_path / "x.h5", "w") as file:
            file["data"], file["labels"] = x, y
    else:
        np.save(tmp_path / "x.npy", x)
        np.save(tmp_path / "y.npy", y)
    check(tmp_path / f"x.{ending}", (Split, "method", method), (Split, "validation", 0.2))


# ---- what comes with the program, and with Keras ------------------------------------------------------------------


@pytest.mark.parametrize("name", [source.name for source in sources("bundled", "generated")])
def test_what_comes_with_the_program(name):
    check(name)


@pytest.mark.parametrize("validation", [0.0, 0.25])
@pytest.mark.parametrize("samples", [None, 40])
@pytest.mark.parametrize("name", ["mnist", "boston_housing", "imdb"])
def test_the_sets_of_keras(tmp_path, monkeypatch, name, samples, validation):
    monkeypatch.setattr("nn_core.utils.remote_file.RemoteFile.is_at", lambda _, path: path.is_file())
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "datasets").mkdir()
    numbers = np.random.default_rng(0)
    x = numbers.integers(0, 256, (70, 5, 5), np.uint8) if name == "mnist" else numbers.normal(3, 2, (70, 4))
    if name == "imdb":
        x = np.array([list(map(int, numbers.integers(1, 90, n % 7 + 2))) for n in range(70)], object)
    y = numbers.normal(9, 2, 70) if name == "boston_housing" else np.arange(70) % 2
    parts = {"x": x, "y": y, "x_train": x[:50], "y_train": y[:50], "x_test": x[50:], "y_test": y[50:]}
    np.savez(tmp_path / "datasets" / f"{name}.npz", **parts)
    step = [(Words, "num_words", 60), (Words, "length", 5)] if name == "imdb" else []
    check(name, (Subset, "samples", samples), (Holdout, "validation", validation), (Holdout, "seed", 4), *step)


# ---- the whole program ------------------------------------------------------------------------------------------


def program_of(document: Document, folder: Path | None = None) -> str:
    training = training_sketch(document, load(document.data_name), folder)
    return "\n".join(program(sketch_of_graph(document.graph, document.report.facts), training, "nn_core").lines) + "\n"


@pytest.fixture
def picture_model(pictures):
    reference = Reference(str(pictures)).with_value(Picture, "height", 8).with_value(Picture, "width", 8)
    reference = reference.with_value(Augment, "layers", [change("RandomFlip"), change("RandomRotation")])
    document = document_of_source(
        "import keras\nfrom keras import layers\nmodel = keras.Sequential([keras.Input((8, 8, 3)), layers.Flatten(), "
        "layers.Dense(2, activation='softmax')])\n"
        "model.compile('adam', 'categorical_crossentropy')\nmodel.fit(x, y, epochs=2, batch_size=4)"
    )
    document.execute(SetData(str(reference)))
    return document


def test_pictures_are_changed_in_the_training_part_only_and_the_program_trains(picture_model, capsys):
    text = program_of(picture_model)
    names: dict[str, Any] = {}
    exec(text, names)
    dataset = load(picture_model.data_name)
    np.testing.assert_allclose(names["x_test"], dataset.test_inputs["x"], atol=1e-6)
    np.testing.assert_allclose(names["x_train"], dataset.inputs["x"][: len(names["x_train"])], atol=1e-6)
    first, second = (names["Augmented"](names["x_train"], names["y_train"], 4)[0][0] for _ in range(2))
    assert first.shape == (4, 8, 8, 3)
    assert not np.array_equal(np.asarray(first), np.asarray(second))
    assert len(names["history"].history["loss"]) == 2


def test_a_program_with_changes_of_pictures_is_opened_again(picture_model):
    found = document_of_source(program_of(picture_model))
    assert found.remarks == ()
    classes = [layer.class_name for layer in found.graph.layers.values()]
    assert classes == ["InputLayer", "Flatten", "Dense"]
    assert found.settings.epochs == 2


def test_programs_about_tables_and_texts_are_opened_again(houses, plants, tmp_path):
    (tmp_path / "texts").mkdir()
    for name in ("good", "bad"):
        (tmp_path / "texts" / name).mkdir()
        for n in range(6):
            (tmp_path / "texts" / name / f"{n}.txt").write_text(f"{name} film {n}", encoding="utf-8")
    for source in (str(houses), str(plants), str(tmp_path / "texts")):
        dataset = load(source)
        lines = snippet_of(source, dataset)
        text = "\n".join([*lines.imports, "import keras", "import numpy as np", *lines.lines, MODEL % "(7,)"])
        assert document_of_source(text).remarks == ()


def test_a_file_beside_the_program_is_called_by_its_name_alone(houses, tmp_path):
    reference = str(Reference(str(houses)))
    dataset = load(reference)
    assert 'open("houses.csv"' in "\n".join(snippet_of(reference, dataset, tmp_path).lines)
    elsewhere = "\n".join(snippet_of(reference, dataset, tmp_path / "other").lines)
    assert re.search(r'open\("[^"]+/houses\.csv"', elsewhere)


@pytest.mark.parametrize("name", ["x.npy", "a.npz", "book.txt"])
def test_a_file_that_is_gone_leaves_the_prepared_arrays(tmp_path, name):
    np.save(tmp_path / "x.npy", SAMPLES["small"])
    np.save(tmp_path / "y.npy", TARGETS["labels"])
    np.savez(tmp_path / "a.npz", x=SAMPLES["small"], y=TARGETS["labels"])
    (tmp_path / "book.txt").write_text("A text that goes on and on. " * 40, encoding="utf-8")
    dataset = load(tmp_path / name)
    (tmp_path / name).unlink()
    (tmp_path / "y.npy").unlink()
    assert snippet_of(str(tmp_path / name), dataset) is None
