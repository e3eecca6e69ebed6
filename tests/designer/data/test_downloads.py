"""Sets of Keras from a server on this machine: progress, resuming, proof, giving up, and what is said when it fails."""

import hashlib
import io
import time
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from designer.data import keras_sets
from designer.data.errors import DataError
from designer.data.progress import silent
from designer.data.sources import load
from designer.training.control import Stopped
from designer.training.datasets import Datasets
from designer.training.reading import Reading
from nn_core.datasets import mnist
from nn_core.datasets.npz import read_npz
from nn_core.utils.remote_file import RemoteFile

pytestmark = pytest.mark.usefixtures("capsys")  # the engine says what it downloads


def archive(shade: int) -> bytes:
    content = io.BytesIO()
    x = np.random.default_rng(shade).integers(0, 256, (300, 28, 28), np.uint8)
    np.savez(content, x_train=x, y_train=np.arange(300) % 3, x_test=x[:9], y_test=np.arange(9) % 3)
    return content.getvalue()


CONTENT, OTHER = archive(0), archive(1)


@pytest.fixture
def place(server, tmp_path, monkeypatch):
    """A small MNIST on the server, and the place in the cache where it belongs."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    server.files["/mnist.npz"] = CONTENT
    digest = hashlib.sha256(CONTENT).hexdigest()
    file = RemoteFile("mnist.npz", f"{server.url}/mnist.npz", len(CONTENT), digest)

    def load_data(path="mnist.npz"):
        x, y, x_test, y_test = read_npz(file.find(path), "x_train", "y_train", "x_test", "y_test")
        return (x, y), (x_test, y_test)

    module = SimpleNamespace(FILES=(file,), load_data=load_data)
    assert mnist.load_data.__name__ == load_data.__name__
    monkeypatch.setitem(keras_sets.SETS, "mnist", replace(keras_sets.SETS["mnist"], module=module))
    return tmp_path / "keras" / "datasets" / "mnist.npz"


def test_a_download_tells_how_far_it_is_and_is_proven(place):
    steps = []
    keras_sets.download("mnist", lambda *step: steps.append(step))
    counts = [done for _, done, _ in steps]
    assert counts == sorted(counts)
    assert len(counts) > 2
    assert steps[-1] == ("Downloading mnist.npz", len(CONTENT), len(CONTENT))
    assert place.read_bytes() == CONTENT
    assert load("mnist").num_samples == 300


def test_a_download_given_up_goes_on_where_it_ended(server, place):
    reading = Reading()

    def report(text, done, total):
        if done > len(CONTENT) // 3:
            reading.cancel()
        reading(text, done, total)

    with pytest.raises(Stopped):
        keras_sets.download("mnist", report)
    assert not place.exists()
    keras_sets.download("mnist", silent)
    assert place.read_bytes() == CONTENT
    assert server.ranges[0] is None
    assert int(server.ranges[1].removeprefix("bytes=").removesuffix("-")) > len(CONTENT) // 3


def test_a_connection_that_is_cut_is_made_again(server, place):
    server.moods = ["cut", "cut"]
    keras_sets.download("mnist", silent)
    assert place.read_bytes() == CONTENT
    assert len(server.ranges) == 3


def test_a_server_gone_in_the_middle_ends_in_a_sentence_and_the_next_try_goes_on(server, place):
    server.moods = ["cut", *["empty"] * 9]
    with pytest.raises(DataError) as caught:
        keras_sets.download("mnist", silent)
    assert "the connection was cut" in str(caught.value)
    assert str(place) in str(caught.value)
    assert server.url in str(caught.value)
    server.moods = []
    keras_sets.download("mnist", silent)
    assert place.read_bytes() == CONTENT
    assert server.ranges[-1].startswith("bytes=")


def test_another_file_on_the_server_is_not_taken(server, place):
    server.files["/mnist.npz"] = OTHER
    with pytest.raises(DataError, match="its hash is wrong"):
        keras_sets.download("mnist", silent)
    assert list(place.parent.iterdir()) == []


def test_offline_the_sentence_names_file_and_folder(server, place, monkeypatch):
    file = keras_sets.SETS["mnist"].module.FILES[0]
    server.shutdown()
    server.socket.close()
    with pytest.raises(DataError) as caught:
        keras_sets.download("mnist", silent)
    for part in ("no connection", file.origin, file.file_hash, str(place)):
        assert part in str(caught.value)


def test_a_silent_server_is_left_within_a_second_and_the_next_try_brings_the_file(qtbot, server, place):
    server.moods = ["silent"]
    datasets = Datasets()
    datasets.download("mnist")
    qtbot.waitUntil(lambda: bool(server.ranges))  # it is asked, and does not answer
    begun = time.monotonic()
    with qtbot.waitSignal(datasets.changed, timeout=5000):
        datasets.cancel("mnist")
    assert time.monotonic() - begun < 1
    assert datasets.error("mnist").endswith(": cancelled.")
    server.is_over.set()
    with qtbot.waitSignal(datasets.changed, check_params_cb=lambda _: datasets.get("mnist") is not None):
        datasets.download("mnist")
    assert place.read_bytes() == CONTENT
    assert datasets.close()


# ---- a file in the cache that is another one --------------------------------------------------------------------


@pytest.fixture
def other(place):
    place.parent.mkdir(parents=True)
    place.write_bytes(OTHER)
    return place


def test_another_file_in_the_cache_is_said_and_nothing_is_fetched(server, other):
    with pytest.raises(DataError) as caught:
        load("mnist")
    assert str(other) in str(caught.value)
    assert "Download it again, use it anyway, or choose another." in str(caught.value)
    assert server.ranges == []
    assert other.read_bytes() == OTHER
    assert keras_sets.other_file("mnist") == other


def test_another_file_in_the_cache_is_downloaded_again_on_demand(server, other):
    with pytest.raises(DataError):
        load("mnist")
    assert keras_sets.download_size("mnist") == len(CONTENT)
    keras_sets.download("mnist", silent)
    assert other.read_bytes() == CONTENT
    assert load("mnist").num_samples == 300
    assert keras_sets.other_file("mnist") is None


def test_a_failed_download_leaves_the_other_file(server, other):
    with pytest.raises(DataError):
        load("mnist")
    server.files.clear()
    with pytest.raises(DataError, match="404"):
        keras_sets.download("mnist", silent)
    assert other.read_bytes() == OTHER
