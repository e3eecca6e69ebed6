"""Batches: cut arrays into batches, or take them from a generator."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.ops.random import draw_seed
from nn_core.spec.structure import flatten, map_structure

DEFAULT_BATCH_SIZE = 32


def pack_x_y_sample_weight(x: Any, y: Any = None, sample_weight: Any = None) -> Any:
    """Return (x,), (x, y) or (x, y, sample_weight), whatever there is; x alone if it is one array."""
    if y is None:
        return (x,) if isinstance(x, list | tuple) else x
    return (x, y) if sample_weight is None else (x, y, sample_weight)


def unpack_x_y_sample_weight(batch: Any) -> tuple[Any, Any, Any]:
    """Return x, y and sample_weight of a batch, None for what is missing."""
    if not isinstance(batch, tuple):
        return batch, None, None
    if len(batch) > 3:
        raise ValueError(f"A batch is (x,), (x, y) or (x, y, sample_weight), but this one has {len(batch)} parts.")
    x, y, sample_weight = (*batch, None, None)[:3]
    return x, y, sample_weight


class ArrayBatches:
    """Batches of arrays that lie in memory, in order or shuffled anew for every epoch."""

    def __init__(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        batch_size: int | None = None,
        shuffle: bool | str = False,
        dtype: str = "float32",
    ) -> None:
        self.batch_size = _whole_number("batch_size", DEFAULT_BATCH_SIZE if batch_size is None else batch_size)
        self.shuffle = shuffle
        self._parts = tuple(map_structure(lambda a: _as_array(a, dtype), part) for part in (x, y, sample_weight))
        self.num_samples = _common_length(self._parts)
        self.num_batches: int | None = math.ceil(self.num_samples / self.batch_size)

    def epoch(self) -> Iterator[tuple[Any, Any, Any]]:
        """Yield (x, y, sample_weight) for every batch of one pass over the data."""
        order = self._order()
        for start in range(0, self.num_samples, self.batch_size):
            stop = min(start + self.batch_size, self.num_samples)
            chosen: Any = slice(start, stop) if order is None else order[start:stop]
            x, y, sample_weight = (_take(part, chosen) for part in self._parts)
            yield x, y, sample_weight

    def _order(self) -> Any:
        if not self.shuffle:
            return None
        generator = np.random.default_rng(draw_seed())
        if self.shuffle == "batch":
            starts = generator.permutation(np.arange(0, self.num_samples, self.batch_size))
            return np.concatenate([np.arange(s, min(s + self.batch_size, self.num_samples)) for s in starts])
        return generator.permutation(self.num_samples)


class StreamedBatches:
    """Batches from a generator, an iterable, or an object with __len__ and __getitem__ such as a Sequence."""

    def __init__(
        self, source: Any, steps: int | None = None, shuffle: bool | str = False, dtype: str = "float32"
    ) -> None:
        self._source = source
        self._iterator: Iterator[Any] | None = None
        self._dtype = dtype
        self._shuffle = shuffle
        self._is_indexed = hasattr(source, "__getitem__") and hasattr(source, "__len__")
        self.num_batches = len(source) if steps is None and hasattr(source, "__len__") else steps

    def epoch(self) -> Iterator[tuple[Any, Any, Any]]:
        """Yield (x, y, sample_weight) for every batch of one epoch."""
        for count, batch in enumerate(self._indexed() if self._is_indexed else self._streamed()):
            x, y, sample_weight = unpack_x_y_sample_weight(tuple(batch) if isinstance(batch, list) else batch)
            yield self._arrays(x), self._arrays(y), self._arrays(sample_weight)
            if count + 1 == self.num_batches:
                return

    def _arrays(self, part: Any) -> Any:
        return map_structure(lambda a: _as_array(a, self._dtype), part)

    def _indexed(self) -> Iterator[Any]:
        numbers = np.arange(len(self._source))
        if self._shuffle:
            np.random.default_rng(draw_seed()).shuffle(numbers)
        for number in numbers:
            yield self._source[int(number)]
        if hasattr(self._source, "on_epoch_end"):
            self._source.on_epoch_end()

    def _streamed(self) -> Iterator[Any]:
        """Go on where the last epoch ended if the number of steps is given; else pass over the source anew."""
        if self._iterator is None or self.num_batches is None:
            self._iterator = iter(self._source)
        return self._iterator


def batches_from(
    x: Any,
    y: Any = None,
    sample_weight: Any = None,
    batch_size: int | None = None,
    steps: int | None = None,
    shuffle: bool | str = False,
    dtype: str = "float32",
) -> Any:
    """Return the fitting source of batches for what a user passes to fit, evaluate or predict."""
    is_stream = not isinstance(x, list | tuple | dict) and not hasattr(x, "shape") and x is not None
    if is_stream:
        if y is not None:
            raise ValueError("y must not be given when x is a generator or a Sequence: its batches hold the targets.")
        return StreamedBatches(x, steps, shuffle, dtype)
    return ArrayBatches(x, y, sample_weight, batch_size, shuffle, dtype)


def limited(batches: Any, steps: int | None) -> Iterator[tuple[Any, Any, Any]]:
    """Yield at most `steps` batches of an epoch."""
    for count, batch in enumerate(batches.epoch()):
        if steps is not None and count == steps:
            return
        yield batch


def split_for_validation(
    arrays: tuple[Any, Any, Any], share: float
) -> tuple[tuple[Any, Any, Any], tuple[Any, Any, Any]]:
    """Return (training part, validation part); the last `share` of the samples validates, as in Keras."""
    if not 0 < share < 1:
        raise ValueError(f"validation_split must be between 0 and 1, not {share!r}.")
    total = _common_length(tuple(map_structure(_as_array_or_none, part) for part in arrays))
    at = math.floor(total * (1 - share))
    if at in (0, total):
        raise ValueError(
            f"validation_split={share} would leave {at} samples to train and {total - at} to validate of {total}; "
            "both need at least one."
        )
    x, y, sample_weight = arrays
    first, last = slice(0, at), slice(at, None)
    return (_take(x, first), _take(y, first), _take(sample_weight, first)), (
        _take(x, last),
        _take(y, last),
        _take(sample_weight, last),
    )


def class_weights_to_sample_weights(y: Any, class_weight: dict[int, float]) -> Any:
    """Return a weight for every sample from the weight of its class; `y` holds numbers or one-hot rows."""
    labels = convert_to_numpy(y)
    labels = labels.argmax(axis=-1) if labels.ndim > 1 and labels.shape[-1] > 1 else labels.reshape(len(labels))
    weights = np.ones(len(labels), "float32")
    for label, weight in class_weight.items():
        weights[labels == label] = weight
    return weights


def _take(part: Any, rows: Any) -> Any:
    return map_structure(lambda a: None if a is None else _as_array_or_none(a)[rows], part)


def _as_array(a: Any, dtype: str) -> Any:
    array = _as_array_or_none(a)
    return array.astype(dtype) if array is not None and array.dtype.kind == "f" and array.dtype != dtype else array


def _as_array_or_none(a: Any) -> Any:
    return None if a is None else a if isinstance(a, np.ndarray) else convert_to_numpy(a)


def _common_length(parts: tuple[Any, ...]) -> int:
    """Return the number of samples; ValueError if the arrays do not agree about it."""
    lengths: dict[str, list[int]] = {}
    for name, part in zip(("x", "y", "sample_weight"), parts, strict=True):
        for array in flatten(part):
            if array is not None and array.ndim == 0:
                raise ValueError(
                    f"{name} must be an array with one row for each sample, not the single value {array!r}."
                )
            if array is not None:
                lengths.setdefault(name, []).append(len(array))
    found = {n for each in lengths.values() for n in each}
    if len(found) > 1:
        listed = ", ".join(f"{name}: {', '.join(map(str, each))}" for name, each in lengths.items())
        raise ValueError(f"All arrays must hold the same number of samples, but they hold {listed}.")
    if not found or 0 in found:
        raise ValueError("There is no data: x holds no samples.")
    return found.pop()


def _whole_number(name: str, value: Any) -> int:
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, not {value!r}.")
    return int(value)
