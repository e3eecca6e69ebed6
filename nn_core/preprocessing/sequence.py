"""Sequences: filling them up to one length, cutting windows out of a long one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.preprocessing.skipgrams import skipgrams
from nn_core.utils.pad_sequences import pad_sequences
from nn_core.utils.py_dataset import PyDataset

__all__ = ["TimeseriesGenerator", "make_sampling_table", "pad_sequences", "skipgrams"]


class TimeseriesGenerator(PyDataset):
    """Batches of windows cut out of one long series, each with what follows it.

    Args:
        data, targets: arrays, one row for each moment.
        length: length of a window.
        sampling_rate: distance between two rows of a window.
        stride: distance between two windows.
        start_index, end_index: first and last row to use.
        batch_size: windows in a batch.
    """

    def __init__(
        self,
        data: Any,
        targets: Any,
        length: int,
        sampling_rate: int = 1,
        stride: int = 1,
        start_index: int = 0,
        end_index: int | None = None,
        shuffle: bool = False,
        reverse: bool = False,
        batch_size: int = 128,
    ) -> None:
        super().__init__()
        self.data, self.targets = np.asarray(data), np.asarray(targets)
        if len(self.data) != len(self.targets):
            raise ValueError(
                f"data and targets must be equally long, but they hold {len(self.data)} and {len(self.targets)} rows."
            )
        last = len(self.data) - 1 if end_index is None else end_index
        self._ends = np.arange(start_index + length, last + 1, stride)
        if not len(self._ends):
            raise ValueError(
                f"A series of {last + 1 - start_index} rows holds no window of length {length} to predict from."
            )
        self.length, self.sampling_rate = length, sampling_rate
        self.shuffle, self.reverse, self.batch_size = shuffle, reverse, batch_size

    def __len__(self) -> int:
        return math.ceil(len(self._ends) / self.batch_size)

    def __getitem__(self, index: int) -> Any:
        if self.shuffle:
            ends = np.random.choice(self._ends, self.batch_size)
        else:
            ends = self._ends[index * self.batch_size : (index + 1) * self.batch_size]
        rows = ends[:, None] - self.length + np.arange(0, self.length, self.sampling_rate)[None, :]
        windows = self.data[rows]
        return (windows[:, ::-1] if self.reverse else windows), self.targets[ends]


def make_sampling_table(size: int, sampling_factor: float = 1e-5) -> Array:
    """Return for each rank of word how likely it is to be kept: frequent words are left out most (Mikolov, 2013)."""
    rank = np.maximum(np.arange(size), 1)
    frequency = rank * (np.log(rank) + 0.577) + 0.5 - 1 / (12 * rank)  # Zipf's law
    share = sampling_factor * frequency
    return np.minimum(1.0, share / np.sqrt(share))
