"""Lists of arrays in one file: all come back; what is damaged is refused in a sentence."""

import io
import json

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from nn_core.saving import ModelFileError, arrays
from nn_core.saving.arrays import arrays_from_bytes, arrays_to_bytes

TYPES = st.sampled_from(["float32", "float64", "float16", "int64", "uint8", "bool", ">i4"])
ARRAYS = arrays_of.arrays(TYPES, arrays_of.array_shapes(min_dims=0, min_side=0, max_side=4))
NAMES = st.text(st.characters(codec="utf-8"), max_size=8)


@given(st.dictionaries(NAMES, st.lists(ARRAYS, max_size=3), max_size=4))
def test_everything_comes_back(lists):
    found = arrays_from_bytes(arrays_to_bytes(lists))
    assert list(found) == list(lists)
    for name, expected in lists.items():
        assert [each.dtype.name for each in found[name]] == [each.dtype.name for each in expected]
        for array, other in zip(found[name], expected, strict=True):
            np.testing.assert_array_equal(array, other, strict=False)
            assert array.shape == other.shape


def test_a_thousand_arrays_are_few_in_the_file():
    content = arrays_to_bytes(
        {f"layer{n}": [np.full((3, 2), n, "float32"), np.zeros(2, "float32")] for n in range(1000)}
    )
    with h5py.File(io.BytesIO(content)) as file:
        assert {name: file[name].shape for name in file if name != "index"} == {"float32": (8000,)}


def test_numbers_are_written_in_pieces_that_take_little_memory(monkeypatch):
    monkeypatch.setattr(arrays, "_AT_ONCE", 100)
    lists = {"a": [np.arange(size, dtype="float32") for size in (3, 40, 1, 0, 30)]}
    found = arrays_from_bytes(arrays_to_bytes(lists))["a"]
    assert [each.tolist() for each in found] == [each.tolist() for each in lists["a"]]


def test_a_file_with_an_array_for_each_weight_is_read_too():
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        for number, values in enumerate(([1.0, 2.0], [3.0])):
            file[f"layer1/{number}"] = np.array(values, "float32")
    assert [each.tolist() for each in arrays_from_bytes(memory.getvalue())["layer1"]] == [[1.0, 2.0], [3.0]]


def with_index(index):
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        content = index if isinstance(index, bytes) else json.dumps(index).encode()
        file["index"] = np.frombuffer(content, np.uint8)
        file["float32"] = np.zeros(4, "float32")
    return memory.getvalue()


@pytest.mark.parametrize(
    ("index", "says"),
    [
        (b"{", "index cannot be read"),
        (b"[" * 100_000, "index cannot be read"),
        (b"\xff\xfe", "index cannot be read"),
        ([["a"]], "index cannot be read"),
        ([[1, [["float32", [2]]]]], "index cannot be read"),
        ([["a", [["float32", [-1]]]]], "index cannot be read"),
        ([["a", [["float32", [1.5]]]]], "index cannot be read"),
        ([["a", [["float32", [True]]]]], "index cannot be read"),
        ([["a", [["float32", [1] * 100]]]], "index cannot be read"),
        ([["a", [["float32", [0, 10**30]]]]], "index cannot be read"),
        ([["a", [["float32", [5]]]]], "some numbers of 'a' are missing"),
        ([["a", [["float32", [3]]]], ["b", [["float32", [2]]]]], "some numbers of 'b' are missing"),
        ([["a", [["int8", [1]]]]], "some numbers of 'a' are missing"),
        ([["a", [["index", [1]]]]], "some numbers of 'a' are missing"),
    ],
)  # fmt: skip
def test_a_wrong_index_is_refused_in_a_sentence(index, says):
    with pytest.raises(ModelFileError, match=says):
        arrays_from_bytes(with_index(index))


def test_bytes_that_are_no_such_file_are_refused_in_a_sentence():
    with pytest.raises(ModelFileError, match="Its weights are damaged"):
        arrays_from_bytes(b"nothing of the kind")
