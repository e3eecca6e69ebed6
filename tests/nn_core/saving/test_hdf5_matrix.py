"""HDF5Matrix reads the rows that are asked for, and a model trains from it."""

import h5py
import numpy as np
import pytest

from nn_core.layers import Dense, Input
from nn_core.models import Sequential
from nn_core.saving import ModelFileError
from nn_core.utils import HDF5Matrix


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rows.h5"
    with h5py.File(path, "w") as content:
        content["x"] = np.arange(40, dtype="float32").reshape(20, 2)
        content["y"] = np.arange(20, dtype="float32")
    return path


def test_rows_are_read_within_start_and_end(file):
    with HDF5Matrix(file, "x", start=5, end=15) as x:
        assert (len(x), x.shape, x.ndim, x.size, x.dtype) == (10, (10, 2), 2, 20, np.float32)
        assert x[0].tolist() == [10, 11]
        assert x[-1].tolist() == [28, 29]
        assert x[2:4].tolist() == [[14, 15], [16, 17]]
        assert x[[3, 0, 3]].tolist() == [[16, 17], [10, 11], [16, 17]]
        with pytest.raises(IndexError, match="There is no row 10"):
            x[10]


def test_what_is_read_may_be_changed_on_the_way(file):
    with HDF5Matrix(file, "y", normalizer=lambda rows: rows / 10) as y:
        assert y[5:7].tolist() == pytest.approx([0.5, 0.6])


def test_a_model_trains_from_it_as_from_an_array(file):
    losses = []
    with HDF5Matrix(file, "x", end=16) as x, HDF5Matrix(file, "y", end=16) as y:
        for data in ((x, y), (x[:], y[:])):
            model = Sequential([Input((2,)), Dense(1, kernel_initializer="zeros")])
            model.compile("adam", "mse")
            losses.append(model.fit(*data, batch_size=4, epochs=2, shuffle=False, verbose=0).history["loss"])
    assert losses[0] == losses[1]


def test_a_file_or_a_dataset_that_is_not_there_is_named(file, tmp_path):
    with pytest.raises(KeyError, match=r"has no dataset 'z'; it has \['x', 'y'\]"):
        HDF5Matrix(file, "z")
    (tmp_path / "text.h5").write_text("no rows", encoding="utf-8")
    with pytest.raises(ModelFileError, match=r"'text\.h5' cannot be read"):
        HDF5Matrix(tmp_path / "text.h5", "x")
