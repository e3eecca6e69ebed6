"""Lists of arrays by name, as the bytes of an HDF5 file: the weights inside a larger file.

The file has one long array for each type of numbers, with all arrays of that type one after another, and an index: the
bytes of a JSON list of [name, [[type, shape], ...]] in the order in which the numbers lie. A thousand small arrays are
read as quickly as one. Earlier files have a group for each name instead, with its arrays numbered inside.
"""

from __future__ import annotations

import io
import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from nn_core.saving.errors import ModelFileError
from nn_core.saving.hdf5_access import dataset_at, group_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nn_core.autodiff.tensor import Array

_INDEX = "index"
_AT_ONCE = 64 * 2**20  # bytes brought together before they are written
_NOTHING = np.zeros(0)

Entry = tuple[str, list[tuple[str, tuple[int, ...]]]]  # a name; type and shape of its arrays


def arrays_to_bytes(lists: Mapping[str, Sequence[Array]]) -> bytes:
    """Return an HDF5 file with all arrays, to be read by `arrays_from_bytes`."""
    import h5py

    by_type: dict[str, list[Array]] = {}
    index = []
    for name, arrays in lists.items():
        arrays = [np.asarray(each) for each in arrays]
        index.append((name, [(each.dtype.name, each.shape) for each in arrays]))
        for each in arrays:
            by_type.setdefault(each.dtype.name, []).append(each)
    memory = io.BytesIO()
    with h5py.File(memory, "w") as file:
        file.create_dataset(_INDEX, data=np.frombuffer(json.dumps(index).encode(), np.uint8))
        for type_name, arrays in by_type.items():
            numbers = file.create_dataset(type_name, (sum(each.size for each in arrays),), arrays[0].dtype)
            start = 0
            for piece in _pieces(arrays):
                numbers[start : start + piece.size] = piece
                start += piece.size
    return memory.getvalue()


def _pieces(arrays: Sequence[Array]) -> Iterator[Array]:
    """Yield the numbers of all arrays in rows that are long, but take little memory."""
    waiting: list[Array] = []
    num_bytes = 0
    for each in arrays:
        waiting.append(each.reshape(-1))
        num_bytes += each.nbytes
        if num_bytes > _AT_ONCE:
            yield np.concatenate(waiting)
            waiting, num_bytes = [], 0
    if waiting:
        yield np.concatenate(waiting)


def arrays_from_bytes(content: bytes) -> dict[str, list[Array]]:
    """Return what `arrays_to_bytes` packed; ModelFileError if the bytes are something else."""
    import h5py

    try:
        with h5py.File(io.BytesIO(content), "r") as file:
            if isinstance(file.get(_INDEX), h5py.Dataset):
                return _unpacked(file, len(content))
            return {name: _numbered(group_at(file, name), len(content)) for name in file}
    except (OSError, RuntimeError) as error:
        raise ModelFileError(f"Its weights are damaged: {str(error).partition(chr(10))[0]}.") from None


def _unpacked(file: Any, largest: int) -> dict[str, list[Array]]:
    """Return the arrays as parts of the long ones."""
    rows = {name: _read(file, name, largest).reshape(-1) for name in file}
    starts = dict.fromkeys(rows, 0)
    found: dict[str, list[Array]] = {}
    for name, arrays in _index(rows.pop(_INDEX)):
        found[name] = []
        for type_name, shape in arrays:
            start, row = starts.get(type_name, 0), rows.get(type_name, _NOTHING)
            end = starts[type_name] = start + math.prod(shape)
            if end > row.size:
                raise ModelFileError(f"Its weights are damaged: some numbers of '{name}' are missing.")
            found[name].append(row[start:end].reshape(shape))
    return found


def _index(content: Array) -> list[Entry]:
    """Return what the index says; ModelFileError if it is none."""
    try:
        listed = json.loads(content.tobytes())
        entries = [(name, [(kind, tuple(shape)) for kind, shape in arrays]) for name, arrays in listed]
    except (ValueError, TypeError, RecursionError):
        raise ModelFileError("Its weights are damaged: their index cannot be read.") from None
    for name, arrays in entries:
        is_sound = isinstance(name, str) and all(isinstance(kind, str) and _is_shape(shape) for kind, shape in arrays)
        if not is_sound:
            raise ModelFileError("Its weights are damaged: their index cannot be read.")
    return entries


def _is_shape(sizes: tuple[Any, ...]) -> bool:
    return len(sizes) <= 32 and all(type(size) is int and 0 <= size < 2**40 for size in sizes)


def _numbered(group: Any, largest: int) -> list[Array]:
    return [_read(group, str(number), largest) for number in range(len(group))]


def _read(group: Any, name: str, largest: int) -> Array:
    """Return an array; none can be larger than the file, for they are stored as they are."""
    dataset = dataset_at(group, name)
    if dataset.nbytes > largest:
        raise ModelFileError(f"Its weights are damaged: an array of {dataset.nbytes:,} bytes is announced.")
    return np.asarray(dataset[()])
