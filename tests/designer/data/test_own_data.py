"""Folders of pictures and texts, arrays larger than memory, a long text, drawn points, and the sets of Keras."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

import nn_core as keras
from designer.data import keras_sets, picture_files
from designer.data.arrays import holds_samples
from designer.data.augmenting import AugmentedRows, change, check_augmentation, possible_changes
from designer.data.dataset import Fact
from designer.data.drawn import with_points
from designer.data.errors import AbsentError, DataError
from designer.data.fitting import fit
from designer.data.offered import Offer, offers_for
from designer.data.port import InputPort, OutputPort
from designer.data.progress import silent
from designer.data.recipe import Reference
from designer.data.remedies import remedies_for
from designer.data.sources import load, steps_of
from designer.data.steps import Arrays, Augment, Characters, File, Holdout, Picture, Split, Subset, Words
from nn_core.utils.remote_file import RemoteFile


def given(source, *values):
    reference = Reference(str(source))
    for step, name, value in values:
        reference = reference.with_value(step, name, value)
    return load(str(reference))


# ---- folders ----------------------------------------------------------------------------------------------------


@pytest.fixture
def pictures(tmp_path):
    random = np.random.default_rng(0)
    for name in ("cat", "dog"):
        (tmp_path / "pets" / name).mkdir(parents=True)
        for number in range(10):
            pixels = random.integers(0, 256, (12, 20, 3), np.uint8)
            Image.fromarray(pixels).save(tmp_path / "pets" / name / f"{number}.png")
    return tmp_path / "pets"


def test_a_folder_of_pictures_has_a_class_for_each_folder(pictures):
    dataset = given(pictures, (Picture, "height", 8), (Picture, "width", 6))
    assert dataset.class_names == ("cat", "dog")
    assert dataset.input_shapes == {"x": (8, 6, 3)}
    assert dataset.class_counts().tolist() == [8, 8]
    assert 0 <= dataset.inputs["x"].min() < dataset.inputs["x"].max() <= 1


@pytest.mark.parametrize("way", ["stretch", "crop", "pad"])
def test_pictures_of_other_proportions_are_brought_to_the_size(pictures, way):
    dataset = given(pictures, (Picture, "height", 9), (Picture, "width", 9), (Picture, "fit", way))
    assert dataset.input_shapes["x"] == (9, 9, 3)


def test_many_pictures_are_read_again_when_they_are_needed(pictures, monkeypatch):
    monkeypatch.setattr("designer.data.folders.MOST_BYTES", 10)
    dataset = given(pictures, (Picture, "height", 7), (Picture, "colours", "grayscale"))
    assert dataset.is_stored
    assert dataset.inputs["x"][3:5].shape == (2, 7, 64, 1)


def test_a_picture_deleted_while_it_is_needed_ends_in_a_sentence(pictures, monkeypatch):
    monkeypatch.setattr("designer.data.folders.MOST_BYTES", 10)
    monkeypatch.setattr("designer.data.stored.PIECE_BYTES", 64)
    dataset = given(pictures, (Picture, "height", 5))
    for path in pictures.rglob("*.png"):
        path.unlink()
    with pytest.raises(DataError, match="cannot be opened: No such file"):
        dataset.inputs["x"][:]


def test_files_that_are_no_pictures_are_left_out_and_named(pictures):
    (pictures / "cat" / "3.png").write_text("not a picture")
    dataset = load(str(pictures))
    assert "1 of 20 pictures is damaged or none, and left out: 'cat/3.png'." in dataset.warnings
    assert dataset.class_counts().sum() + dataset.num_test_samples == 19
    for number in range(4, 9):
        (pictures / "dog" / f"{number}.png").write_bytes(b"")
    (warning,) = load(str(pictures)).warnings
    assert warning.startswith("6 of 20 pictures are") and warning.endswith("'dog/7.png' ….")


def test_a_folder_without_one_sound_picture_is_refused(pictures):
    for path in pictures.rglob("*.png"):
        path.write_text("not a picture")
    with pytest.raises(DataError, match=r"0\.png.*Remove it from the folder"):
        load(str(pictures))


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right there that few have")
def test_a_folder_with_a_link_to_nowhere_is_read_anew_when_a_picture_is_added(pictures):
    (pictures / "cat" / "draft").symlink_to(pictures / "gone")
    before = load(str(pictures))
    shutil.copy(pictures / "cat" / "1.png", pictures / "cat" / "new.png")
    after = load(str(pictures))
    assert after.num_samples + after.num_test_samples == before.num_samples + before.num_test_samples + 1


def test_an_empty_text_is_a_text_without_words(tmp_path):
    for name in ("praise", "blame"):
        (tmp_path / name).mkdir()
        for number in range(6):
            (tmp_path / name / f"{number}.txt").write_text(name if number else "", encoding="utf-8")
    dataset = given(tmp_path, (Words, "length", 2))
    rows = np.concatenate([dataset.inputs["x"], dataset.test_inputs["x"]])
    assert (rows.max(axis=1) == 0).sum() == 2


def test_one_class_only_is_refused(tmp_path, pictures):
    for path in (pictures / "dog").iterdir():
        path.unlink()
    with pytest.raises(DataError, match="one class only, 'cat'"):
        load(str(pictures))


def test_an_empty_folder_is_refused_with_what_is_expected(tmp_path):
    with pytest.raises(DataError, match="Make a folder for each class"):
        load(str(tmp_path))


def test_a_folder_of_texts_becomes_word_numbers(tmp_path):
    for name, word in (("praise", "good"), ("blame", "bad")):
        (tmp_path / name).mkdir()
        for number in range(6):
            (tmp_path / name / f"{number}.txt").write_text(f"a {word} film number {number}", encoding="utf-8")
    dataset = given(tmp_path, (Words, "length", 7))
    assert dataset.input_shapes == {"x": (7,)}
    assert dataset.class_names == ("blame", "praise")


# ---- augmentation -----------------------------------------------------------------------------------------------


def test_only_the_training_part_is_changed(pictures):
    dataset = given(pictures, (Augment, "layers", [change("RandomFlip")]), (Picture, "height", 8))
    prepared = fit(dataset, [InputPort("x", (8, 64, 3))], [OutputPort("y", (2,), "sparse_categorical_crossentropy")])
    ((x,), _), ((watched,), _) = prepared.parts(0.25)
    assert isinstance(x, AugmentedRows)
    assert len(x) == 12
    assert watched is not None and np.array_equal(watched, dataset.inputs["x"][12:])
    assert np.array_equal(prepared.test(is_look=False)[0][0], dataset.test_inputs["x"])


def test_changes_are_drawn_anew_for_every_batch_and_follow_the_seed_of_the_engine():
    from nn_core.utils.seeding import set_random_seed

    images = np.random.default_rng(0).uniform(size=(8, 6, 6, 3)).astype(np.float32)
    rows = AugmentedRows(images, [change("RandomFlip")])
    set_random_seed(1)
    first, second = rows[:], rows[:]
    assert not np.array_equal(first, second)
    set_random_seed(1)
    assert np.array_equal(rows[:], first)


@pytest.fixture
def microscope(tmp_path):
    """Pictures of 16 bits, dark and light ones, none of which is white."""
    for name, level in (("dark", 8_000), ("light", 40_000)):
        (tmp_path / "cells" / name).mkdir(parents=True)
        for number in range(10):
            pixels = np.full((12, 12), level + 100 * number, np.uint16)
            Image.fromarray(pixels).save(tmp_path / "cells" / name / f"{number}.png")
    return tmp_path / "cells"


@pytest.mark.parametrize("colours", ["rgb", "grayscale"])
@pytest.mark.parametrize("fit", ["crop", "pad"])
def test_grey_pictures_of_16_bits_keep_their_shades(microscope, colours, fit):
    dataset = given(microscope, (Picture, "colours", colours), (Picture, "fit", fit), (Picture, "height", 12),
                    (Picture, "width", 12))  # fmt: skip
    dark, light = (dataset.inputs["x"][dataset.targets["class"] == label] for label in (0, 1))
    assert dark.mean() == pytest.approx(8_450 / 65_535, abs=0.01)
    assert light.mean() == pytest.approx(40_450 / 65_535, abs=0.01)


def test_a_damaged_picture_of_a_large_folder_is_left_out_and_named_when_it_is_opened(pictures, monkeypatch):
    monkeypatch.setattr("designer.data.folders.MOST_BYTES", 10)
    whole = sorted((pictures / "cat").iterdir())[3]
    whole.write_bytes(whole.read_bytes()[:-40])
    steps = []
    dataset = load(str(pictures), lambda *step: steps.append(step))
    assert dataset.is_stored and dataset.left_out == (f"cat/{whole.name}",)
    assert f"1 of 20 pictures is damaged or none, and left out: 'cat/{whole.name}'." in dataset.warnings
    assert ("Checking pets", 19, 20) in steps
    assert len(dataset.inputs["x"][:]) + len(dataset.test_inputs["x"][:]) == 19


def test_a_large_folder_is_looked_through_once_as_long_as_its_files_stay_the_same(pictures, monkeypatch):
    monkeypatch.setattr("designer.data.folders.MOST_BYTES", 10)
    looked_at, check = [], picture_files.check_img
    monkeypatch.setattr(picture_files, "check_img", lambda path: looked_at.append(path) or check(path))
    load(str(pictures))
    assert len(looked_at) == 20
    changed = next((pictures / "dog").iterdir())
    changed.write_bytes(b"no picture any more")
    assert given(pictures, (Split, "seed", 5)).left_out == (f"dog/{changed.name}",)
    assert looked_at[20:] == [changed]


def test_the_check_of_a_large_folder_can_be_cancelled(pictures, monkeypatch):
    monkeypatch.setattr("designer.data.folders.MOST_BYTES", 10)

    def cancel(text, done, total):
        if text.startswith("Checking") and done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(str(pictures), cancel)


def test_the_changes_people_usually_make_are_offered_first():
    first = ["Flip", "Rotation", "Zoom", "Translation", "Contrast", "Brightness"]
    assert possible_changes()[:7] == [*(f"Random{name}" for name in first), "AugMix"]


@pytest.mark.parametrize("name", [name for name in possible_changes() if name != "RandomCrop"])
def test_every_change_that_is_offered_can_be_made(name):
    assert check_augmentation([change(name)], (9, 8, 3))[0]["class_name"] == name


def test_a_change_of_the_size_is_refused():
    with pytest.raises(DataError, match="expected is the same shape"):
        check_augmentation([{"class_name": "RandomCrop", "config": {"height": 3, "width": 3}}], (9, 8, 3))


def test_an_unknown_change_is_refused_with_a_guess():
    with pytest.raises(DataError, match="RandomFlip"):
        check_augmentation([{"class_name": "RandomFlap", "config": {}}], (9, 8, 3))


# ---- arrays -----------------------------------------------------------------------------------------------------


@pytest.fixture
def samples():
    random = np.random.default_rng(0)
    x = random.normal(3, 2, (500, 4)).astype(np.float32)
    return x, (x[:, 0] > 3).astype(np.int64)


def save(tmp_path, ending, x, y):
    if ending == ".npy":
        np.save(tmp_path / "x.npy", x)
        np.save(tmp_path / "y.npy", y)
        return tmp_path / "x.npy"
    import h5py

    with h5py.File(tmp_path / "both.h5", "w") as file:
        file["x"], file["y"] = x, y
    return tmp_path / "both.h5"


@pytest.mark.parametrize("ending", [".npy", ".h5"])
def test_arrays_in_memory_and_streamed_are_the_same_samples(tmp_path, monkeypatch, samples, ending):
    path = save(tmp_path, ending, *samples)
    whole = load(str(path))
    monkeypatch.setattr("designer.data.arrays.MOST_BYTES", 10)
    streamed = given(path, (Split, "seed", 1), (Split, "seed", 0), (Split, "test", 0.2000001))
    assert streamed.is_stored and not whole.is_stored
    assert len(streamed.inputs["x"]) == len(whole.inputs["x"]) == 400
    assert streamed.inputs["x"][:].mean() == pytest.approx(whole.inputs["x"].mean(), abs=0.02)


@pytest.mark.parametrize("ending", [".npy", ".h5"])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_values_that_are_not_finite_are_refused(tmp_path, samples, ending, bad):
    samples[0][7, 1] = bad
    with pytest.raises(DataError, match="not finite numbers"):
        load(str(save(tmp_path, ending, *samples)))


def test_an_array_cut_short_while_it_is_streamed_ends_in_a_sentence(tmp_path, monkeypatch, samples):
    monkeypatch.setattr("designer.data.arrays.MOST_BYTES", 10)
    monkeypatch.setattr("designer.data.stored.PIECE_BYTES", 64)
    path = save(tmp_path, ".npy", *samples)
    dataset = load(str(path))
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(DataError, match="shorter than when it was opened"):
        dataset.inputs["x"][:]


def test_arrays_in_the_order_of_the_file_keep_the_last_for_the_test(tmp_path, samples):
    x, y = samples
    x[:, 1] = np.linspace(-1, 1, len(x))
    dataset = given(save(tmp_path, ".npy", x, y), (Split, "method", "time"))
    assert dataset.inputs["x"][:, 1].max() < dataset.test_inputs["x"][:, 1].min()


def test_arrays_have_no_groups(tmp_path, samples):
    with pytest.raises(DataError, match="names no groups"):
        given(save(tmp_path, ".npy", *samples), (Split, "method", "group"))


def nested(tmp_path, **arrays):
    import h5py

    with h5py.File(tmp_path / "nested.h5", "w") as file:
        for name, values in arrays.items():
            file[name.replace("__", "/")] = values
    return tmp_path / "nested.h5"


def offers_of(path):
    with pytest.raises(DataError, match=r"nested\.h5 holds .*Expected are two datasets"):
        load(str(path))
    return {each.text: each.applied(Reference(str(path))) for each in remedies_for(str(path))}


def test_arrays_in_groups_are_found_by_their_names(tmp_path, samples):
    dataset = load(str(nested(tmp_path, set__images=samples[0], set__labels=samples[1], set__sizes=samples[1])))
    assert Fact("Arrays", "samples set/images, targets set/labels") in dataset.steps
    assert dataset.num_samples == 400


def test_the_arrays_of_a_file_are_known_with_shapes_and_types_even_if_it_was_refused(tmp_path, samples):
    x, y = samples
    path = nested(tmp_path, train__x=x, train__y=y, test__x=x[:9], test__y=y[:9])
    offers_of(path)
    offered = offers_for(str(path), Arrays)
    assert [each.value for each in offered["samples"]] == ["test/x", "train/x"]
    assert Offer("train/y", f"{y.shape} {y.dtype}") in offered["targets"] and len(offered["targets"]) == 4


def test_the_only_two_arrays_that_fit_are_taken_whatever_they_are_called(tmp_path, samples):
    dataset = load(str(nested(tmp_path, a__measured=samples[0], b__kind=samples[1], mean=samples[0][0])))
    assert Fact("Arrays", "samples a/measured, targets b/kind") in dataset.steps


def test_arrays_in_several_groups_are_offered_by_their_paths(tmp_path, samples):
    x, y = samples
    offered = offers_of(nested(tmp_path, train__x=x, train__y=y, test__x=x[:9], test__y=y[:9]))
    assert set(offered) == {"Learn train/y from train/x", "Learn test/y from test/x"}
    assert load(str(offered["Learn train/y from train/x"])).num_samples == 400


def test_an_array_that_is_not_in_the_file_is_answered_with_those_that_are(tmp_path, samples):
    path = nested(tmp_path, a__x=samples[0], a__y=samples[1])
    with pytest.raises(DataError, match=r"a/x \(500, 4\), a/y \(500,\)"):
        given(path, (Arrays, "samples", "a/z"))


def test_an_hdf5_file_with_groups_of_arrays_is_no_model_but_one_with_weights_is(tmp_path, samples):
    assert holds_samples(nested(tmp_path, train__x=samples[0]))
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    for name in ("whole.h5", "some.weights.h5"):
        (model.save if name == "whole.h5" else model.save_weights)(tmp_path / name)
        assert not holds_samples(tmp_path / name)


def test_an_array_without_its_targets_says_where_they_are_expected(tmp_path, samples):
    np.save(tmp_path / "x.npy", samples[0])
    with pytest.raises(DataError, match=r"x\.npy and y\.npy"):
        load(str(tmp_path / "x.npy"))


# ---- a long text, drawn points ----------------------------------------------------------------------------------


def test_a_text_becomes_windows_and_the_character_after_each(tmp_path):
    path = tmp_path / "play.txt"
    path.write_text("abcd" * 100, encoding="utf-8")
    dataset = given(path, (Characters, "length", 5), (Characters, "stride", 1))
    assert dataset.class_names == ("a", "b", "c", "d")
    assert dataset.inputs["x"][0].tolist() == [0, 1, 2, 3, 0]
    assert dataset.targets["next"][0] == 1


@pytest.mark.parametrize(("text", "sentence"), [("", "is empty"), ("short", "too few"), ("a" * 900, "one character")])
def test_texts_one_cannot_learn_from_are_refused(tmp_path, text, sentence):
    (tmp_path / "a.txt").write_text(text)
    with pytest.raises(DataError, match=sentence):
        load(str(tmp_path / "a.txt"))


def test_drawn_points_are_kept_in_the_reference_itself():
    points = np.array([[0.1234567, -0.5, 0]] * 6 + [[0.5, 0.5, 2]] * 6)
    text = str(with_points(Reference("drawn"), points))
    dataset = load(text)
    assert dataset.class_names == ("A", "C")
    assert dataset.inputs["x"].max() == pytest.approx(0.5)
    assert "0.123," in text


@pytest.mark.parametrize("points", [[], [[0, 0, 0]] * 9, [[0, 0, 0], [0, 1, 1]]])
def test_too_few_points_are_answered_with_how_many_are_needed(points):
    with pytest.raises(DataError, match="draw at least 5, of two classes"):
        load(str(with_points(Reference("drawn"), np.array(points).reshape(-1, 3))))


@pytest.mark.parametrize(
    "text", ["{", "{}", '{"source": 3, "recipe": {}}', '{"source": "drawn", "recipe": {"Points": {"points": "x"}}}',
             '{"source": "drawn", "recipe": {"Split": {"test": 7}}}']
)  # fmt: skip
def test_a_damaged_reference_is_refused_in_a_sentence(text):
    with pytest.raises(DataError, match=r"\."):
        load(text)


# ---- the sets of Keras ------------------------------------------------------------------------------------------


@pytest.fixture
def tiny_set(tmp_path, monkeypatch):
    """A set of forty small pictures that is kept elsewhere, and a cache that is empty."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    origin = tmp_path / "origin.npz"
    random = np.random.default_rng(0)
    x, y = random.integers(0, 256, (40, 5, 5), np.uint8), np.arange(40) % 3
    np.savez(origin, x_train=x, y_train=y, x_test=x[:9], y_test=y[:9])
    file = RemoteFile("tiny.npz", origin.as_uri(), origin.stat().st_size)

    def load_data(path="tiny.npz"):
        with np.load(file.find(path)) as arrays:
            return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])

    module = SimpleNamespace(FILES=(file,), load_data=load_data)
    monkeypatch.setitem(keras_sets.SETS, "mnist", replace(keras_sets.SETS["mnist"], module=module))
    return origin


