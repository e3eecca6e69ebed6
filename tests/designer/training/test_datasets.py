"""Data on its way to the panels."""

import numpy as np
import pytest

from designer.training.datasets import Datasets


@pytest.fixture
def datasets(qtbot):
    made = Datasets()
    yield made
    assert made.wait()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "points.npz"
    np.savez(path, x=np.random.default_rng(0).uniform(size=(50, 2)), y=np.arange(50) % 2)
    return str(path)


def test_bundled_data_is_there_at_once(datasets):
    assert datasets.get("iris").title == "Iris"


def test_a_file_is_read_in_a_thread(qtbot, datasets, file):
    with qtbot.waitSignal(datasets.changed) as caught:
        assert datasets.get(file) is None
        assert datasets.is_loading(file)
    assert caught.args == [file]
    assert datasets.get(file).num_samples == 40
    assert not datasets.is_loading(file)


def test_a_file_is_read_once(qtbot, datasets, file):
    with qtbot.waitSignal(datasets.changed):
        datasets.get(file)
    assert datasets.get(file) is datasets.get(file)


def test_a_forgotten_file_is_read_anew(qtbot, datasets, file):
    with qtbot.waitSignal(datasets.changed):
        datasets.get(file)
    datasets.forget(file)
    with qtbot.waitSignal(datasets.changed):
        assert datasets.get(file) is None


def test_a_broken_file_leaves_a_sentence(qtbot, datasets, tmp_path):
    path = tmp_path / "broken.npz"
    path.write_bytes(b"not an archive")
    with qtbot.waitSignal(datasets.changed):
        datasets.get(str(path))
    assert datasets.get(str(path)) is None
    assert "not a sound .npz file" in datasets.error(str(path))


def test_an_unknown_name_leaves_a_sentence(datasets):
    assert datasets.get("mnits") is None
    assert "no data called 'mnits'" in datasets.error("mnits")


def test_no_name_is_no_error(datasets):
    assert datasets.get("") is None
    assert datasets.error("") == ""
