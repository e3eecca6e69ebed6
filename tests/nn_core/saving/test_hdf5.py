"""HDF5 files of our own: complete models, weights, the state of training, and everything that can be wrong."""

import json
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import nn_core as keras
from nn_core import layers
from nn_core.saving import ModelFileError
from nn_core.saving.hdf5_access import read_names, write_names
from tests.nn_core.saving.networks import NETWORKS, compile_for_training, inputs_for, mlp, single, targets_for


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A small compiled model in a file."""
    model = mlp()
    compile_for_training(model)
    model.save(tmp_path / "mlp.h5")
    return tmp_path / "mlp.h5"


# ---- there and back ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["model.h5", "model.keras"])
@pytest.mark.parametrize("name", NETWORKS)
def test_a_model_comes_back_and_takes_the_same_next_step(name: str, file: str, tmp_path: Path) -> None:
    model = NETWORKS[name]()
    compile_for_training(model)
    x, y = single(inputs_for(model)), single(targets_for(model))
    model.fit(x, y, batch_size=4, epochs=2, verbose=0)
    model.save(tmp_path / file)
    again = keras.models.load_model(tmp_path / file)
    assert again.get_config() == model.get_config()
    for each in (model, again):
        each.fit(x, y, batch_size=4, epochs=1, shuffle=False, verbose=0)
    for a, b in zip(again.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_what_was_never_compiled_comes_back_uncompiled(tmp_path: Path) -> None:
    mlp().save(tmp_path / "model.h5")
    assert not keras.models.load_model(tmp_path / "model.h5").compiled


def test_a_model_can_be_opened_without_its_training_state(saved: Path) -> None:
    assert not keras.models.load_model(saved, compile=False).compiled


def test_losses_and_metrics_come_back(tmp_path: Path) -> None:
    model = mlp()
    loss = keras.losses.CategoricalCrossentropy(label_smoothing=0.1)
    model.compile(keras.optimizers.RMSprop(0.02, rho=0.8), loss, metrics=["accuracy", "mae"])
    model.save(tmp_path / "model.h5")
    again = keras.models.load_model(tmp_path / "model.h5")
    assert again.optimizer.rho == 0.8
    x, y = single(inputs_for(model)), np.eye(3)[[0, 1, 2, 0, 1, 2, 0, 1]]
    assert again.evaluate(x, y, verbose=0, return_dict=True) == model.evaluate(x, y, verbose=0, return_dict=True)


@pytest.mark.parametrize("file", ["plain.h5", "model.weights.h5"])
@pytest.mark.parametrize("name", NETWORKS)
def test_weights_alone_fill_another_model_of_the_same_form(name: str, file: str, tmp_path: Path) -> None:
    model, other = NETWORKS[name](), NETWORKS[name]()
    model.save_weights(tmp_path / file)
    other.load_weights(tmp_path / file)
    for a, b in zip(other.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("file", ["plain.h5", "new.weights.h5", "model.h5", "model.keras"])
def test_weights_by_name_fill_what_they_fit(tmp_path: Path, file: str) -> None:
    source = keras.Sequential([keras.Input((4,)), layers.Dense(6, name="base"), layers.Dense(3, name="old_head")])
    target = keras.Sequential([keras.Input((4,)), layers.Dense(6, name="base"), layers.Dense(2, name="new_head")])
    head = target.get_layer("new_head").get_weights()
    (source.save if file.startswith("model") else source.save_weights)(tmp_path / file)
    target.load_weights(tmp_path / file, by_name=True)
    np.testing.assert_array_equal(target.get_layer("base").get_weights()[0], source.get_layer("base").get_weights()[0])
    np.testing.assert_array_equal(target.get_layer("new_head").get_weights()[0], head[0])


@pytest.mark.parametrize("file", ["plain.h5", "new.weights.h5", "model.h5", "model.keras"])
def test_layers_of_other_shapes_can_be_passed_over(tmp_path: Path, file: str) -> None:
    source = keras.Sequential([keras.Input((4,)), layers.Dense(6, name="a")])
    (source.save if file.startswith("model") else source.save_weights)(tmp_path / file)
    target = keras.Sequential([keras.Input((4,)), layers.Dense(5, name="a")])
    before = target.get_weights()
    with pytest.raises(ModelFileError, match="has the shape"):
        target.load_weights(tmp_path / file, by_name=True)
    target.load_weights(tmp_path / file, by_name=True, skip_mismatch=True)
    np.testing.assert_array_equal(target.get_weights()[0], before[0])


def test_layer_names_in_any_language_come_back(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1, name="输出层")], name="модель")
    model.save(tmp_path / "model.h5")
    again = keras.models.load_model(tmp_path / "model.h5")
    assert (again.name, again.layers[0].name) == ("модель", "输出层")


def test_a_list_of_names_too_long_for_one_attribute_is_cut_as_keras_does(tmp_path: Path) -> None:
    names = [f"a_layer_with_quite_a_long_name_{i}" for i in range(4000)]
    with h5py.File(tmp_path / "names.h5", "w") as file:
        write_names(file, "layer_names", names)
        assert "layer_names" not in file.attrs and "layer_names1" in file.attrs
        assert read_names(file, "layer_names") == names


def test_a_class_of_ones_own_opens_when_it_is_passed(tmp_path: Path) -> None:
    class Twice(layers.Layer):
        def call(self, inputs: Any) -> Any:
            return 2 * inputs

    keras.Sequential([keras.Input((2,)), Twice(name="twice")]).save(tmp_path / "model.h5")
    with pytest.raises(ModelFileError, match="Unknown layer 'Twice'"):
        keras.models.load_model(tmp_path / "model.h5")
    again = keras.models.load_model(tmp_path / "model.h5", custom_objects={"Twice": Twice})
    np.testing.assert_array_equal(again.predict(np.ones((1, 2))), [[2.0, 2.0]])


# ---- the disk ---------------------------------------------------------------------------------------------------


def test_a_failed_save_leaves_the_old_file(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = saved.read_bytes()

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ModelFileError, match=r"'mlp\.h5' could not be written.*the disk is full"):
        mlp().save(saved)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == ["mlp.h5"]


def test_a_file_is_not_replaced_unless_that_is_meant(saved: Path) -> None:
    with pytest.raises(ModelFileError, match="exists already"):
        mlp().save(saved, overwrite=False)


@pytest.mark.parametrize("name", ["model", "model.onnx"])
def test_an_ending_that_says_nothing_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"should end in \.keras, \.h5, \.json or \.yaml"):
        mlp().save(tmp_path / name)


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="no folder"):
        mlp().save(tmp_path / "nowhere" / "model.h5")


# ---- files that are not what they claim -------------------------------------------------------------------------


def test_a_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"no file.*missing\.h5"):
        keras.models.load_model(tmp_path / "missing.h5")


@pytest.mark.parametrize(
    ("content", "kind"), [(b"", "an empty file"), (b"PK\x05\x06....", "a zip"), (b"hello", "something else")]
)
def test_a_file_that_is_not_hdf5_is_told_apart(content: bytes, kind: str, tmp_path: Path) -> None:
    (tmp_path / "model.h5").write_bytes(content)
    with pytest.raises(ModelFileError, match=rf"'model\.h5'.*not an HDF5 file but {kind}"):
        keras.models.load_model(tmp_path / "model.h5")


def test_a_file_cut_off_is_told(saved: Path) -> None:
    content = saved.read_bytes()
    saved.write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelFileError, match="cut off before its end"):
        keras.models.load_model(saved)


def test_hdf5_without_a_model_is_told(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "data.h5", "w") as file:
        file["x"] = np.zeros(3)
    with pytest.raises(ModelFileError, match="no model_config"):
        keras.models.load_model(tmp_path / "data.h5")


def test_weights_alone_are_no_model_and_say_so(tmp_path: Path) -> None:
    mlp().save_weights(tmp_path / "weights.h5")
    with pytest.raises(ModelFileError, match="use load_weights"):
        keras.models.load_model(tmp_path / "weights.h5")


def edited(path: Path, edit: Any) -> Path:
    """Change the model's description in a file."""
    with h5py.File(path, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        edit(config)
        file.attrs["model_config"] = json.dumps(config)
    return path


def test_an_unknown_layer_is_named(saved: Path) -> None:
    edited(saved, lambda config: config["config"]["layers"][1].update(class_name="Dens"))
    with pytest.raises(ModelFileError, match=r"'mlp\.h5'.*Unknown layer 'Dens'\. Did you mean 'Dense'"):
        keras.models.load_model(saved)


def test_weights_that_do_not_fit_are_named_with_both_shapes(saved: Path) -> None:
    edited(saved, lambda config: config["config"]["layers"][1]["config"].update(units=7))
    with pytest.raises(ModelFileError, match=r"'dense\w*'.*'kernel' has the shape \(4, 7\).*\(4, 6\) in the file"):
        keras.models.load_model(saved)


def test_weights_for_another_number_of_layers_are_refused_before_anything_changes(tmp_path: Path) -> None:
    mlp().save_weights(tmp_path / "weights.h5")
    target = keras.Sequential([keras.Input((4,)), layers.Dense(6)])
    before = target.get_weights()
    with pytest.raises(ModelFileError, match=r"weights for 2 layers.*has 1 layers"):
        target.load_weights(tmp_path / "weights.h5")
    np.testing.assert_array_equal(target.get_weights()[0], before[0])


def test_a_gigantic_layer_takes_no_memory_before_the_file_is_known_to_hold_it(saved: Path) -> None:
    edited(saved, lambda config: config["config"]["layers"][1]["config"].update(units=10**12))
    with pytest.raises(ModelFileError, match="has the shape"):
        keras.models.load_model(saved)


def test_python_code_in_a_file_is_refused(saved: Path) -> None:
    code = {"class_name": "Lambda", "config": {"name": "evil", "function": ["code", None, None]}}
    edited(saved, lambda config: config["config"]["layers"].append(code))
    with pytest.raises(ModelFileError, match=r"Lambda layer.*never run"):
        keras.models.load_model(saved)


@pytest.mark.parametrize(
    "damage", [[], {"class_name": "Sequential"}, {"class_name": "Sequential", "config": {"layers": 7}}]
)
def test_a_description_that_makes_no_sense_is_a_sentence(damage: Any, saved: Path) -> None:
    with h5py.File(saved, "r+") as file:
        file.attrs["model_config"] = json.dumps(damage)
    with pytest.raises(ModelFileError, match=r"'mlp\.h5'"):
        keras.models.load_model(saved)


def test_a_link_to_another_file_is_not_followed(saved: Path, tmp_path: Path) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["kernel"] = np.zeros((4, 6), "float32")
    with h5py.File(saved, "r+") as file:
        name = file["model_weights"].attrs["layer_names"][0].decode()
        group = file["model_weights"][name]
        kernel = group.attrs["weight_names"][0].decode()
        del group[kernel]
        group[kernel] = h5py.ExternalLink(str(tmp_path / "other.h5"), "/kernel")
    with pytest.raises(ModelFileError, match="links are not followed"):
        keras.models.load_model(saved)


def test_a_virtual_array_is_not_followed(saved: Path, tmp_path: Path) -> None:
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["kernel"] = np.zeros((4, 6), "float32")
    layout = h5py.VirtualLayout((4, 6), "float32")
    layout[:] = h5py.VirtualSource(tmp_path / "other.h5", "kernel", (4, 6))
    with h5py.File(saved, "r+") as file:
        name = file["model_weights"].attrs["layer_names"][0].decode()
        group = file["model_weights"][name]
        kernel = group.attrs["weight_names"][0].decode()
        del group[kernel]
        group.create_virtual_dataset(kernel, layout)
    with pytest.raises(ModelFileError, match="another file"):
        keras.models.load_model(saved)


def test_a_state_that_does_not_fit_the_optimizer_is_left_out_with_a_warning(tmp_path: Path) -> None:
    model = mlp()
    compile_for_training(model)
    model.fit(single(inputs_for(model)), single(targets_for(model)), verbose=0)
    model.save(tmp_path / "model.h5")
    with h5py.File(tmp_path / "model.h5", "r+") as file:
        names = list(file["optimizer_weights"].attrs["weight_names"])
        file["optimizer_weights"].attrs["weight_names"] = names[:-1]
    with pytest.warns(UserWarning, match="fresh one"):
        again = keras.models.load_model(tmp_path / "model.h5")
    assert int(again.optimizer.iterations) == 0


def test_attention_by_dot_product_says_so_by_saying_nothing(tmp_path: Path) -> None:
    """Real Keras takes the word 'dot' in such a file for its function of that name, and opens it no more."""
    query, value = keras.Input((3, 4)), keras.Input((5, 4))
    keras.Model([query, value], layers.Attention()([query, value])).save(tmp_path / "dot.h5")
    with h5py.File(tmp_path / "dot.h5") as file:
        assert "score_mode" not in str(file.attrs["model_config"])
    assert keras.models.load_model(tmp_path / "dot.h5").layers[-1].score_mode == "dot"
