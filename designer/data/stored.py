"""StoredRows: an array that stays on disk; pieces are read when they are asked for, and a few are kept."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from designer.data.errors import DataError

PIECE_BYTES = 4 << 20
NUM_KEPT = 24  # pieces, about 100 MB: what a shuffle draws from at a time, and some more
Make = Callable[[NDArray], NDArray]


class StoredRows:
    """Rows on disk that look like an array: shape, dtype, and rows by slice or by their numbers.

    The engine knows by `chunks` that it must not load the whole; its shuffle then goes through the pieces in a random
    order and draws from several at a time.
    """

    def __init__(
        self, read: Callable[[int, int], NDArray], shape: tuple[int, ...], dtype: Any, num_kept: int = NUM_KEPT
    ) -> None:
        """Make an array of what `read(start, stop)` gives."""
        self._num_kept = num_kept
        self.read, self.shape, self.dtype, self.ndim = read, shape, np.dtype(dtype), len(shape)
        row_bytes = max(1, int(np.prod(shape[1:], dtype=np.int64)) * self.dtype.itemsize)
        self.piece = max(1, PIECE_BYTES // row_bytes)
        self.chunks = (min(self.piece, max(1, shape[0])), *shape[1:])
        self._kept: OrderedDict[int, NDArray] = OrderedDict()
        self._lock = threading.Lock()  # the window and the training may look at the same time

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: Any) -> NDArray:
        if isinstance(rows, slice):
            start, stop, step = rows.indices(len(self))
            rows = np.arange(start, stop, step)
        rows = np.asarray(rows, np.intp)
        if rows.ndim == 0:
            return self._rows(rows[None])[0]
        return self._rows(rows)

    def _rows(self, rows: NDArray[np.intp]) -> NDArray:
        found = np.empty((len(rows), *self.shape[1:]), self.dtype)
        pieces = rows // self.piece
        with self._lock:
            for number in np.unique(pieces):
                here = pieces == number
                found[here] = self._piece(int(number))[rows[here] - number * self.piece]
        return found

    def _piece(self, number: int) -> NDArray:
        if number in self._kept:
            self._kept.move_to_end(number)
            return self._kept[number]
        start = number * self.piece
        found = self._kept[number] = self.read(start, min(start + self.piece, len(self)))
        if len(self._kept) > self._num_kept:
            self._kept.popitem(last=False)
        return found

    def part(self, start: int, stop: int) -> StoredRows:
        """Return some of the rows that follow one another."""
        return _View(lambda rows: self[rows + start], (stop - start, *self.shape[1:]), self.dtype)

    def at(self, order: NDArray[np.intp]) -> StoredRows:
        """Return the rows with these numbers; rising ones are read fastest."""
        return _View(lambda rows: self[order[rows]], (len(order), *self.shape[1:]), self.dtype)

    def mapped(self, make: Make) -> StoredRows:
        """Return what a function makes of the rows, when they are asked for."""
        first = make(self[:1])
        return _View(lambda rows: make(self[rows]), (len(self), *first.shape[1:]), first.dtype)


class _View(StoredRows):
    """Some rows of another array, or what a function makes of them; the other one keeps the pieces."""

    def __init__(self, take: Callable[[NDArray[np.intp]], NDArray], shape: tuple[int, ...], dtype: Any) -> None:
        super().__init__(lambda a, b: take(np.arange(a, b)), shape, dtype)
        self._take = take

    def _rows(self, rows: NDArray[np.intp]) -> NDArray:
        return self._take(rows)


def rows_of_file(path: Path, offset: int, shape: tuple[int, ...], dtype: Any) -> StoredRows:
    """Return rows that lie one after the other in a file; it is opened for each piece, so that it may be moved.

    Reading is used rather than mapping the file into memory: a file cut short then is an error in a sentence.
    """
    row = int(np.prod(shape[1:], dtype=np.int64))

    def read(start: int, stop: int) -> NDArray:
        try:
            with path.open("rb") as file:
                return _read_rows(file, path.name, offset, start, stop, row, np.dtype(dtype)).reshape(-1, *shape[1:])
        except OSError as error:
            raise DataError(f"The file {path} can no longer be read: {error.strerror or error}.") from None

    return StoredRows(read, shape, dtype)


def _read_rows(file: BinaryIO, name: str, offset: int, start: int, stop: int, row: int, dtype: Any) -> NDArray:
    file.seek(offset + start * row * dtype.itemsize)
    content = file.read((stop - start) * row * dtype.itemsize)
    if len(content) < (stop - start) * row * dtype.itemsize:
        raise DataError(f"The file {name} is shorter than when it was opened. Choose it again.")
    return np.frombuffer(content, dtype)


class _Spool:
    """A file without a name; it is closed, and so gone, with the last one who reads from it."""

    def __init__(self) -> None:
        self.file: Any = TemporaryFile()  # noqa: SIM115
        weakref.finalize(self, self.file.close)


class Growing:
    """A column that grows piece by piece, in memory as long as it is short, then in a file that vanishes by itself."""

    def __init__(self, dtype: Any, most_bytes: int) -> None:
        self._dtype, self._most = np.dtype(dtype), most_bytes
        self._parts: list[NDArray] = []
        self._file: _Spool | None = None
        self._num_bytes = 0

    def append(self, values: NDArray) -> None:
        """Add values at the end."""
        values = np.ascontiguousarray(values, self._dtype)
        self._num_bytes += values.nbytes
        if self._file is None and self._num_bytes > self._most:
            self._file = _Spool()
            for part in self._parts:
                self._file.file.write(part.tobytes())
            self._parts = []
        if self._file is None:
            self._parts.append(values)
        else:
            self._file.file.write(values.tobytes())

    def finished(self) -> NDArray | StoredRows:
        """Return all values."""
        if self._file is None:
            return np.concatenate(self._parts) if self._parts else np.zeros(0, self._dtype)
        spool, dtype = self._file, self._dtype
        spool.file.flush()
        read: Callable[[int, int], NDArray] = lambda a, b: _read_rows(spool.file, "of columns", 0, a, b, 1, dtype)  # noqa: E731
        return StoredRows(read, (self._num_bytes // dtype.itemsize,), dtype, num_kept=2)  # read from end to end
