"""Reading the .npz files of the data sets; those with lists of different lengths too, without running their pickles."""

from __future__ import annotations

import math
import zipfile
import zlib
from pathlib import Path

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.datasets.plain_pickle import UnsafePickleError, load_plain
from nn_core.utils.npy_header import read_npy_header


def read_npz(path: Path, *names: str) -> list[Array]:
    """Return the arrays of these names.

    Raises:
        ValueError: the file is damaged, lacks an array, or holds a pickle that is more than data.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            return [_read(packed, name) for name in names]
    except UnsafePickleError as error:
        raise ValueError(f"'{path.name}' is not read: {error}.") from error
    except KeyError as error:
        raise ValueError(
            f"'{path.name}' holds no array of the name {error.args[0]!r}; is it another data set?"
        ) from None
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise ValueError(f"'{path.name}' is damaged or no .npz file: {error}.") from error


def _read(packed: zipfile.ZipFile, name: str) -> Array:
    if f"{name}.npy" not in packed.namelist():
        raise KeyError(name)
    info = packed.getinfo(f"{name}.npy")
    with packed.open(info) as file:
        shape, is_fortran, dtype = read_npy_header(file)
        if dtype.hasobject:
            return np.asarray(load_plain(file))
        size = math.prod(shape) * dtype.itemsize
        if size > info.file_size:
            raise ValueError(f"'{name}' is announced with {size:,} bytes, but there are {info.file_size:,}")
        return np.frombuffer(bytearray(file.read(size)), dtype).reshape(shape, order="F" if is_fortran else "C")
