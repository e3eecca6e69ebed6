"""Files from disk: what they may look like, and the sentence for everything else."""

import io
import tracemalloc
import zipfile
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nn_core as keras
from designer.data.dataset import Dataset
from designer.data.errors import DataError
from designer.data.npz import load_npz
from designer.data.recipe import Reference
from designer.data.sources import load, steps_of
from designer.data.steps import Holdout, Split
from designer.paths import user_folder

RANDOM = np.random.default_rng(0)


def images(count=40, shape=(6, 5)):
    return RANDOM.integers(0, 256, (count, *shape), dtype=np.uint8)


def labels(count=40, num_classes=4):
    return np.arange(count, dtype=np.uint8) % num_classes


@pytest.fixture
def save(tmp_path):
    def save(**arrays):
        path = tmp_path / "samples.npz"
        np.savez_compressed(path, **arrays)
        return path

    return save


def test_a_file_like_mnist_keeps_its_own_test_part(save):
    path = save(x_train=images(), y_train=labels(), x_test=images(8), y_test=labels(8))
    dataset = load(str(path))
    assert (dataset.num_samples, dataset.num_test_samples) == (40, 8)
    assert dataset.input_shapes == {"x": (6, 5)}
    assert dataset.class_names == ("0", "1", "2", "3")


def test_a_file_with_x_and_y_is_split(save):
    dataset = load(save(x=images(), y=labels()))
    assert (dataset.num_samples, dataset.num_test_samples) == (32, 8)
    assert dataset.class_counts().tolist() == [8, 8, 8, 8]


@pytest.mark.parametrize(("samples", "targets"), [("X", "y"), ("data", "target"), ("images", "labels")])
def test_other_usual_names_are_known_too(save, samples, targets):
    dataset = load(save(**{samples: images(), targets: labels()}))
    assert (dataset.num_samples, dataset.num_test_samples) == (32, 8)


def test_parts_under_other_usual_names_stay_apart(save):
    path = save(train_images=images(), train_labels=labels(), test_images=images(8), test_labels=labels(8))
    assert (load(path).num_samples, load(path).num_test_samples) == (40, 8)
    assert steps_of(path) == (Holdout,)


def test_a_file_with_other_arrays_is_refused_with_their_names(save):
    with pytest.raises(DataError, match="holds a, b; expected are the arrays x and y"):
        load(save(b=images(), a=labels()))


def test_samples_keep_their_targets_when_shuffled(save):
    x = np.repeat(np.arange(40, dtype=np.uint8)[:, None], 3, axis=1)
    dataset = load(save(x=x, y=np.arange(40) % 4))
    assert np.array_equal(np.round(dataset.inputs["x"][:, 0] * 255) % 4, dataset.targets["y"])


def with_split(path, step, **values):
    reference = Reference(str(path))
    for name, value in values.items():
        reference = reference.with_value(step, name, value)
    return reference


def test_the_shares_of_a_file_are_chosen(save):
    path = save(x=images(), y=labels())
    dataset = load(str(with_split(path, Split, test=0.2, validation=0.3, seed=3)))
    assert (dataset.num_samples, dataset.num_test_samples) == (20, 8)
    assert np.bincount(dataset.validation_targets["y"]).max() <= 3  # every class in proportion
    again = load(str(with_split(path, Split, test=0.2, validation=0.3, seed=4)))
    assert not np.array_equal(dataset.targets["y"], again.targets["y"])


def test_groups_of_a_file_are_kept_whole(save):
    groups = np.arange(40) // 5
    x = np.repeat(groups[:, None], 3, axis=1).astype(np.uint8)
    path = save(x=x, y=labels(), groups=groups)
    dataset = load(str(with_split(path, Split, method="group", validation=0.2)))
    parts = (dataset.inputs, dataset.validation_inputs, dataset.test_inputs)
    found = [set(np.round(part["x"][:, 0] * 255).astype(int).tolist()) for part in parts]
    assert sorted(group for part in found for group in part) == list(range(8))


