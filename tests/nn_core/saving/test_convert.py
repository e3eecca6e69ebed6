"""convert: every pair of formats, and a sentence for all that the new file does not keep."""

import itertools
from pathlib import Path

import numpy as np
import pytest

import nn_core as keras
from nn_core import layers
from nn_core.cli.main import main
from nn_core.saving import ModelFileError
from nn_core.saving.convert import convert
from tests.nn_core.saving.networks import compile_for_training, inputs_for, residual, single, targets_for

COMPLETE = ("model.keras", "model.h5")
WITHOUT_WEIGHTS = ("model.json", "model.yaml", "model.py", "model.ipynb")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One trained model in every form."""
    folder = tmp_path_factory.mktemp("formats")
    model = residual()
    compile_for_training(model)
    model.fit(single(inputs_for(model)), single(targets_for(model)), verbose=0)
    model.save(folder / "model.keras")
    for name in (*WITHOUT_WEIGHTS, "model.h5", "only.weights.h5"):
        convert(folder / "model.keras", folder / name)
    return folder


@pytest.mark.parametrize(("a", "b"), list(itertools.product((*COMPLETE, *WITHOUT_WEIGHTS), repeat=2)))
def test_every_form_becomes_every_other(files: Path, tmp_path: Path, a: str, b: str) -> None:
    sentences = " ".join(convert(files / a, tmp_path / b))
    back = tmp_path / "back.keras"
    convert(tmp_path / b, back)
    found, model = keras.models.load_model(back), keras.models.load_model(files / "model.keras")
    assert [(x.name, x.output.shape) for x in found.layers] == [(x.name, x.output.shape) for x in model.layers]
    if a in COMPLETE and b in COMPLETE:
        assert sentences == ""
        np.testing.assert_array_equal(found.predict(inputs_for(model)[0]), model.predict(inputs_for(model)[0]))
        assert int(found.optimizer.iterations) == 1
    assert ("begins untrained" in sentences) == (a in WITHOUT_WEIGHTS)
    assert ("not their weights" in sentences) == (b in WITHOUT_WEIGHTS)


def test_weights_and_their_architecture_make_a_model(files: Path, tmp_path: Path) -> None:
    assert convert(files / "only.weights.h5", tmp_path / "whole.h5", files / "model.yaml") == []
    found, model = keras.models.load_model(tmp_path / "whole.h5"), keras.models.load_model(files / "model.keras")
    np.testing.assert_array_equal(found.get_weights()[0], model.get_weights()[0])


def test_weights_alone_say_what_they_are(files: Path, tmp_path: Path) -> None:
    [sentence] = convert(files / "model.h5", tmp_path / "model.weights.h5")
    assert "holds the weights alone" in sentence
    with pytest.raises(ModelFileError, match="use load_weights"):
        convert(files / "only.weights.h5", tmp_path / "model.keras")


def test_what_yaml_does_not_say_is_said(files: Path, tmp_path: Path) -> None:
    sentences = convert(files / "model.keras", tmp_path / "model.yaml")
    assert any("how the model was compiled" in each for each in sentences)
    assert any("state of the optimizer" in each for each in sentences)


def test_expressions_that_keras_cannot_open_are_named(tmp_path: Path) -> None:
    model = keras.Sequential(
        [keras.Input((4,)), layers.Lambda("x * 2 + 1", name="a"), layers.Lambda("x * 2", name="b")]
    )
    model.save(tmp_path / "model.keras")
    assert convert(tmp_path / "model.keras", tmp_path / "model.h5") == [
        "Keras cannot open the Lambda layer 'a': x * 2 + 1 is more than one function."
    ]


def test_the_command_prints_the_sentences_and_the_file(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["convert", str(files / "model.h5"), str(tmp_path / "model.json")]) == 0
    said = capsys.readouterr()
    assert "not their weights" in said.err
    assert said.out.strip() == str(tmp_path / "model.json")


@pytest.mark.parametrize(("a", "b", "says"), [("x.nnd", "y.h5", "--convert"), ("gone.h5", "y.json", "no file")])
def test_what_cannot_be_converted_ends_in_a_sentence(
    a: str, b: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["convert", str(tmp_path / a), str(tmp_path / b)]) == 1
    assert says in capsys.readouterr().err
