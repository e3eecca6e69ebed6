"""The .keras file: what it holds, and what is wrong with one that is something else."""

import json
import zipfile
from pathlib import Path

import h5py
import numpy as np
import pytest

import nn_core as keras
from nn_core import layers
from nn_core.saving import ModelFileError
from tests.nn_core.saving.networks import compile_for_training, inputs_for, mlp, single, targets_for


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    model = mlp()
    compile_for_training(model)
    model.fit(single(inputs_for(model)), single(targets_for(model)), verbose=0)
    model.save(tmp_path / "model.keras")
    return tmp_path / "model.keras"


def rewritten(path: Path, name: str, content: bytes) -> Path:
    """Replace one part of the archive."""
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, old in parts.items():
            archive.writestr(each, content if each == name else old)
    return path


def test_the_parts_are_those_of_keras(saved: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        assert sorted(archive.namelist()) == ["config.json", "metadata.json", "model.weights.h5"]
        assert json.loads(archive.read("metadata.json"))["keras_version"].startswith("3.")


def test_layers_are_placed_by_their_classes(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((4, 3)), layers.LSTM(2, name="reader"), layers.Dense(1), layers.Dense(2)])
    model.save_weights(tmp_path / "model.weights.h5")
    with h5py.File(tmp_path / "model.weights.h5") as file:
        assert sorted(file["layers"]) == ["dense", "dense_1", "lstm"]
        assert file["layers/lstm/cell/vars/0"].shape == (3, 8)
        assert file["layers/dense_1/vars"].attrs["name"] == model.layers[2].name


def test_a_zip_opens_whatever_it_is_called(saved: Path) -> None:
    renamed = saved.rename(saved.with_suffix(".h5"))
    assert keras.models.load_model(renamed).compiled


def test_without_the_optimizer_nothing_of_training_is_kept(tmp_path: Path) -> None:
    model = mlp()
    compile_for_training(model)
    model.save(tmp_path / "model.keras", include_optimizer=False)
    assert not keras.models.load_model(tmp_path / "model.keras").compiled


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04broken"])
def test_what_is_no_zip_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "model.keras").write_bytes(content)
    with pytest.raises(ModelFileError, match=r"'model\.keras'.*not a \.keras file"):
        keras.models.load_model(tmp_path / "model.keras")


def test_another_archive_is_told(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "model.keras", "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(ModelFileError, match=r"has no config\.json"):
        keras.models.load_model(tmp_path / "model.keras")


def test_weights_larger_than_the_model_are_not_unpacked(saved: Path) -> None:
    rewritten(saved, "model.weights.h5", bytes(200_000_000))
    with pytest.raises(ModelFileError, match="would unpack to 200,000,000 bytes"):
        keras.models.load_model(saved)


def test_weights_that_do_not_fit_are_named_with_both_shapes(saved: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        config = json.loads(archive.read("config.json"))
    config["config"]["layers"][1]["config"]["units"] = 7
    rewritten(saved, "config.json", json.dumps(config).encode())
    with pytest.raises(ModelFileError, match=r"'kernel' has the shape \(4, 7\) in the model, but \(4, 6\)"):
        keras.models.load_model(saved)


def test_damaged_weights_are_told(saved: Path) -> None:
    rewritten(saved, "model.weights.h5", b"\x89HDF\r\n\x1a\n but nothing else")
    with pytest.raises(ModelFileError, match=r"'model\.keras'.*HDF5"):
        keras.models.load_model(saved)


def test_weights_by_place_that_do_not_fit_can_be_passed_over(tmp_path: Path) -> None:
    mlp().save_weights(tmp_path / "model.weights.h5")
    target = keras.Sequential([keras.Input((4,)), layers.Dense(6), layers.Dense(5)])
    last = target.layers[1].get_weights()
    with pytest.raises(ModelFileError, match="Layer"):
        target.load_weights(tmp_path / "model.weights.h5")
    target.load_weights(tmp_path / "model.weights.h5", skip_mismatch=True)
    np.testing.assert_array_equal(target.layers[1].get_weights()[0], last[0])


def test_a_loss_among_the_metrics_comes_back_under_its_name(tmp_path: Path) -> None:
    model = mlp()
    model.compile("sgd", "mse", metrics=[keras.losses.Huber(0.5, name="robust")])
    model.save(tmp_path / "model.keras")
    x, y = np.ones((3, 4), "float32"), np.ones((3, *model.output_shape[1:]), "float32")
    expected = model.evaluate(x, y, verbose=0, return_dict=True)
    found = keras.models.load_model(tmp_path / "model.keras").evaluate(x, y, verbose=0, return_dict=True)
    assert found == pytest.approx(expected)
    assert set(found) == {"loss", "robust"}
