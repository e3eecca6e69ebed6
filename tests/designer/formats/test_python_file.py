"""Scripts and notebooks: opened as documents, written so that they come back the same, with the data beside them."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from designer.data.recipe import Reference
from designer.data.steps import Columns
from designer.examples import examples
from designer.formats.door import READABLE, open_document, save_document
from designer.formats.errors import FormatError
from designer.formats.python_file import document_of_source
from designer.model.card import Card
from designer.model.commands import AddLayer, SetData
from designer.model.document import Document
from designer.model.settings import TrainingSettings

ROOT = Path(__file__).resolve().parents[3]
every_example = pytest.mark.parametrize("example", examples().values(), ids=list(examples()))
MODEL = "import keras\nfrom keras import layers\nm = keras.Sequential([keras.Input((4,)), layers.Dense(3)])\n"


def layers_of(document: Document) -> list[tuple[str, dict]]:
    """Return the layers in the order of the data, each with its arguments in the order of their names."""
    order = document.graph.topological_order()
    return [(each.class_name, dict(sorted(each.arguments.items()))) for each in map(document.graph.layer_of, order)]


@every_example
@pytest.mark.parametrize("ending", [".py", ".ipynb"])
def test_every_example_comes_back_from_its_code(example: Path, ending: str, tmp_path: Path) -> None:
    document = open_document(example)
    path = tmp_path / f"model{ending}"
    save_document(document, path)
    found = open_document(path)
    assert found.remarks == ()
    assert sorted(map(str, layers_of(found))) == sorted(map(str, layers_of(document)))
    assert len(found.graph.edges) == len(document.graph.edges)
    assert found.report.total_params == document.report.total_params
    for name in ("optimizer", "learning_rate", "batch_size", "validation_split", "callbacks"):
        assert getattr(found.settings, name) == getattr(document.settings, name)


@every_example
def test_the_code_of_every_example_trains_when_it_is_run(example: Path, tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    save_document(open_document(example), path)
    text = path.read_text(encoding="utf-8").replace("import keras\n", "import nn_core as keras\n")
    text = text.replace("from keras import", "from nn_core import")
    short = re.sub(r"epochs=\d+", "epochs=1", text)
    path.write_text(short + "\nprint(sorted(history.history))\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, path.name],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "val_loss" in done.stdout


def test_the_data_are_beside_the_code_as_the_window_uses_them(tmp_path: Path) -> None:
    document = open_document(examples()["Breast cancer wide and deep"])
    save_document(document, tmp_path / "model.py")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["breast_cancer.csv.gz", "model.py"]
    text = (tmp_path / "model.py").read_text(encoding="utf-8")
    assert 'x_train = {"worst": x[train][:, 20:30], "mean": x[train][:, 0:10]}' in text


def test_data_without_a_short_way_in_python_are_written_as_arrays(tmp_path: Path) -> None:
    (tmp_path / "days.csv").write_text(
        "day,y\n" + "".join(f"2020-01-{n + 1:02},{n}\n" for n in range(28)), encoding="utf-8"
    )
    document = document_of_source("import keras\nm = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])\n")
    roles = {"day": "input", "y": "target"}
    document.execute(SetData(str(Reference(str(tmp_path / "days.csv")).with_value(Columns, "roles", roles))))
    save_document(document, tmp_path / "model.py")
    with np.load(tmp_path / "days.npz") as data:
        assert data["x_train"].shape == (len(data["y_train"]), 1)


def test_a_notebook_holds_data_model_training_and_curves(tmp_path: Path) -> None:
    path = tmp_path / "digits.ipynb"
    save_document(open_document(examples()["Digits CNN"]), path)
    content = json.loads(path.read_text(encoding="utf-8"))
    code = ["".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "code"]
    titles = ["".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "markdown"]
    assert titles[1:] == ["## Data", "## Model", "## Training", "## Learning curves"]
    for wanted in ("np.loadtxt", "keras.Sequential", "model.summary()", "model.fit", "plt.show()"):
        assert any(wanted in each for each in code)
    assert len({cell["id"] for cell in content["cells"]}) == len(content["cells"])


def test_what_a_script_says_about_training_becomes_settings() -> None:
    found = document_of_source(
        MODEL
        + """
m.compile(optimizer=keras.optimizers.SGD(0.5), loss=keras.losses.MeanAbsoluteError(), metrics=["mse"])
m.fit(x, y, epochs=7, batch_size=16, callbacks=[keras.callbacks.EarlyStopping(patience=2)])
"""
    )
    assert found.remarks == ()
    assert found.settings == TrainingSettings(
        optimizer="sgd",
        learning_rate=0.5,
        losses={"dense": "mean_absolute_error"},
        metrics={"dense": ("mse",)},
        epochs=7,
        batch_size=16,
        validation_split=0.0,
        callbacks=(Card("EarlyStopping", {"patience": 2}),),
    )


def test_settings_that_the_window_does_not_have_are_remarked() -> None:
    found = document_of_source(MODEL + "m.compile(keras.optimizers.SGD(momentum=0.9), keras.losses.Huber(delta=3.0))")
    assert found.settings.optimizer == "sgd"
    assert [("momentum" in each, "huber" in each) for each in found.remarks] == [(True, False), (False, True)]


def test_lines_that_are_not_understood_are_remarked_and_the_rest_arrives(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(MODEL + "m.add(Magic(3))\nm.add(layers.Dense(2))\n", encoding="utf-8")
    found = open_document(path)
    assert found.remarks == ("Line 4: 'Magic' is not known here and is left out of the model.",)
    assert [name for name, _ in layers_of(found)] == ["InputLayer", "Dense", "Dense"]


def test_layers_without_an_input_arrive_in_a_row() -> None:
    found = document_of_source("Sequential([Dense(8), Dense(2)])")
    assert [name for name, _ in layers_of(found)] == ["Dense", "Dense"]
    assert len(found.graph.edges) == 1


def test_huge_models_in_scripts_take_no_memory() -> None:
    found = document_of_source(MODEL + "m.add(layers.Dense(10**9))")
    assert found.report.total_params > 10**9


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"print('hello')", "no model in it"),
        (b"\xff\xfe\x00", "not a text file"),
        (b"def (", "not Python"),
        (b"x = 9**9**9", "larger than any model needs"),
    ],
)
def test_what_is_no_model_is_refused_with_the_name_of_the_file(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "strange.py"
    path.write_bytes(content)
    with pytest.raises(FormatError) as refused:
        open_document(path)
    assert "strange.py" in str(refused.value)
    assert said in str(refused.value)


def test_an_unfinished_model_is_not_written_and_what_was_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "model.py"
    path.write_text("mine", encoding="utf-8")
    document = Document()
    document.execute(AddLayer("Dense", arguments={"units": 3}))
    with pytest.raises(FormatError):
        save_document(document, path)
    assert path.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_the_window_offers_scripts_and_notebooks() -> None:
    assert {".py", ".ipynb"} <= set(READABLE)
