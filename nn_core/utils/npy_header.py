"""Read what an `.npy` array says of itself, from a file nobody vouches for."""

from __future__ import annotations

import tokenize
from typing import IO, Any, NamedTuple

import numpy as np
from numpy.lib import format as npy

_READERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


class NpyHeader(NamedTuple):
    """Shape, memory order and type of a stored array."""

    shape: tuple[int, ...]
    is_fortran: bool
    dtype: np.dtype[Any]


def read_npy_header(stream: IO[bytes]) -> NpyHeader:
    """Return the header at the start of `stream` and stand at the first number; anything unsound is a ValueError.

    NumPy parses the header as a Python literal, so a damaged one may end in any error of the parser.
    """
    version = npy.read_magic(stream)
    if version not in _READERS:
        raise ValueError(f"version {version} of the .npy format is unknown; known are {sorted(_READERS)}")
    try:
        return NpyHeader(*_READERS[version](stream))
    except (SyntaxError, tokenize.TokenError, TypeError, RecursionError, MemoryError) as error:
        raise ValueError(f"the header is damaged ({error})") from None
