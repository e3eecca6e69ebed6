"""ArrayBatches: batches cut from arrays, in memory or on disk."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.ops.random import draw_seed
from nn_core.spec.structure import flatten, map_structure
from nn_core.training.refusals import common_length, whole_number

DEFAULT_BATCH_SIZE = 32
PIECES_AT_ONCE = 16  # of an array on disk, from which a shuffle draws
Batch = tuple[Any, Any, Any]


class ArrayBatches:
    """Batches of arrays, in order or shuffled anew for every epoch; what lies on disk is read a batch at a time.

    Args:
        steps: batches that make an epoch; the next epoch goes on from there.
        shuffle: True for the samples one by one (from disk: among those of several pieces at a time), "batch" for
            whole batches, which is faster from disk.
        dtype: type of the numbers to which floats are brought, batch by batch.
    """

    def __init__(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        batch_size: int | None = None,
        steps: int | None = None,
        shuffle: bool | str = False,
        dtype: str = "float32",
    ) -> None:
        self.batch_size = whole_number("batch_size", DEFAULT_BATCH_SIZE if batch_size is None else batch_size)
        self.shuffle = shuffle
        self._dtype = dtype
        self._parts = tuple(map_structure(as_source, part) for part in (x, y, sample_weight))
        self.is_on_disk = any(is_on_disk(array) for array in flatten(self._parts))
        self.arrays = [array for array in flatten(self._parts) if array is not None]
        self._place: Batch | None = None  # where batches go
        self._pairs: list[tuple[Any, Array, bool]] = []  # source and target there, and whether they are of one kind
        self.num_samples = common_length(self._parts)
        whole = math.ceil(self.num_samples / self.batch_size)
        self.num_batches: int | None = whole if steps is None else min(whole_number("steps", steps), whole)
        self._begin = 0
        self.place_for: Callable[[int], Batch | None] = lambda rows: None  # where a batch of so many samples may go
        self._passes = itertools.chain.from_iterable(self._pass() for _ in itertools.count())

    def epoch(self) -> Iterator[Batch]:
        """Yield (x, y, sample_weight) for every batch of an epoch."""
        return itertools.islice(self._passes, self.num_batches)

    def _pass(self) -> Iterator[Batch]:
        order = self._order()
        for start, stop in itertools.pairwise(self._ends()):
            rows: Any = slice(start, stop)
            if order is not None:
                rows = np.sort(order[rows]) if self.is_on_disk else order[rows]
            place = None if self.is_on_disk else self.place_for(stop - start)
            if place is not None:
                self._fill(place, rows)
                yield place
                continue
            yield self.at(rows)

    def _ends(self) -> list[int]:
        return [*range(self._begin, self.num_samples, self.batch_size), self.num_samples]

    def at(self, rows: Any) -> Batch:
        """Return some rows as a batch."""
        x, y, sample_weight = (self._cut(part, rows) for part in self._parts)
        return x, y, sample_weight

    def skip(self, count: int) -> None:
        """Begin with a later sample; before an epoch."""
        self._begin = count
        self.num_batches = len(self._ends()) - 1

    def _cut(self, part: Any, rows: Any) -> Any:
        return map_structure(lambda a: None if a is None else as_numbers(a[rows], self._dtype), part)

    def write(self, rows: slice, place: Batch) -> None:
        """Write some rows of every array into the arrays of a batch; for several threads."""
        targets = [each for each in flatten(place) if each is not None]
        for source, target in zip(self.arrays, targets, strict=True):
            target[...] = source[rows]

    def _fill(self, place: Batch, rows: Any) -> None:
        """Write some rows of every array into the arrays of a batch."""
        if place is not self._place:
            self._place, targets = place, [each for each in flatten(place) if each is not None]
            pairs = zip(self.arrays, targets, strict=True)
            self._pairs = [(a, b, a.dtype == b.dtype and a.flags.c_contiguous) for a, b in pairs]
        for source, target, is_alike in self._pairs:
            if is_alike and type(rows) is not slice:
                source.take(rows, 0, target, "clip")  # the rows are known to exist
            else:
                target[...] = source[rows]

    def is_free_of_nan(self) -> bool:
        """Say whether x and y are known to hold no NaN; arrays on disk are not looked through."""
        numbers = [a for a in flatten(self._parts[:2]) if a is not None and a.dtype.kind == "f"]
        return not self.is_on_disk and not any(np.isnan(np.min(a, initial=0)) for a in numbers)

    def _order(self) -> Array | None:
        if not self.shuffle:
            return None
        generator = np.random.default_rng(draw_seed())
        if self.shuffle != "batch":
            piece = max((rows_of_a_piece(array) for array in self.arrays), default=0) if self.is_on_disk else 0
            return order_by_pieces(self.num_samples, piece, generator)
        starts = generator.permutation(np.arange(0, self.num_samples, self.batch_size))
        return np.concatenate([np.arange(s, min(s + self.batch_size, self.num_samples)) for s in starts])


def order_by_pieces(num: int, piece: int, generator: np.random.Generator) -> Array:
    """Return a random order of rows that a disk can follow: pieces in random order, their rows drawn from several.

    Without pieces (or with few) it is an order of all rows.
    """
    if num <= piece * PIECES_AT_ONCE or piece < 2:
        return generator.permutation(num)
    starts = generator.permutation(np.arange(0, num, piece))
    groups = [starts[at : at + PIECES_AT_ONCE] for at in range(0, len(starts), PIECES_AT_ONCE)]
    rows = [np.concatenate([np.arange(s, min(s + piece, num)) for s in group]) for group in groups]
    return np.concatenate([generator.permutation(each) for each in rows])


def rows_of_a_piece(array: Any) -> int:
    """Return how many rows an array on disk reads at once; 0 if that is unknown, or it is in memory."""
    chunks = getattr(array, "chunks", None)
    return int(chunks[0]) if isinstance(chunks, tuple) and chunks else 0


class Rows:
    """Some rows of an array on disk, read when they are asked for."""

    def __init__(self, source: Any, start: int, stop: int) -> None:
        self.chunks = source.chunks
        self._source, self._start = source, start
        self.shape = (stop - start, *source.shape[1:])
        self.dtype, self.ndim = source.dtype, len(self.shape)

    def __len__(self) -> int:
        return int(self.shape[0])

    def __getitem__(self, rows: Any) -> Any:
        if not isinstance(rows, slice):
            return self._source[rows + self._start]
        start, stop, _ = rows.indices(len(self))
        return self._source[start + self._start : stop + self._start]


def as_source(a: Any) -> Any:
    """Return what was passed as something to cut rows from; arrays on disk stay there."""
    return a if a is None or isinstance(a, np.ndarray) or is_on_disk(a) else convert_to_numpy(a)


def is_on_disk(a: Any) -> bool:
    """Say whether an array is read piece by piece, such as an HDF5 dataset."""
    return hasattr(a, "chunks") and hasattr(a, "shape") and not isinstance(a, np.ndarray)


def as_numbers(a: Any, dtype: str) -> Array:
    """Return a batch as an array, floats in the given type."""
    array = convert_to_numpy(a)
    return array.astype(dtype) if array.dtype.kind == "f" and array.dtype != dtype else array


def take_rows(part: Any, start: int, stop: int) -> Any:
    """Return some rows of every array; those on disk stay there."""

    def take(a: Any) -> Any:
        source = as_source(a)
        return None if source is None else Rows(source, start, stop) if is_on_disk(source) else source[start:stop]

    return map_structure(take, part)