def test_the_latest_samples_of_a_file_are_for_the_test(save):
    x = np.repeat(np.arange(40, dtype=np.uint8)[:, None], 3, axis=1)
    dataset = load(str(with_split(save(x=x, y=labels()), Split, method="time", validation=0.25)))
    np.testing.assert_allclose(dataset.test_inputs["x"][:, 0] * 255, np.arange(32, 40), rtol=1e-6)
    np.testing.assert_allclose(dataset.validation_inputs["x"][:, 0] * 255, np.arange(22, 32), rtol=1e-6)


def test_a_file_without_groups_says_how_to_add_them(save):
    path = save(x=images(), y=labels())
    with pytest.raises(DataError, match=r"samples\.npz names no groups: an array called groups"):
        load(str(with_split(path, Split, method="group")))


def test_a_file_with_its_own_test_part_offers_a_validation_part_only(save):
    path = save(x_train=images(), y_train=labels(), x_test=images(8), y_test=labels(8))
    assert steps_of(str(path)) == (Holdout,)
    dataset = load(str(with_split(path, Holdout, validation=0.25)))
    assert dataset.num_test_samples == 8
    assert dataset.class_counts().tolist() == [8, 8, 8, 8]
    assert len(dataset.validation_targets["y"]) == 8


def test_a_file_without_parts_offers_all_of_the_split(save, tmp_path):
    assert steps_of(str(save(x=images(), y=labels()))) == (Split,)
    (tmp_path / "broken.npz").write_bytes(b"no archive")
    assert steps_of(str(tmp_path / "broken.npz")) == (Split,)


def test_bytes_are_divided_by_255(save):
    x = images()
    x[0, 0, 0] = 255
    dataset = load(save(x_train=x, y_train=labels(), x_test=x, y_test=labels()))
    assert dataset.inputs["x"].dtype == np.float32
    assert dataset.inputs["x"].max() == 1
    assert "divided by 255" in dataset.input_scaling["x"].text


def test_whole_numbers_stay_indices(save):
    dataset = load(save(x=RANDOM.integers(0, 900, (40, 7)), y=labels()))
    assert dataset.inputs["x"].dtype == np.int32
    assert dataset.inputs["x"].max() > 255


def test_measurements_are_standardised(save):
    dataset = load(save(x=RANDOM.normal(50, 9, (60, 3)), y=labels(60)))
    assert dataset.inputs["x"].std(axis=0) == pytest.approx(np.ones(3), abs=1e-4)


def test_labels_in_one_hot_form_are_recognised(save):
    dataset = load(save(x=images(), y=np.eye(4)[labels()]))
    assert dataset.task == "classification"
    assert dataset.targets["y"].shape == (32,)


def test_labels_in_a_column_are_recognised(save):
    assert load(save(x=images(), y=labels()[:, None])).targets["y"].shape == (32,)


def test_labels_that_do_not_start_at_0_keep_their_names(save):
    dataset = load(save(x=images(), y=np.array([10, 20, 30, 40])[labels()]))
    assert dataset.class_names == ("10", "20", "30", "40")
    assert sorted(set(dataset.targets["y"].tolist())) == [0, 1, 2, 3]


def test_words_are_classes(save):
    assert load(save(x=images(), y=np.array(["cat", "dog"])[labels() % 2])).class_names == ("cat", "dog")


def test_real_numbers_are_a_regression(save):
    dataset = load(save(x=images(), y=RANDOM.normal(100, 20, 40)))
    assert dataset.task == "regression"
    assert dataset.targets["y"].shape == (32, 1)
    assert dataset.targets["y"].std() == pytest.approx(1, abs=1e-5)


