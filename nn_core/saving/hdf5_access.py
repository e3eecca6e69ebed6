"""Reading HDF5 with suspicion: no links out of the file, no surprises in size; and Keras's lists of names."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nn_core.saving import hdf5_guard
from nn_core.saving.atomic import replacing
from nn_core.saving.errors import ModelFileError, naming_file

if TYPE_CHECKING:
    from nn_core.autodiff.tensor import Array

_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_ENDINGS_OF_HDF5 = (".h5", ".hdf5", ".keras")  # Keras 2 wrote HDF5 under the last one, too
_LARGEST_ATTRIBUTE = 64512  # bytes; HDF5 keeps attributes in an object's header, which ends there


@contextmanager
def reading(path: Path) -> Iterator[Any]:
    """Yield the open file; every error becomes a sentence that names it."""
    with naming_file(path):
        _need_signature(path)
        hdf5_guard.check(path)
        with _opened(path) as file:
            yield file


@contextmanager
def hdf5_in(content: bytes) -> Iterator[Any]:
    """Yield the file that these bytes are; where they come from has been through `hdf5_guard.check`."""
    with _opened(io.BytesIO(content)) as file:
        yield file


@contextmanager
def _opened(source: Any) -> Iterator[Any]:
    import h5py

    try:
        with h5py.File(source, "r") as file:
            yield file
    except OSError as error:
        raise ModelFileError(f"It cannot be read as HDF5: {_reason(error)}.") from None
    except RuntimeError as error:
        raise ModelFileError(f"It is a damaged HDF5 file ({_reason(error)}).") from None


@contextmanager
def writing(path: Path) -> Iterator[Any]:
    """Yield a new file, which takes its place when all is written."""
    import h5py

    with replacing(path) as temporary, h5py.File(temporary, "w") as file:
        yield file
    hdf5_guard.trust(path)


def _need_signature(path: Path) -> None:
    """HDF5 begins with its signature, or has it at 512, 1024, 2048 … bytes behind a foreign beginning."""
    with path.open("rb") as file:
        start = file.read(8)
        if start == _SIGNATURE:
            return
        size, offset = path.stat().st_size, 512
        while offset < size:
            file.seek(offset)
            if file.read(8) == _SIGNATURE:
                return
            offset *= 2
    if path.suffix.lower() not in _ENDINGS_OF_HDF5:
        raise ModelFileError("It is no model: the files of models end in .keras, .h5, .hdf5 or .json.")
    kind = "an empty file" if not start else "a zip archive" if start[:2] == b"PK" else "something else"
    raise ModelFileError(f"It is not an HDF5 file but {kind}, whatever its name says.")


def _reason(error: Exception) -> str:
    text = str(error)
    return "it is cut off before its end" if "truncated" in text else text.partition("\n")[0].rstrip(".")


# ---- groups and arrays ------------------------------------------------------------------------------------------


def group_at(parent: Any, name: str) -> Any:
    """Return a group inside `parent`."""
    import h5py

    found = _member(parent, name)
    if not isinstance(found, h5py.Group):
        raise ModelFileError(f"It is damaged: '{name}' should be a group of arrays.")
    return found


def array_at(parent: Any, name: str, shape: tuple[int, ...] | None = None) -> Array:
    """Return an array inside `parent`; its shape is checked before anything is read."""
    dataset = dataset_at(parent, name)
    if shape is not None and dataset.shape != shape:
        raise ModelFileError(f"'{name}' has the shape {dataset.shape}, but {shape} is needed.")
    return np.asarray(dataset[()])


def dataset_at(parent: Any, name: str) -> Any:
    """Return an array that is not read yet; it must hold numbers, and hold them in this file."""
    import h5py

    found = _member(parent, name)
    if not isinstance(found, h5py.Dataset):
        raise ModelFileError(f"It is damaged: '{name}' should be an array.")
    if found.is_virtual or found.external:
        raise ModelFileError(f"Its array '{name}' takes its numbers from another file; that is not followed.")
    if found.dtype.kind not in "fiub" or found.shape is None:
        raise ModelFileError(f"Its array '{name}' holds {found.dtype}, not numbers.")
    return found


def _member(parent: Any, name: str) -> Any:
    """Follow a path step by step; only what lies in this very file counts."""
    import h5py

    for step in name.split("/"):
        link = parent.get(step, getlink=True) if step not in ("", ".", "..") and _is_group(parent) else None
        if link is None:
            raise ModelFileError(f"It has no '{name}'.")
        if not isinstance(link, h5py.HardLink):
            raise ModelFileError(f"Its '{name}' is a link to another place; links are not followed.")
        parent = parent[step]
    return parent


def _is_group(value: Any) -> bool:
    import h5py

    return isinstance(value, h5py.Group)


# ---- attributes -------------------------------------------------------------------------------------------------


def text_attribute(item: Any, name: str) -> str | None:
    """Return a text attribute, or None if there is none."""
    value = item.attrs.get(name)
    if value is None:
        return None
    if not isinstance(value, str | bytes):
        raise ModelFileError(f"It is damaged: '{name}' should be text.")
    return _text(value)


def read_names(group: Any, name: str) -> list[str]:
    """Return a list of names; Keras cuts a long one into name0, name1 and so on."""
    if name in group.attrs:
        return [_text(each) for each in np.ravel(group.attrs[name])]
    pieces = itertools.takewhile(lambda each: each in group.attrs, (f"{name}{i}" for i in itertools.count()))
    return [_text(each) for piece in pieces for each in np.ravel(group.attrs[piece])]


def write_names(group: Any, name: str, names: list[str]) -> None:
    """Write a list of names, in as many pieces as it needs."""
    encoded = np.asarray([each.encode() for each in names]) if names else np.zeros(0)
    pieces = [encoded]
    while any(piece.nbytes > _LARGEST_ATTRIBUTE for piece in pieces):
        pieces = np.array_split(encoded, len(pieces) + 1)
    if len(pieces) == 1:
        group.attrs[name] = encoded
    else:
        for number, piece in enumerate(pieces):
            group.attrs[f"{name}{number}"] = piece


def _text(value: Any) -> str:
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)
