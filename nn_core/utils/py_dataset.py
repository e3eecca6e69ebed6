"""PyDataset: data that is made or read a batch at a time."""

from __future__ import annotations

from typing import Any


class PyDataset:
    """A dataset in batches: write `__getitem__(index)`, which returns a batch (x, y), and `__len__`.

    Args:
        workers, use_multiprocessing, max_queue_size: accepted as in Keras, without effect: batches are made in turn.

    Example:
        >>> class Pictures(PyDataset):
        ...     def __len__(self):
        ...         return len(self.paths) // 32
        ...
        ...     def __getitem__(self, index):
        ...         return read(self.paths[32 * index : 32 * index + 32])
    """

    def __init__(self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10) -> None:
        self.workers, self.use_multiprocessing, self.max_queue_size = workers, use_multiprocessing, max_queue_size

    def __getitem__(self, index: int) -> Any:
        """Return the batch with this number."""
        raise NotImplementedError(f"{type(self).__name__} must define __getitem__(index) and return a batch.")

    def __len__(self) -> int:
        """Return the number of batches."""
        raise NotImplementedError(f"{type(self).__name__} must define __len__() and return the number of batches.")

    @property
    def num_batches(self) -> int | None:
        """The number of batches of an epoch; override and return None for data without an end."""
        return len(self)

    def on_epoch_begin(self) -> None:
        """Called before every epoch."""

    def on_epoch_end(self) -> None:
        """Called after every epoch."""


Sequence = PyDataset