def test_a_changed_file_is_read_again(save):
    first = load(save(x=images(), y=labels()))
    assert load(save(x=images(80), y=labels(80))) is not first


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"a": images(), "b": labels()}, "expected are the arrays x and y"),
        ({"x_train": images()}, "holds x_train; expected are"),
        ({"x": images(40), "y": labels(39)}, r"\(40, 6, 5\) and its target \(39,\)"),
        (
            {"x_train": images(40), "y_train": labels(39), "x_test": images(8), "y_test": labels(8)},
            "one target for every",
        ),
        ({"x_train": images(), "y_train": labels(), "x_test": images(8), "y_test": labels(9)}, "one target for every"),
        ({"x_train": images(), "y_train": labels(), "x_test": images(8, (6, 6)), "y_test": labels(8)}, "same shape"),
        ({"x_train": images(), "y_train": labels(), "x_test": images(8), "y_test": labels(8) + 9}, "class 9"),
        ({"x": np.arange(40), "y": labels()}, "samples along the first axis"),
        ({"x": images(40, (0,)), "y": labels()}, "none of size 0"),
        ({"x": images(4), "y": labels(4)}, "only 4 samples"),
        ({"x": np.full((40, 2), np.nan), "y": labels()}, "NaN"),
        ({"x": np.array([{}] * 40), "y": labels()}, "Python objects"),
        ({"x": np.ones((40, 2), complex), "y": labels()}, "complex128"),
        ({"x": np.array([["a"]] * 40), "y": labels()}, "words"),
        ({"x": images(), "y": np.array([f"name {i}" for i in range(40)])}, "words"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(save, arrays, sentence):
    with pytest.raises(DataError, match=sentence) as caught:
        load(save(**arrays))
    assert str(caught.value).endswith(".")


def test_a_missing_file_is_said_in_a_sentence(tmp_path):
    with pytest.raises(DataError, match="cannot be opened"):
        load(tmp_path / "nowhere.npz")


@pytest.mark.parametrize(
    ("name", "sentence"), [("y", "at most 4 GB"), ("x", "shorter than its header says")], ids=["target", "samples"]
)
def test_an_array_announced_too_large_is_refused_before_it_is_read(tmp_path, name, sentence):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"shape": (10**6, 10**6), "fortran_order": False, "descr": "<f4"})
    path = tmp_path / "huge.npz"
    np.savez(path, **{"xy".replace(name, ""): np.zeros((40, 2))})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"{name}.npy", header.getvalue())
    with pytest.raises(DataError, match=sentence):
        load_npz(path)


# ---- larger than the memory -------------------------------------------------------------------------------------

SAVINGS = pytest.mark.parametrize("write", [np.savez, np.savez_compressed], ids=["stored", "deflated"])


@pytest.fixture
def small_memory(monkeypatch):
    """As if hardly anything fitted into the memory."""
    monkeypatch.setattr("designer.data.npz_arrays.MOST_BYTES", 1 << 20)
    monkeypatch.setattr("designer.data.stored.PIECE_BYTES", 1 << 16)


@pytest.fixture
def large(tmp_path):
    """Twelve thousand pictures, sorted by class: 9.4 MB of bytes, 38 MB as float32."""
    y = np.repeat(np.arange(3), 4000)
    x = RANDOM.integers(0, 80, (12_000, 28, 28), np.uint8)
    for number in range(3):  # a bright bar whose place tells the class
        x[y == number, 8 * number : 8 * number + 8] += 150
    return tmp_path / "large.npz", x, y


@SAVINGS
def test_a_file_larger_than_the_memory_gives_the_samples_it_holds(large, write, small_memory):
    path, x, y = large
    write(path, x=x, y=y)
    dataset = load(path)
    assert dataset.is_stored
    found = np.concatenate([dataset.inputs["x"][:], dataset.test_inputs["x"][:]]) * 255
    assert found.sum(dtype=np.float64) == pytest.approx(x.sum(dtype=np.float64), rel=1e-5)
    labels = np.concatenate([dataset.targets["y"], dataset.test_targets["y"]])
    assert (found.mean(axis=2).argmax(axis=1) // 8 == labels).all()
    assert set(dataset.targets["y"][-1000:].tolist()) == {0, 1, 2}


@SAVINGS
def test_a_file_larger_than_the_memory_is_trained_from_in_little_memory(large, write, small_memory):
    path, x, y = large
    write(path, x_train=x, y_train=y, x_test=x[::50], y_test=y[::50])
    model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(3)])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    del x
    tracemalloc.start()
    dataset = load(path)
    history = model.fit(dataset.inputs["x"], dataset.targets["y"], epochs=1, batch_size=64, verbose=0)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert history.history["accuracy"][0] > 0.9
    assert peak < 12 << 20  # the samples alone would take 38 MB


