"""split_dataset: data divided into a left and a right part."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from nn_core.ops.random import draw_seed
from nn_core.utils.dataset import Dataset, joined


def split_dataset(
    dataset: Any,
    left_size: float | None = None,
    right_size: float | None = None,
    shuffle: bool = False,
    seed: int | None = None,
    preferred_backend: str | None = None,
) -> tuple[Dataset, Dataset]:
    """Return two datasets of samples, in batches if the given one was; others are batched before they are trained with.

    Args:
        dataset: an array, a list or tuple of arrays of one length, or a Dataset.
        left_size, right_size: a share below 1.0, or a number of samples; what is not given is the rest.
        shuffle, seed: draw the samples; the same seed draws the same ones as in Keras.
        preferred_backend: accepted as in Keras, without effect.
    """
    if left_size is None and right_size is None:
        raise ValueError("split_dataset needs left_size or right_size, a share or a number of samples.")
    samples = _samples(dataset)
    if shuffle:
        random.Random(draw_seed() if seed is None else seed).shuffle(samples)
    left, right = _sizes(left_size, right_size, len(samples))
    size = dataset.batch_size if isinstance(dataset, Dataset) else None
    return _dataset(samples[:left], size), _dataset(samples[-right:], size)


def _samples(dataset: Any) -> list[Any]:
    if isinstance(dataset, np.ndarray):
        return list(dataset)
    if isinstance(dataset, Dataset):
        return list(dataset._source() if dataset.batch_size is None else dataset.unbatch()._source())
    if not isinstance(dataset, list | tuple):
        raise TypeError(
            f"split_dataset takes an array, a list or tuple of arrays or a Dataset, not {type(dataset).__name__}."
        )
    if not dataset or not all(isinstance(each, np.ndarray) for each in dataset):
        raise ValueError("split_dataset takes lists of arrays; at least one entry is none, or there is none.")
    if len(lengths := {len(each) for each in dataset}) > 1:
        raise ValueError(f"The arrays must be equally long, but they hold {sorted(lengths)} rows.")
    return list(zip(*dataset, strict=True))


def _dataset(samples: list[Any], batch_size: int | None) -> Dataset:
    rows = Dataset.from_tensor_slices(joined(samples, np.stack))
    return rows if batch_size is None else rows.batch(batch_size)


def _sizes(left: float | None, right: float | None, total: int) -> tuple[int, int]:
    """Return how many samples go to the left and to the right."""
    counts = [_count(name, size, total) for name, size in (("left_size", left), ("right_size", right))]
    first = counts[0] if counts[0] is not None else total - (counts[1] or 0)
    second = counts[1] if counts[1] is not None else total - first
    if first + second > total:
        raise ValueError(f"left_size and right_size ask for {first} and {second} samples, but there are {total}.")
    if not first or not second:
        raise ValueError(f"Of {total} samples, {first} would go to the left and {second} to the right; none is empty.")
    return first, second


def _count(name: str, size: float | None, total: int) -> int | None:
    if size is None:
        return None
    if not isinstance(size, int | float):
        raise TypeError(f"{name} must be a share or a number of samples, not {size!r}.")
    limit = total if isinstance(size, int) else 1
    if not 0 < size < limit:
        raise ValueError(f"{name} must be a share between 0.0 and 1.0 or a number between 0 and {total}, not {size!r}.")
    return size if isinstance(size, int) else round(size * total)
