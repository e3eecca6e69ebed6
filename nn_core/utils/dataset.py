"""Dataset: elements one after the other, made when they are asked for; the part of tf.data that scripts use."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import convert_to_tensor
from nn_core.ops.random import draw_seed
from nn_core.spec.structure import flatten, map_structure

INFINITE, UNKNOWN = -1, -2  # what tf.data calls lengths that are no number


class Dataset:
    """Elements one after the other: tensors, or tuples and dicts of them, such as (x, y). Every method gives another.

    A dataset of batches goes to `fit`, `evaluate` and `predict` as it is.

    Example:
        >>> pairs = Dataset.from_tensor_slices((x, y)).shuffle(1000).batch(32)
        >>> model.fit(pairs.map(lambda x, y: (x / 255, y)))
    """

    class_names: list[str] | None = None
    file_paths: list[str] | None = None
    batch_size: int | None = None

    def __init__(self, source: Callable[[], Iterable[Any]], length: int = UNKNOWN) -> None:
        """Make a dataset of what `source()` gives, each time anew."""
        self._source, self._length = source, length

    @staticmethod
    def from_tensor_slices(tensors: Any) -> Dataset:
        """Return the rows of an array, or of arrays of one length in a tuple or dict."""
        arrays = as_arrays(tensors)
        lengths = {len(array) for array in flatten(arrays)}
        if len(lengths) != 1:
            raise ValueError(f"The arrays of a dataset must be equally long, but they hold {sorted(lengths)} rows.")
        (length,) = lengths
        return Dataset(lambda: rows_of(arrays), length)

    @staticmethod
    def zip(*datasets: Any) -> Dataset:
        """Return tuples of the elements of several datasets."""
        parts = datasets[0] if len(datasets) == 1 and isinstance(datasets[0], tuple) else datasets
        lengths = [part._length for part in parts]
        length = UNKNOWN if UNKNOWN in lengths else min([n for n in lengths if n >= 0], default=INFINITE)
        return Dataset(lambda: zip(*(part._source() for part in parts), strict=False), length)

    def __iter__(self) -> Iterator[Any]:
        return (as_tensors(element) for element in self._source())

    def __len__(self) -> int:
        if self._length < 0:
            raise TypeError(f"This dataset has {'no end' if self._length == INFINITE else 'an unknown length'}.")
        return self._length

    def __bool__(self) -> bool:
        return True

    @property
    def num_batches(self) -> int | None:
        """The number of elements; None if there is no end or none is known."""
        return None if self._length < 0 else self._length

    def cardinality(self) -> int:
        """Return the number of elements; -1 if there is no end, -2 if it is not known."""
        return self._length

    def as_numpy_iterator(self) -> Iterator[Any]:
        """Return the elements as NumPy arrays."""
        return (map_structure(convert_to_numpy, element) for element in self)

    def map(self, map_func: Callable[..., Any], num_parallel_calls: Any = None, deterministic: Any = None) -> Dataset:
        """Return what a function makes of each element; the parts of a tuple are its arguments."""
        return self._each(lambda element: called_with(map_func, as_tensors(element)))

    def _each(self, function: Callable[[Any], Any]) -> Dataset:
        return self._like(lambda: map(function, self._source()), self._length)

    def filter(self, predicate: Callable[..., Any]) -> Dataset:
        """Return the elements for which a function says yes."""
        chosen = lambda: (each for each in self._source() if called_with(predicate, as_tensors(each)))  # noqa: E731
        return self._like(chosen, UNKNOWN)

    def batch(self, batch_size: int, drop_remainder: bool = False, num_parallel_calls: Any = None) -> Dataset:
        """Return arrays of so many elements each; the last holds the rest."""
        return self._batched(batch_size, drop_remainder, np.stack)

    def padded_batch(self, batch_size: int, drop_remainder: bool = False) -> Dataset:
        """Return arrays of so many elements each, with zeros at the ends of the shorter ones."""
        return self._batched(batch_size, drop_remainder, padded)

    def _batched(self, batch_size: int, drop_remainder: bool, join: Callable[[list[Any]], Any]) -> Dataset:
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, not {batch_size!r}.")

        def batches() -> Iterator[Any]:
            elements = iter(self._source())
            while batch := list(itertools.islice(elements, batch_size)):
                if len(batch) == batch_size or not drop_remainder:
                    yield joined(batch, join)

        whole = math.floor if drop_remainder else math.ceil
        found = self._like(batches, self._length if self._length < 0 else whole(self._length / batch_size))
        found.batch_size = batch_size
        return found

    def unbatch(self) -> Dataset:
        """Return the rows of the elements one by one."""
        found = self._like(lambda: (row for element in self._source() for row in rows_of(element)), UNKNOWN)
        found.batch_size = None
        return found

    def take(self, count: int) -> Dataset:
        """Return the first elements."""
        length = self._length if self._length == UNKNOWN else count if self._length < 0 else min(count, self._length)
        return self._like(lambda: itertools.islice(self._source(), count), length)

    def skip(self, count: int) -> Dataset:
        """Return the elements without the first ones."""
        length = self._length if self._length < 0 else max(self._length - count, 0)
        return self._like(lambda: itertools.islice(self._source(), count, None), length)

    def concatenate(self, dataset: Dataset) -> Dataset:
        """Return these elements and then those of another dataset."""
        lengths = (self._length, dataset._length)
        length = UNKNOWN if UNKNOWN in lengths else INFINITE if INFINITE in lengths else sum(lengths)
        return self._like(lambda: itertools.chain(self._source(), dataset._source()), length)

    def enumerate(self, start: int = 0) -> Dataset:
        """Return pairs of number and element."""
        return self._like(lambda: enumerate(self._source(), start), self._length)

    def repeat(self, count: int | None = None) -> Dataset:
        """Return the elements several times over, without end if no number is given."""
        is_endless = count is None or count < 0
        length = UNKNOWN if self._length == UNKNOWN else INFINITE if is_endless else self._length * (count or 0)

        def elements() -> Iterator[Any]:
            for _ in itertools.count() if is_endless else range(count or 0):
                yield from self._source()

        return self._like(elements, length)

    def shuffle(self, buffer_size: int, seed: int | None = None, reshuffle_each_iteration: bool = True) -> Dataset:
        """Return the elements in another order, drawn from so many at a time; anew for every pass."""
        first = draw_seed() if seed is None else seed
        chance = np.random.default_rng(first)

        def elements() -> Iterator[Any]:
            return shuffled(
                self._source(), buffer_size, chance if reshuffle_each_iteration else np.random.default_rng(first)
            )

        return self._like(elements, self._length)

    def cache(self, filename: str = "") -> Dataset:
        """Keep the elements in memory once they have been made."""
        kept: list[Any] = []

        def elements() -> Iterator[Any]:
            if kept:
                yield from kept
                return
            found = []
            for element in self._source():
                found.append(element)
                yield element
            kept[:] = found  # only a pass that came to its end

        return self._like(elements, self._length)

    def prefetch(self, buffer_size: Any = None) -> Dataset:
        """Return the same: elements are made when they are needed."""
        return self

    def _like(self, source: Callable[[], Iterable[Any]], length: int) -> Dataset:
        """Return a dataset that keeps what is known about this one."""
        found = Dataset(source, length)
        found.class_names, found.file_paths, found.batch_size = self.class_names, self.file_paths, self.batch_size
        return found


def as_arrays(tensors: Any) -> Any:
    """Return arrays in the place of whatever stands in a tuple or dict; a list is an array."""
    if isinstance(tensors, dict):
        return {key: as_arrays(each) for key, each in tensors.items()}
    return tuple(map(as_arrays, tensors)) if isinstance(tensors, tuple) else convert_to_numpy(tensors)


def as_tensors(element: Any) -> Any:
    """Return an element with tensors in it."""
    return map_structure(convert_to_tensor, element)


def called_with(function: Callable[..., Any], element: Any) -> Any:
    """Call a function with an element, or with the parts of a tuple."""
    return function(*element) if isinstance(element, tuple) else function(element)


def joined(batch: list[Any], join: Callable[[list[Any]], Any]) -> Any:
    """Return a list of elements as one element whose arrays have another axis in front."""
    first = batch[0]
    if isinstance(first, dict):
        return {key: joined([each[key] for each in batch], join) for key in first}
    if isinstance(first, tuple | list):
        return tuple(joined([each[place] for each in batch], join) for place in range(len(first)))
    return join([convert_to_numpy(each) for each in batch])


def padded(arrays: list[Any]) -> Any:
    """Return arrays of different lengths as one, filled up with zeros."""
    shape = np.max([array.shape for array in arrays], axis=0)
    filled = np.zeros((len(arrays), *shape), arrays[0].dtype)
    for row, array in enumerate(arrays):
        filled[row : row + 1][(slice(None), *(slice(size) for size in array.shape))] = array
    return filled


def rows_of(element: Any) -> Iterator[Any]:
    """Yield the rows of an element, in its structure."""
    arrays = map_structure(convert_to_numpy, element)
    return (map_structure(lambda a: a[row], arrays) for row in range(len(flatten(arrays)[0])))  # noqa: B023


def shuffled(elements: Iterable[Any], buffer_size: int, chance: np.random.Generator) -> Iterator[Any]:
    """Yield one of those in the buffer at a time, and put the next in its place."""
    waiting = iter(elements)
    buffer = list(itertools.islice(waiting, buffer_size))
    for element in waiting:
        place = int(chance.integers(len(buffer)))
        yield buffer[place]
        buffer[place] = element
    yield from (buffer[int(place)] for place in chance.permutation(len(buffer)))
