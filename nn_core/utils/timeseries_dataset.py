"""timeseries_dataset_from_array: windows that slide over a series."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.ops.random import draw_seed
from nn_core.utils.dataset import Dataset


def timeseries_dataset_from_array(
    data: Any,
    targets: Any,
    sequence_length: int,
    sequence_stride: int = 1,
    sampling_rate: int = 1,
    batch_size: int | None = 128,
    shuffle: bool = False,
    seed: int | None = None,
    start_index: int | None = None,
    end_index: int | None = None,
    format: str = "tf",
) -> Dataset:
    """Return a dataset of windows of a series, with the target of each window's first moment.

    Args:
        data: one row for each moment.
        targets: targets[i] belongs to the window that begins at i; None for windows alone.
        sequence_length: moments in a window.
        sequence_stride: distance between two windows.
        sampling_rate: distance between two moments of a window.
        start_index, end_index: the part of the series to use.
        format: accepted as in Keras; there is one kind of dataset here.

    Example:
        >>> windows = timeseries_dataset_from_array(series[:-10], series[10:], sequence_length=10)  # the next value
    """
    series = convert_to_numpy(data)
    _check(len(series), start_index, end_index, sampling_rate=sampling_rate, sequence_stride=sequence_stride)
    rows = slice(start_index or 0, len(series) if end_index is None else end_index)
    series, wanted = series[rows], None if targets is None else convert_to_numpy(targets)
    count = len(series) - (sequence_length - 1) * sampling_rate
    count = count if wanted is None else min(count, len(wanted))
    starts = np.arange(0, count, sequence_stride)
    first = draw_seed() if seed is None else seed
    if shuffle:
        np.random.RandomState(first % 2**32).shuffle(starts)
    steps = np.arange(sequence_length) * sampling_rate
    later = None if wanted is None else wanted[rows]
    chance = np.random.default_rng(first)

    def batches() -> Iterator[Any]:
        order = chance.permutation(starts) if shuffle else starts
        for at in range(0, len(order), batch_size or 1):
            part: Array = order[at : at + batch_size] if batch_size else order[at]
            windows = series[part[..., None] + steps]
            yield windows if later is None else (windows, later[part])

    return Dataset(batches, math.ceil(len(starts) / (batch_size or 1)))


def _check(length: int, start: int | None, end: int | None, **distances: int) -> None:
    if start is not None and not 0 <= start < length:
        raise ValueError(f"start_index must be at least 0 and below the length {length} of the data, not {start}.")
    if end is not None and not (start or 0) < end < length:
        raise ValueError(
            f"end_index must be above start_index and below the length {length} of the data, not {end}; "
            "leave it out to use all."
        )
    for name, distance in distances.items():
        if not 0 < distance < length:
            raise ValueError(f"{name} must be at least 1 and below the length {length} of the data, not {distance}.")
