"""Pickles are read, never run."""

import io
import os
import pickle
import pickletools
import subprocess

import numpy as np
import pytest

from nn_core.datasets.npz import read_npz
from nn_core.datasets.plain_pickle import UnsafePickleError, load_plain


def reads(thing, protocol=2):
    return load_plain(io.BytesIO(pickle.dumps(thing, protocol)))


def rows(*lists):
    array = np.empty(len(lists), object)
    array[:] = lists
    return array


@pytest.mark.parametrize("protocol", range(5))
def test_an_array_of_lists_comes_back(protocol):
    found = reads(rows([1, 2, 70000], [], [3]), protocol)
    assert found.dtype == object
    assert found.tolist() == [[1, 2, 70000], [], [3]]


@pytest.mark.parametrize("dtype", ["uint8", "int64", ">i4", "float32", "bool"])
@pytest.mark.parametrize("protocol", [2, 4])
def test_an_array_of_numbers_comes_back(dtype, protocol):
    given = np.arange(6).reshape(2, 3).astype(dtype)
    found = reads({"data": given, "labels": [1, 2]}, protocol)
    np.testing.assert_array_equal(found["data"], given)
    assert found["data"].dtype == given.dtype
    assert found["labels"] == [1, 2]


class Runs:
    """Calls something when it is unpickled, as a malicious file would."""

    def __init__(self, function, *args):
        self.call = function, args

    def __reduce__(self):
        return self.call


@pytest.mark.parametrize(
    "thing",
    [
        Runs(os.system, "echo evil"),
        Runs(eval, "1 + 1"),
        Runs(subprocess.Popen, ["true"]),
        Runs(getattr, "", "upper"),
        Runs(np.load, "file"),
        rows([1], [Runs(os.getcwd)]),
        {"data": Runs(exec, "")},
    ],
)
@pytest.mark.parametrize("protocol", [2, 4])
def test_nothing_is_called(thing, protocol):
    with pytest.raises(UnsafePickleError, match="which is no data; the file may be malicious"):
        reads(thing, protocol)


@pytest.mark.parametrize(
    ("thing", "sentence"),
    [
        (rows([1, "two"]), "more than lists of whole numbers"),
        (rows([1], (2,)), "more than lists of whole numbers"),
        (rows([True]), "more than lists of whole numbers"),
        ((1, 2), "holds tuple"),
        (np.array(["text"]), "holds '<U4', where numbers were expected"),
        (np.asfortranarray(np.ones((2, 3))), "odd order or shape"),
    ],
)
def test_other_data_is_refused(thing, sentence):
    with pytest.raises(UnsafePickleError, match=sentence):
        reads(thing)


@pytest.mark.parametrize(
    "program",
    [
        b"",
        b"garbage",
        b"\x80\x02cnumpy\nndarray\n}U\x01ak\x01sb.",  # gives the stand-in a new state
        b"\x80\x02cnumpy.core.multiarray\n_reconstruct\n.",  # the name itself instead of an array
        b"\x80\x02cnumpy.core.multiarray\n_reconstruct\n)R(K\x01K\xff\x85cnumpy\ndtype\nU\x02O8\x85R\x89]tb.",
        b"\x80\x02}q\x00U\x01ah\x00s.",  # a dict that holds itself
        b"\x80\x02Pfile\n.",  # something kept elsewhere
    ],
)
def test_crooked_pickles_are_refused(program):
    with pytest.raises(UnsafePickleError):
        load_plain(io.BytesIO(program))


def test_a_pickle_cut_anywhere_is_refused():
    whole = pickle.dumps({"data": np.zeros(3, "uint8"), "rows": [1, 2, 3]}, 2)
    for _, _, end in pickletools.genops(whole):
        with pytest.raises(UnsafePickleError):
            load_plain(io.BytesIO(whole[:end]))


def test_an_npz_with_lists_is_read_without_running_it(tmp_path):
    np.savez(tmp_path / "good.npz", x=rows([1], [2, 3]), y=np.arange(2), f=np.asfortranarray(np.ones((2, 3))))
    x, y, f = read_npz(tmp_path / "good.npz", "x", "y", "f")
    assert (x.tolist(), y.tolist(), f.shape) == ([[1], [2, 3]], [0, 1], (2, 3))
    y[0] = 5  # belongs to whoever asked for it
    np.savez(tmp_path / "evil.npz", x=rows([1], Runs(os.system, "echo evil")))
    with pytest.raises(ValueError, match=r"'evil.npz' is not read: it wants to use \w+.system"):
        read_npz(tmp_path / "evil.npz", "x")


def test_damaged_files_are_refused_in_a_sentence(tmp_path):
    np.savez(tmp_path / "a.npz", x=np.arange(1000))
    with pytest.raises(ValueError, match=r"'a\.npz' holds no array of the name 'x_train'; is it another data set"):
        read_npz(tmp_path / "a.npz", "x_train")
    content = (tmp_path / "a.npz").read_bytes()
    (tmp_path / "b.npz").write_bytes(content[:500])
    (tmp_path / "c.npz").write_bytes(content.replace(b"(1000,)", b"(9999,)"))
    for name in ("b.npz", "c.npz"):
        with pytest.raises(ValueError, match=f"'{name}' is damaged or no .npz file"):
            read_npz(tmp_path / name, "x")
