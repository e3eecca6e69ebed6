"""Reading pickles without running them: numbers, texts, lists, dicts and NumPy arrays, nothing else.

A pickle is a little program that may call anything. The old data sets are pickles all the same, so we read them with
an unpickler that knows five names. Behind none of them stands what it names: each makes a note that holds what was
said, and the arrays are made from the notes afterwards, by us.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import IO, Any

import numpy as np

from nn_core.autodiff.tensor import Array


class UnsafePickleError(ValueError):
    """A pickle that is damaged or wants more than data."""


def load_plain(file: IO[bytes]) -> Any:
    """Return what a pickle holds; texts of Python 2 come as bytes.

    Raises:
        UnsafePickleError: the pickle is damaged, or names something that is no data.
    """
    try:
        return _made(_PlainUnpickler(file, encoding="bytes").load())
    except UnsafePickleError:
        raise
    except Exception as error:  # damaged pickles fail in every way there is
        raise UnsafePickleError(f"its pickle is damaged: {error}") from error


class _ArrayNote:
    """What a pickle says about an array."""

    def __init__(self, *args: Any) -> None:
        self.shape: tuple[int, ...] = ()
        self.type_name = ""
        self.content: Any = None

    def __setstate__(self, state: Any) -> None:
        _, self.shape, dtype, is_fortran, self.content = state
        self.type_name = dtype.name
        if is_fortran or not all(type(size) is int and size >= 0 for size in self.shape):
            raise UnsafePickleError("an array in it has an odd order or shape")


class _TypeNote:
    """What a pickle says about the type of an array's numbers."""

    def __init__(self, name: Any, *args: Any) -> None:
        self.name = _text(name)

    def __setstate__(self, state: Any) -> None:
        order = _text(state[1])
        self.name = (order if order in "<>" else "") + self.name


class _Name:
    """Stands where a pickle names something; can be called and nothing else."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[..., Any]) -> None:
        self._make = make

    def __call__(self, *args: Any) -> Any:
        return self._make(*args)

    def __setstate__(self, state: Any) -> None:
        raise UnsafePickleError("it tries to change what it may only use")


def _bytes_of(text: str, encoding: str) -> bytes:
    return text.encode("latin-1")


def _nothing(*args: Any) -> None:
    return None


_NAMES: dict[tuple[str, str], Callable[..., Any]] = {
    ("numpy.core.multiarray", "_reconstruct"): _ArrayNote,
    ("numpy._core.multiarray", "_reconstruct"): _ArrayNote,
    ("numpy", "ndarray"): _nothing,
    ("numpy", "dtype"): _TypeNote,
    ("_codecs", "encode"): _bytes_of,  # how Python 3 writes bytes for Python 2
}


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _NAMES:
            raise UnsafePickleError(f"it wants to use {module}.{name}, which is no data; the file may be malicious")
        return _Name(_NAMES[module, name])


def _made(found: Any) -> Any:
    """Return what was loaded, with arrays in the place of notes."""
    if isinstance(found, _ArrayNote):
        return _array_of_lists(found) if found.type_name.startswith("O") else _array_of_numbers(found)
    if isinstance(found, dict):
        return {_text(key): _made(value) for key, value in found.items()}
    if isinstance(found, list) or type(found) in (int, float, str, bytes, bool, type(None)):
        return found
    raise UnsafePickleError(f"it holds {type(found).__name__.strip('_')}, where arrays, lists and dicts were expected")


def _array_of_numbers(note: _ArrayNote) -> Array:
    dtype = np.dtype(note.type_name)
    if dtype.kind not in "biuf" or not isinstance(note.content, bytes):
        raise UnsafePickleError(f"an array in it holds '{note.type_name}', where numbers were expected")
    return np.frombuffer(bytearray(note.content), dtype).reshape(note.shape)


def _array_of_lists(note: _ArrayNote) -> Array:
    rows = note.content
    if not isinstance(rows, list) or note.shape != (len(rows),):
        raise UnsafePickleError("an array of lists in it has another length than announced")
    if not all(type(row) is list and set(map(type, row)) <= {int} for row in rows):
        raise UnsafePickleError("an array in it holds more than lists of whole numbers")
    array = np.empty(len(rows), object)
    array[:] = rows
    return array


def _text(value: Any) -> Any:
    return value.decode("ascii") if isinstance(value, bytes) else value
