"""Shuffling rows as Keras does, and dividing them into a training and a test part."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array


def shuffled(x: Array, y: Array, random: np.random.RandomState) -> tuple[Array, Array]:
    """Return the rows in an order drawn anew; the old generator draws the order that Keras draws."""
    order = np.arange(len(x))
    random.shuffle(order)
    return x[order], y[order]


def split(x: Array, y: Array, test_split: float) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return the first rows for training and the rest for the test."""
    at = int(len(x) * (1 - test_split))
    return (x[:at], y[:at]), (x[at:], y[at:])


def check_test_split(test_split: float) -> None:
    """Refuse a share that leaves nothing to train with."""
    if not 0 <= test_split < 1:
        raise ValueError(f"test_split must be at least 0 and below 1, not {test_split!r}.")