def test_a_set_that_is_not_here_says_which_file_to_put_where(tiny_set, tmp_path):
    with pytest.raises(AbsentError) as caught:
        load("mnist")
    sentence = str(caught.value)
    assert tiny_set.as_uri() in sentence
    assert str(tmp_path / "keras" / "datasets") in sentence
    assert "as tiny.npz" in sentence


def test_a_set_is_downloaded_with_progress_and_then_found_in_the_cache(tiny_set, capsys):
    steps = []
    keras_sets.download("mnist", lambda *step: steps.append(step))
    assert steps[-1] == ("Downloading tiny.npz", tiny_set.stat().st_size, tiny_set.stat().st_size)
    assert load("mnist").num_samples == 40
    assert keras_sets.download_size("mnist") == 0
    assert "Downloading" in capsys.readouterr().out


def test_without_a_connection_the_sentence_says_which_file_to_put_where(tiny_set, monkeypatch, tmp_path, capsys):
    tiny_set.unlink()
    with pytest.raises(DataError, match=r"could not be downloaded .* save it as .*tiny\.npz"):
        keras_sets.download("mnist", silent)
    assert not list((tmp_path / "keras" / "datasets").glob("*"))
    assert capsys.readouterr()


def test_a_file_of_ones_own_takes_the_place_of_the_cache(tiny_set):
    assert given("mnist", (File, "path", str(tiny_set))).num_samples == 40


def test_a_part_of_a_set_is_drawn_and_some_of_it_kept_for_validation(tiny_set):
    dataset = given("mnist", (File, "path", str(tiny_set)), (Subset, "samples", 20), (Holdout, "validation", 0.25))
    assert dataset.num_samples + dataset.num_validation_samples == 20
    assert dataset.num_validation_samples == pytest.approx(5, abs=1)
    assert dataset.num_test_samples == 4


@pytest.mark.parametrize("name", keras_sets.SETS)
def test_every_step_of_a_set_has_a_sentence(name):
    for step in steps_of(name):
        assert Reference(name).step(step).sentence()


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist", "imdb", "reuters", "boston_housing", "california_housing"])
def test_real_sets_are_read_from_a_file(shared, name):
    path = Path(shared) / "datasets" / f"{name}.npz"
    if not path.exists():
        pytest.skip(f"{path.name} is not among the data sets beside the checkout")
    dataset = given(name, (File, "path", str(path)), (Subset, "samples", 200))
    assert dataset.num_samples == 200
    assert dataset.num_test_samples > 0
    assert dataset.task == ("regression" if "housing" in name else "classification")
