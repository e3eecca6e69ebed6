"""A recipe is saved with the project, stands in the written code, and a run that loses its data ends in a sentence."""

import numpy as np
import pytest

from designer.data.recipe import Reference
from designer.data.sources import load
from designer.data.steps import Holdout, Reading, Scale, Split, Subset
from designer.formats.project import read_project, write_project
from designer.model.commands import SetData
from designer.training.program import data_arrays, training_sketch
from designer.training.session import TrainingSession
from nn_core.saving.source.program import program
from nn_core.saving.source.sketch import Sketch
from tests.designer.training.documents import chain


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "houses.csv"
    path.write_text("a,b,price\n" + "".join(f"{n},{n % 7},{n * n % 50}\n" for n in range(60)), encoding="utf-8")
    return path


def regression(reference, **settings):
    start = ("InputLayer", "x", {"shape": [2]})
    return chain(start, ("Dense", "price", {"units": 1}), data_name=str(reference), epochs=2, seed=1, **settings)


def test_a_source_with_nothing_chosen_is_its_own_reference():
    assert str(Reference("iris")) == "iris"
    assert Reference.parse("iris") == Reference("iris")


def test_a_reference_comes_back_from_its_text():
    reference = Reference("houses.csv").with_value(Split, "test", 0.3).with_value(Scale, "method", "none")
    assert Reference.parse(str(reference)).given == {"Split": {"test": 0.3}, "Scale": {"method": "none"}}


def test_a_default_is_not_written_down():
    reference = Reference("houses.csv").with_value(Split, "test", 0.3).with_value(Split, "test", 0.2)
    assert str(reference) == "houses.csv"


@pytest.mark.parametrize(
    ("step", "name", "value"),
    [(Split, "test", 2), (Subset, "samples", 1), (Holdout, "validation", "x"), (Reading, "separator", 3)],
)
def test_what_does_not_fit_a_step_is_refused_with_its_name(step, name, value):
    with pytest.raises(ValueError, match=f"{step.__name__}: {name} must be"):
        Reference("houses.csv").with_value(step, name, value)


def test_the_recipe_is_saved_with_the_project(table, tmp_path):
    reference = Reference(str(table)).with_value(Split, "seed", 7)
    write_project(regression(reference), tmp_path / "houses.nnd")
    document = read_project(tmp_path / "houses.nnd")
    assert Reference.parse(document.data_name).given == {"Split": {"seed": 7}}
    assert load(document.data_name).fingerprint == load(str(reference)).fingerprint


def test_the_written_code_makes_the_arrays_and_uses_the_validation_part(table):
    document = regression(Reference(str(table)).with_value(Split, "validation", 0.2))
    dataset = load(document.data_name)
    text = "\n".join(program(Sketch("", {}, (), None, None, False), training_sketch(document, dataset)).lines)
    assert "rng = np.random.default_rng(0)" in text
    assert "x_val = x[validation]" in text
    assert "validation_data=(x_val, y_val)" in text
    assert "validation_split" not in text
    assert data_arrays(document, dataset)["x_val"].shape == (12, 2)


def test_changing_a_step_is_undone_as_one_step(table):
    document = regression(table)
    document.execute(SetData(str(Reference(str(table)).with_value(Split, "test", 0.4)), "Change the step Split"))
    assert document.history.undo_text == "Change the step Split"
    document.undo()
    assert document.data_name == str(table)


def test_a_file_cut_short_during_a_run_ends_in_a_sentence_and_the_document_is_as_before(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("designer.data.arrays.MOST_BYTES", 10)
    monkeypatch.setattr("designer.data.stored.PIECE_BYTES", 64)
    x = np.random.default_rng(0).normal(size=(500, 4)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    np.save(tmp_path / "y.npy", x[:, 0] > 0)
    layers = ("InputLayer", "x", {"shape": [4]}), ("Dense", "y", {"units": 2, "activation": "softmax"})
    document = chain(*layers, data_name=str(tmp_path / "x.npy"))
    session = TrainingSession()
    assert session.datasets.get(document.data_name) is None
    assert session.datasets.wait()
    with (tmp_path / "x.npy").open("r+b") as file:
        file.truncate(900)
    with qtbot.waitSignal(session.finished, timeout=20_000) as caught:
        session.start(document)
    assert caught.args[0].kind == "failed"
    assert "x.npy" in caught.args[0].text
    assert document.weights == {}
    assert session.close()
