"""Arrays of a `.npz` file, which is not trusted: sizes are checked, nothing is unpickled, large ones stay on disk."""

from __future__ import annotations

import math
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from designer.data.errors import DataError
from designer.data.progress import Report, silent
from designer.data.stored import StoredRows, rows_of_file
from designer.data.unpacking import unpacked
from nn_core.utils.npy_header import read_npy_header

LARGEST_ARRAY = 4 * 1024**3  # bytes an array in memory may take as float32
MOST_BYTES = 256 << 20  # of float32 in memory; a larger array of samples is streamed
_KINDS = "biufU"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, KeyError)
_LOCAL_HEADER = struct.Struct("<4s22xHH")  # of a member: its mark, and the lengths of its name and of what follows


def read_arrays(
    path: Path, wanted: Iterable[str], report: Report = silent, streamed: Collection[str] = ()
) -> dict[str, NDArray | StoredRows]:
    """Return those of the wanted arrays that are in the file, by name; large ones of the `streamed` stay on disk."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = {name.removesuffix(".npy"): name for name in archive.namelist() if name.endswith(".npy")}
            return {
                name: _read(archive, members[name], path, report, name in streamed)
                for name in wanted
                if name in members
            }
    except DataError:
        raise
    except MemoryError as error:
        raise DataError(f"{path.name} does not fit into the memory of this computer.") from error
    except _BROKEN as error:
        remedy = "Save it again with numpy.savez, or download it again."
        raise DataError(f"{path.name} is not a sound .npz file ({_brief(error)}). {remedy}") from error


def members_of(path: Path) -> list[str]:
    """Return the names of the arrays in a file; none if it is not sound."""
    try:
        with zipfile.ZipFile(path) as archive:
            return [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]
    except _BROKEN:
        return []


def headers_in(path: Path) -> dict[str, tuple[tuple[int, ...], np.dtype[Any]]]:
    """Return shape and type of the arrays in a sound file, by name."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            if member.endswith(".npy"):
                with archive.open(member) as stream:
                    shape, _, dtype = read_npy_header(stream)
                    found[member.removesuffix(".npy")] = shape, dtype
    return found


def _read(archive: zipfile.ZipFile, member: str, path: Path, report: Report, may_stream: bool) -> NDArray | StoredRows:
    name, what = member.removesuffix(".npy"), f"{path.name}: the array {member.removesuffix('.npy')}"
    with archive.open(member) as stream:
        shape, is_fortran, dtype = read_npy_header(stream)
        begin = stream.tell()
    is_large = may_stream and math.prod(shape) * 4 > MOST_BYTES and len(shape) > 1
    _check_header(shape, dtype, what, is_large)
    if is_large and is_fortran:
        raise DataError(f"{what} is stored column by column; save it with numpy.ascontiguousarray(...).")
    if is_large:
        return _streamed(archive, archive.getinfo(member), path, report, (begin, shape, dtype))
    with archive.open(member) as stream:
        array = npy.read_array(stream, allow_pickle=False)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise DataError(
            f"{path.name}: the array {name} contains values that are not finite numbers (NaN or infinity). "
            "Fill in or leave out those samples first."
        )
    return np.asarray(array)


def _streamed(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, report: Report, header: tuple[int, Any, Any]
) -> StoredRows:
    """Return rows that are read when needed: from the archive itself if they lie there as they are, else unpacked."""
    begin, shape, dtype = header
    size = begin + math.prod(shape) * dtype.itemsize
    if info.file_size < size:
        raise DataError(f"{path.name}: {info.filename} is shorter than its header says; the file is damaged.")
    if info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1:
        return rows_of_file(path, _start_of(path, info) + begin, shape, dtype)
    return rows_of_file(unpacked(archive, info, path, report), begin, shape, dtype)


def _start_of(path: Path, info: zipfile.ZipInfo) -> int:
    """Return where the content of a member begins in the archive."""
    with path.open("rb") as file:
        file.seek(info.header_offset)
        _, name_length, extra_length = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    return int(info.header_offset + _LOCAL_HEADER.size + name_length + extra_length)


def _check_header(shape: tuple[int, ...], dtype: np.dtype[Any], what: str, is_streamed: bool) -> None:
    if dtype.kind not in _KINDS:
        kind = "Python objects" if dtype.hasobject else f"values of type {dtype}"
        remedy = "Sequences of different length must be padded first."
        raise DataError(f"{what} holds {kind}; expected are numbers. {remedy}")
    size = math.prod(shape) * max(dtype.itemsize, 4)
    if min(shape, default=0) < 0 or (size > LARGEST_ARRAY and not is_streamed):
        raise DataError(
            f"{what} has the shape {shape} and would take {size / 1024**3:,.1f} GB; at most "
            f"{LARGEST_ARRAY / 1024**3:.0f} GB can be opened. Save a part of the samples."
        )


def _brief(error: Exception) -> str:
    text = str(error).strip().split("\n")[0].rstrip(".")
    return text[:1].lower() + text[1:120] if text else type(error).__name__
