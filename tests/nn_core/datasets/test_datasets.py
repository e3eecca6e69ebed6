"""How data sets are asked for, and what they say when it goes wrong."""

import gzip
import importlib
import io
import json
import pickle
import tarfile

import numpy as np
import pytest

from nn_core import datasets
from nn_core.utils.download import DownloadError

NAMES = datasets.__all__


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty cache, and no way to the internet."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.upper(), "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    return tmp_path / "keras"


@pytest.mark.parametrize("name", NAMES)
def test_offline_one_sentence_says_which_file_to_put_where(name, home):
    module = importlib.import_module(f"nn_core.datasets.{name}")
    file = module.FILES[0]
    with pytest.raises(DownloadError) as caught:
        module.load_data()
    sentence = str(caught.value)
    assert sentence.startswith(f"'{file.name}' could not be downloaded (no connection")
    assert f"fetch {file.origin} (" in sentence
    assert f"{file.size:,} bytes" in sentence
    assert (file.file_hash or "") in sentence
    assert sentence.endswith(f"save it as {home / file.cache_subdir / file.name}.")


def test_a_file_in_the_cache_that_is_another_one_is_not_taken(home):
    (home / "datasets").mkdir(parents=True)
    (home / "datasets" / "mnist.npz").write_bytes(b"something else")
    with pytest.raises(DownloadError, match="instead of the file there, which is another one"):
        datasets.mnist.load_data()
    assert (home / "datasets" / "mnist.npz").read_bytes() == b"something else"


def test_a_path_that_leads_nowhere_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"There is no file '.*nowhere.npz'"):
        datasets.mnist.load_data(str(tmp_path / "nowhere.npz"))
    with pytest.raises(FileNotFoundError, match=r"There is no file"):
        datasets.fashion_mnist.load_data(str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("module", "arguments", "sentence"),
    [
        (datasets.boston_housing, {"test_split": 1.0}, "test_split must be at least 0 and below 1"),
        (datasets.california_housing, {"version": "tiny"}, "version must be 'small' or 'large'"),
        (datasets.reuters, {"test_split": -0.1}, "test_split must be"),
        (datasets.cifar100, {"label_mode": "medium"}, "label_mode must be 'fine' or 'coarse'"),
    ],
)
def test_arguments_are_checked_before_anything_is_read(module, arguments, sentence, home):
    with pytest.raises(ValueError, match=sentence):
        module.load_data(**arguments)


@pytest.fixture
def reviews(tmp_path):
    """Four reviews in the form of IMDB."""
    texts = np.empty(4, object)
    texts[:] = [[1, 2, 3], [4], [5, 60], [7, 8, 9, 10]]
    path = tmp_path / "reviews.npz"
    np.savez(path, x_train=texts, y_train=np.array([0, 1, 0, 1]), x_test=texts[:2], y_test=np.array([0, 1]))
    return str(path)


def test_ranks_are_moved_and_marked(reviews):
    (x_train, y_train), (x_test, _) = datasets.imdb.load_data(reviews)
    by_label = sorted(zip(y_train.tolist(), x_train.tolist(), strict=True))
    assert by_label == [(0, [1, 4, 5, 6]), (0, [1, 8, 2]), (1, [1, 7]), (1, [1, 10, 11, 12, 13])]
    assert x_test.dtype == object


def test_the_old_name_for_the_number_of_words_is_known(reviews):
    with pytest.warns(UserWarning, match="'nb_words' is an old name"):
        (x_train, _), _ = datasets.imdb.load_data(reviews, nb_words=9)
    assert max(max(each) for each in x_train) == 8


def test_a_limit_that_leaves_no_text_is_refused(reviews):
    with pytest.raises(ValueError, match="No text is shorter than maxlen=2"):
        datasets.imdb.load_data(reviews, maxlen=2)


def test_topics_have_names():
    names = datasets.reuters.get_label_names()
    assert (len(names), names[3], names[45]) == (46, "earn", "lead")


@pytest.mark.parametrize("content", [b"{", b"[1, 2]"])
def test_a_damaged_word_index_is_refused(tmp_path, content):
    (tmp_path / "words.json").write_bytes(content)
    with pytest.raises(ValueError, match=r"'words\.json'"):
        datasets.imdb.get_word_index(str(tmp_path / "words.json"))
    (tmp_path / "words.json").write_text(json.dumps({"the": 1}))
    assert datasets.imdb.get_word_index(str(tmp_path / "words.json")) == {"the": 1}


def archive(path, files):
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            packed = pickle.dumps(content, 2)
            info = tarfile.TarInfo(name)
            info.size = len(packed)
            tar.addfile(info, io.BytesIO(packed))
    return str(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ({}, "holds no 'data'"),
        ({"data": np.zeros((2, 3072), "uint8"), "fine_labels": [1]}, "as many 'fine_labels'"),
        ([1], "holds no 'data'"),
        (print, "wants to use"),
    ],
)
def test_a_crooked_cifar_archive_is_refused(tmp_path, content, sentence):
    path = archive(tmp_path / "cifar.tar.gz", {"cifar-100-python/train": content})
    with pytest.raises(ValueError, match=f"'cifar.tar.gz' is not read: .*{sentence}"):
        datasets.cifar100.load_data(path=path)


def test_an_archive_without_the_files_is_refused(tmp_path):
    path = archive(tmp_path / "other.tar.gz", {"something": [1]})
    with pytest.raises(ValueError, match="holds no 'cifar-10-batches-py/data_batch_1'; is it another archive"):
        datasets.cifar10.load_data(path)
    (tmp_path / "no.tar.gz").write_bytes(b"no archive")
    with pytest.raises(ValueError, match=r"'no\.tar\.gz' is not read"):
        datasets.cifar10.load_data(str(tmp_path / "no.tar.gz"))


@pytest.mark.parametrize(
    "content",
    [
        b"no gzip",
        gzip.compress(b"no idx"),
        gzip.compress(b"\0\0\x08\x01\0\0\0\x05abc"),
        gzip.compress(b"\0\0\x08\x01\0\0\0\x03abc")[:-9],
    ],
)
def test_a_damaged_idx_file_is_refused(tmp_path, content):
    (tmp_path / "labels.gz").write_bytes(content)
    with pytest.raises(ValueError, match=r"'labels\.gz' is damaged"):
        datasets.fashion_mnist.read_idx(tmp_path / "labels.gz")
