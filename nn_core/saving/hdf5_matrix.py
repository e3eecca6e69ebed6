"""HDF5Matrix: a part of a dataset in an HDF5 file that fit() reads batch by batch, as Keras 2 had it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from nn_core.saving.errors import ModelFileError
from nn_core.saving.hdf5_by_place import is_by_place


def arrays_in(path: Path) -> dict[str, tuple[int, ...]]:
    """Return the shapes of the arrays of numbers in a file, by their paths in it; links are not followed."""
    return {name: shape for name, (shape, _) in headers_in(path).items()}


def headers_in(path: Path) -> dict[str, tuple[tuple[int, ...], np.dtype[Any]]]:
    """Return shape and type of the arrays of numbers in a file, by their paths in it."""
    import h5py

    found: dict[str, tuple[tuple[int, ...], np.dtype[Any]]] = {}

    def note(name: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset) and item.shape is not None and item.dtype.kind in "biuf":
            found[name] = tuple(item.shape), item.dtype

    with _opened(path) as file:
        file.visititems(note)
    return found


def holds_model(path: Path) -> bool:
    """Say whether an HDF5 file holds a model, or weights of one, as Keras writes them."""
    with _opened(path) as file:
        return bool({"model_config", "layer_names", "layer_names0"} & set(file.attrs)) or is_by_place(file)


class HDF5Matrix:
    """Rows `start` to `end` of a dataset; only what is asked for is read.

    Args:
        datapath: the file.
        dataset: name of the dataset in it.
        normalizer: a function applied to what is read.

    Example:
        >>> model.fit(HDF5Matrix("pictures.h5", "x", end=1000), HDF5Matrix("pictures.h5", "y", end=1000))
    """

    def __init__(
        self,
        datapath: str | os.PathLike[str],
        dataset: str,
        start: int = 0,
        end: int | None = None,
        normalizer: Callable[[Any], Any] | None = None,
    ) -> None:
        path = Path(datapath)
        self._file = _opened(path)
        if dataset not in self._file:
            names = sorted(self._file)
            self._file.close()
            raise KeyError(f"'{path.name}' has no dataset {dataset!r}; it has {names}.")
        self.data = self._file[dataset]
        self.start, self.end = start, len(self.data) if end is None else end
        self.normalizer = normalizer

    def __len__(self) -> int:
        return self.end - self.start

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            first, last, step = key.indices(len(self))
            found = self.data[self.start + first : self.start + last : step]
        elif isinstance(key, int | np.integer):
            found = self.data[self._row(int(key))]
        else:
            rows, places = np.unique([self._row(int(each)) for each in key], return_inverse=True)
            found = self.data[rows.tolist()][places]  # HDF5 reads rows in rising order, each once
        return found if self.normalizer is None else self.normalizer(found)

    def _row(self, number: int) -> int:
        if not -len(self) <= number < len(self):
            raise IndexError(f"There is no row {number}: there are {len(self)}.")
        return self.start + number % len(self)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of what is read when all is read."""
        return (len(self), *np.shape(self[0:1])[1:])

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def dtype(self) -> Any:
        return self[0:1].dtype

    @property
    def size(self) -> int:
        return int(np.prod(self.shape))

    @property
    def chunks(self) -> Any:
        """How the file keeps the rows; that it has such parts tells fit() to read them one after the other."""
        return self.data.chunks

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> HDF5Matrix:
        return self

    def __exit__(self, *error: Any) -> None:
        self.close()


def _opened(path: Path) -> Any:
    import h5py  # here, because it takes a while to import

    try:
        return h5py.File(path, "r")
    except OSError as error:
        raise ModelFileError(f"'{path.name}' cannot be read as an HDF5 file: {error}.") from None
