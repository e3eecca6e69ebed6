import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn_core.utils.npy_header import read_npy_header


def stored(array: np.ndarray) -> bytes:
    memory = io.BytesIO()
    np.save(memory, array)
    return memory.getvalue()


def test_the_header_is_read_and_the_stream_stands_at_the_numbers() -> None:
    stream = io.BytesIO(stored(np.arange(6, dtype="float32").reshape(2, 3)))
    assert read_npy_header(stream) == ((2, 3), False, np.dtype("float32"))
    assert len(stream.read()) == 24


@pytest.mark.parametrize("written", [b"}", b'"', b"(" * 100, b"\n", b"\0", b"-", b"{[]:1}"])
def test_a_header_that_is_no_literal_is_a_value_error(written: bytes) -> None:
    content = bytearray(stored(np.zeros(3)))
    content[20 : 20 + len(written)] = written
    with pytest.raises(ValueError, match=r"\w"):
        read_npy_header(io.BytesIO(content))


@given(st.binary(min_size=1, max_size=70), st.integers(8, 60))
def test_whatever_is_in_the_header_only_a_value_error_comes_out(written: bytes, at: int) -> None:
    content = bytearray(stored(np.zeros(3)))
    content[at : at + len(written)] = written
    try:
        read_npy_header(io.BytesIO(content))
    except ValueError as error:
        assert str(error)


def test_an_unknown_version_is_named() -> None:
    content = bytearray(stored(np.zeros(3)))
    content[6:8] = b"\x09\x00"
    with pytest.raises(ValueError, match=r"\(9, 0\)"):
        read_npy_header(io.BytesIO(content))
