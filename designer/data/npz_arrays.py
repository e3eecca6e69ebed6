"""Read arrays out of a `.npz` file without trusting it: sizes are checked first, and nothing is unpickled."""

from __future__ import annotations

import math
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from designer.data.errors import DataError
from nn_core.utils.npy_header import read_npy_header

LARGEST_ARRAY = 4 * 1024**3  # bytes an array may take as float32
_KINDS = "biufU"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, KeyError)


def read_arrays(path: Path, wanted: Iterable[str]) -> dict[str, NDArray]:
    """Return those of the wanted arrays that are in the file, by name."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = {name.removesuffix(".npy"): name for name in archive.namelist() if name.endswith(".npy")}
            return {name: _read(archive, members[name], path.name) for name in wanted if name in members}
    except DataError:
        raise
    except MemoryError as error:
        raise DataError(f"{path.name} does not fit into the memory of this computer.") from error
    except _BROKEN as error:
        remedy = "Save it again with numpy.savez, or download it again."
        raise DataError(f"{path.name} is not a sound .npz file ({_brief(error)}). {remedy}") from error


def _read(archive: zipfile.ZipFile, member: str, file: str) -> NDArray:
    name = member.removesuffix(".npy")
    with archive.open(member) as stream:
        shape, _, dtype = read_npy_header(stream)
        _check_header(shape, dtype, f"{file}: the array {name}")
    with archive.open(member) as stream:
        array = npy.read_array(stream, allow_pickle=False)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise DataError(
            f"{file}: the array {name} contains values that are not finite numbers (NaN or infinity). "
            "Fill in or leave out those samples first."
        )
    return array


def _check_header(shape: tuple[int, ...], dtype: np.dtype[Any], what: str) -> None:
    if dtype.kind not in _KINDS:
        kind = "Python objects" if dtype.hasobject else f"values of type {dtype}"
        remedy = "Sequences of different length must be padded first."
        raise DataError(f"{what} holds {kind}; expected are numbers. {remedy}")
    size = math.prod(shape) * max(dtype.itemsize, 4)
    if min(shape, default=0) < 0 or size > LARGEST_ARRAY:
        raise DataError(
            f"{what} has the shape {shape} and would take {size / 1024**3:,.1f} GB; at most "
            f"{LARGEST_ARRAY / 1024**3:.0f} GB can be opened. Save a part of the samples."
        )


def _brief(error: Exception) -> str:
    text = str(error).strip().split("\n")[0].rstrip(".")
    return text[:1].lower() + text[1:120] if text else type(error).__name__
