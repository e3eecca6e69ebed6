"""StreamedBatches: batches that a generator or a dataset object makes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from nn_core.ops.random import draw_seed
from nn_core.spec.structure import map_structure
from nn_core.training.array_batches import Batch, as_numbers
from nn_core.training.refusals import labelled, whole_number


class StreamedBatches:
    """Batches from a generator, an iterable, or an object with __getitem__ and a length such as a PyDataset.

    Args:
        steps: batches that make an epoch, where the source does not say so.
        weigh: gives the sample weights of a batch from its targets, for class weights.
    """

    def __init__(
        self,
        source: Any,
        steps: int | None = None,
        shuffle: bool | str = False,
        dtype: str = "float32",
        weigh: Callable[[Any, Any], Any] | None = None,
    ) -> None:
        self._source, self._dtype, self._shuffle, self._weigh = source, dtype, shuffle, weigh
        self._iterator: Iterator[Any] | None = None
        self.place_for: Any = None  # batches come as their source makes them
        has_number = hasattr(source, "num_batches")
        self._length = source.num_batches if has_number else len(source) if hasattr(source, "__len__") else None
        self._is_indexed = hasattr(source, "__getitem__")
        self.num_batches: int | None = self._length if steps is None else whole_number("steps", steps)

    def is_free_of_nan(self) -> bool:
        """Say no: what is to come is not known."""
        return False

    def epoch(self) -> Iterator[Batch]:
        """Yield (x, y, sample_weight) for every batch of one epoch."""
        self._tell("on_epoch_begin")
        for batch in itertools.islice(self._in_turn(), self.num_batches):
            yield self._arrays(batch)
        self._tell("on_epoch_end")

    def _arrays(self, batch: Any) -> Batch:
        parts = unpack_x_y_sample_weight(tuple(batch) if isinstance(batch, list) else batch)
        for label, each in labelled("x", parts[0]):
            if np.ndim(each) == 0:
                raise ValueError(
                    f"The generator must give batches (x, y) of arrays with one row for each sample, but {label} is "
                    f"the single value {each!r}. Wrap a list of numbers in np.array(...)."
                )
        x, y, weight = (
            map_structure(lambda a: None if a is None else as_numbers(a, self._dtype), part) for part in parts
        )
        return x, y, weight if self._weigh is None else self._weigh(y, weight)

    def _in_turn(self) -> Iterator[Any]:
        """Go on where the last epoch ended if the number of steps is given; else pass over the source anew."""
        if self._is_indexed:
            return self._by_number()
        if self._iterator is None or self.num_batches is None or self.num_batches == self._length:
            self._iterator = iter(self._source)
        return self._iterator

    def _by_number(self) -> Iterator[Any]:
        if self._length is None:
            numbers = range(self.num_batches or 2**62)
        elif self._shuffle:
            numbers = np.random.default_rng(draw_seed()).permutation(self._length)  # type: ignore[assignment]
        else:
            numbers = range(self._length)
        return (self._source[int(number)] for number in numbers)

    def _tell(self, moment: str) -> None:
        if hasattr(self._source, moment):
            getattr(self._source, moment)()


def unpack_x_y_sample_weight(batch: Any) -> tuple[Any, Any, Any]:
    """Return x, y and sample_weight of a batch, None for what is missing."""
    if not isinstance(batch, tuple):
        return batch, None, None
    if len(batch) > 3:
        raise ValueError(f"A batch is (x,), (x, y) or (x, y, sample_weight), but this one has {len(batch)} parts.")
    x, y, sample_weight = (*batch, None, None)[:3]
    return x, y, sample_weight


def pack_x_y_sample_weight(x: Any, y: Any = None, sample_weight: Any = None) -> Any:
    """Return (x,), (x, y) or (x, y, sample_weight), whatever there is; x alone if it is one array."""
    if y is None:
        return (x,) if isinstance(x, list | tuple) else x
    return (x, y) if sample_weight is None else (x, y, sample_weight)
