"""Fashion-MNIST: pictures of clothes, in ten classes."""

from __future__ import annotations

import gzip
import math
import os
import zlib
from pathlib import Path

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.datasets.npz import read_npz
from nn_core.datasets.origin import at_google
from nn_core.utils.remote_file import existing

_SIZES = {
    "train-labels-idx1-ubyte.gz": 29_515,
    "train-images-idx3-ubyte.gz": 26_421_880,
    "t10k-labels-idx1-ubyte.gz": 5_148,
    "t10k-images-idx3-ubyte.gz": 4_422_102,
}
FILES = tuple(at_google(name, size, None, os.path.join("datasets", "fashion-mnist")) for name, size in _SIZES.items())
_UNSIGNED_BYTES = 8


def load_data(path: str | None = None) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return (x_train, y_train), (x_test, y_test): 60,000 and 10,000 pictures (28, 28) in uint8, and their classes.

    The classes are T-shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag and ankle boot.

    Args:
        path: a folder of yours with the four files, or an .npz file with x_train, y_train, x_test and y_test; without
            it the files are in the cache.
    """
    if path is not None and not Path(path).is_dir():
        x_train, y_train, x_test, y_test = read_npz(existing(Path(path)), "x_train", "y_train", "x_test", "y_test")
        return (x_train, y_train), (x_test, y_test)
    places = [file.find(None if path is None else Path(path) / file.name) for file in FILES]
    y_train, x_train, y_test, x_test = (read_idx(place) for place in places)
    return (x_train, y_train), (x_test, y_test)


def read_idx(path: Path) -> Array:
    """Return the array in a gzipped IDX file: two zeros, type, number of axes, the sizes, the bytes."""
    try:
        with gzip.open(path) as file:
            zeros, kind, ndim = int.from_bytes(file.read(2)), *file.read(2)
            if zeros or kind != _UNSIGNED_BYTES:
                raise ValueError("it is no IDX file of bytes")
            shape = [int.from_bytes(file.read(4)) for _ in range(ndim)]
            content = file.read(math.prod(shape) + 1)  # one more, so that the end is looked at and its checksum
        return np.frombuffer(content, np.uint8).reshape(shape)
    except (gzip.BadGzipFile, EOFError, ValueError, zlib.error) as error:
        raise ValueError(f"'{path.name}' is damaged: {error}.") from error