@SAVINGS
def test_a_file_deleted_or_cut_short_during_the_training_is_named(large, write, small_memory):
    path, x, y = large
    write(path, x=x, y=y)
    dataset = load(path)
    path.write_bytes(path.read_bytes()[:1000]) if write is np.savez else next(unpacked_files()).unlink()
    with pytest.raises(DataError, match=r"shorter than when it was opened|can no longer be read"):
        dataset.inputs["x"][:]


def test_a_compressed_file_is_unpacked_once_with_progress(large, small_memory):
    path, x, y = large
    np.savez_compressed(path, x=x, y=y)
    steps = []
    load_npz(path, lambda *step: steps.append(step))
    assert steps[-1] == ("Unpacking large.npz", 12_000 * 784 + 128, 12_000 * 784 + 128)
    assert len(steps) > 5
    steps.clear()
    load_npz(path, lambda *step: steps.append(step))
    assert steps == []


def test_unpacking_can_be_given_up_and_leaves_nothing(large, small_memory):
    path, x, y = large
    np.savez_compressed(path, x=x, y=y)

    def give_up(text, done, total):
        raise InterruptedError("enough")

    with pytest.raises((InterruptedError, DataError)):
        load_npz(path, give_up)
    assert list((user_folder() / "unpacked").iterdir()) == []


def test_only_the_last_unpacked_files_are_kept(large, small_memory):
    path, x, y = large
    for number in range(6):
        each = path.with_name(f"{number}.npz")
        np.savez_compressed(each, x=x[:3000], y=y[:3000] + np.arange(3000) % 2)
        load_npz(each)
    assert len(list(unpacked_files())) == 4


def test_a_full_disk_is_said_before_the_unpacking(large, small_memory, monkeypatch):
    path, x, y = large
    np.savez_compressed(path, x=x, y=y)
    monkeypatch.setattr("designer.data.unpacking.shutil.disk_usage", lambda _: SimpleNamespace(free=1 << 20))
    with pytest.raises(DataError, match="takes 9 MB unpacked, but only 1 MB are free"):
        load_npz(path)


def test_nan_in_a_streamed_file_is_named_when_it_comes(tmp_path, small_memory):
    x = RANDOM.normal(0, 5, (20_000, 20)).astype(np.float32)
    x[7777, 3] = np.nan
    np.savez(tmp_path / "holes.npz", x=x, y=np.arange(20_000) % 2)
    with pytest.raises(DataError, match="not finite numbers"):
        load(tmp_path / "holes.npz").inputs["x"][:]


def unpacked_files():
    return (user_folder() / "unpacked").glob("*.npy")


def test_a_pickle_is_never_opened(tmp_path):
    class Bomb:
        def __reduce__(self):
            return (exec, ("raise SystemExit('the file ran code')",))

    path = tmp_path / "bomb.npz"
    np.savez(path, x=np.array([Bomb()] * 10, object), y=np.arange(10))
    with pytest.raises(DataError, match="Python objects"):
        load_npz(path)


@pytest.fixture(scope="module")
def sound_file(tmp_path_factory):
    content = io.BytesIO()
    np.savez_compressed(content, x=images(), y=labels())
    return content.getvalue(), tmp_path_factory.mktemp("broken") / "broken.npz"


def load_or_sentence(path, content):
    path.write_bytes(content)
    try:
        assert isinstance(load_npz(path), Dataset)
    except DataError as error:
        assert str(error).endswith(".")
        assert "\n" not in str(error)


@given(st.binary(max_size=200))
def test_any_bytes_are_opened_or_refused_in_a_sentence(sound_file, content):
    load_or_sentence(sound_file[1], content)


@given(position=st.integers(0, 10_000), bits=st.integers(1, 255))
def test_a_damaged_file_is_opened_or_refused_in_a_sentence(sound_file, position, bits):
    content = bytearray(sound_file[0])
    content[position % len(content)] ^= bits
    load_or_sentence(sound_file[1], bytes(content))


@given(st.integers(0, 10_000))
def test_a_cut_off_file_is_refused_in_a_sentence(sound_file, length):
    content, path = sound_file
    path.write_bytes(content[: length % len(content)])
    with pytest.raises(DataError, match=r"\.$"):
        load_npz(path)
