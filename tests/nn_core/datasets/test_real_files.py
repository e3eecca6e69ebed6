"""The data sets themselves: what real Keras 3.15 returns from the same files, to the last number."""

import hashlib

import numpy as np
import pytest

from nn_core import config, datasets

# What Keras returned, as the beginning of a hash over types, shapes and contents of all four arrays.
FROM_KERAS = {
    ("mnist", "mnist.npz"): {"2eb4d82c94e1e65a": {}},
    ("boston_housing", "boston_housing.npz"): {
        "c5a94c765d15086b": {},
        "86ef031d8247634e": {"test_split": 0.5, "seed": 3},
    },
    ("california_housing", "california_housing.npz"): {
        "4c02a44e6ec207a0": {},
        "ce0dcca2d48f64aa": {"version": "small"},
    },
    ("imdb", "imdb.npz"): {
        "0549883178a65ccb": {},
        "0686bc9082178572": {"num_words": 1000, "skip_top": 5, "maxlen": 300, "seed": 7},
        "bf698d7550b9778b": {"num_words": 1000, "oov_char": None, "start_char": None, "index_from": 0},
    },
    ("reuters", "reuters.npz"): {
        "e9223d49b164392f": {},
        "fc8d48ff73e97636": {"num_words": 1000, "maxlen": 50, "test_split": 0.3, "start_char": None},
    },
    ("fashion_mnist", "fashion_mnist_idx"): {"1588e62eebb8973f": {}},
    ("cifar100", "cifar-100-python-mini.tar.gz"): {
        "0ca61e89bbffe7a3": {},
        "851e18cb44d3364d": {"label_mode": "coarse"},
    },
}
CASES = [(*place, digest, arguments) for place, cases in FROM_KERAS.items() for digest, arguments in cases.items()]


@pytest.fixture
def files(shared):
    folder = shared / "datasets"
    if not folder.is_dir():
        pytest.skip("the folder 'shared' holds no data sets")
    return folder


@pytest.mark.parametrize(("name", "file", "digest", "arguments"), CASES)
def test_the_arrays_are_those_of_keras(files, name, file, digest, arguments):
    loaded = getattr(datasets, name).load_data(path=str(files / file), **arguments)
    assert digest_of(loaded) == digest


def digest_of(loaded):
    found = hashlib.sha256()
    for array in (array for pair in loaded for array in pair):
        if array.dtype == object:
            found.update(repr([list(row) for row in array]).encode())
        else:
            found.update(f"{array.dtype}{array.shape}".encode() + np.ascontiguousarray(array).tobytes())
    return found.hexdigest()[:16]


def test_channels_come_first_where_the_settings_say_so(files):
    config.set_image_data_format("channels_first")
    try:
        loaded = datasets.cifar100.load_data(path=str(files / "cifar-100-python-mini.tar.gz"))
    finally:
        config.set_image_data_format("channels_last")
    assert digest_of(loaded) == "8919daebdf6f4157"


def test_cifar10_holds_what_its_recorded_arrays_hold(files):
    (x_train, y_train), (x_test, y_test) = datasets.cifar10.load_data(str(files / "cifar-10-python-mini.tar.gz"))
    with np.load(files / "cifar10.npz") as recorded:
        for name, array in (("x_train", x_train), ("y_train", y_train), ("x_test", x_test), ("y_test", y_test)):
            assert array.dtype == np.uint8
            np.testing.assert_array_equal(array, recorded[name][: len(array)])
    assert (len(x_train), len(x_test)) == (150, 30)


def test_the_smaller_fashion_mnist_is_read_from_an_npz_too(files):
    (x_train, y_train), (_, y_test) = datasets.fashion_mnist.load_data(str(files / "fashion_mnist.npz"))
    assert (x_train.shape, y_train.shape, y_test.shape) == ((20000, 28, 28), (20000,), (4000,))


def test_words_are_found_by_their_rank(files):
    index = datasets.imdb.get_word_index(str(files / "imdb_word_index.json"))
    assert (len(index), index["the"]) == (88584, 1)
    index = datasets.reuters.get_word_index(str(files / "reuters_word_index.json"))
    assert (len(index), index["the"]) == (30979, 1)


def test_the_word_index_of_keras_is_found_in_its_cache(files, tmp_path, monkeypatch):
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "reuters_word_index.json").write_bytes((files / "reuters_word_index.json").read_bytes())
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert datasets.reuters.get_word_index()["the"] == 1
