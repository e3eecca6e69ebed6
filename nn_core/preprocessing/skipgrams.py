"""skipgrams: pairs of words that stand near one another, and pairs that do not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nn_core.ops.random import generator_for


def skipgrams(
    sequence: Sequence[int],
    vocabulary_size: int,
    window_size: int = 4,
    negative_samples: float = 1.0,
    shuffle: bool = True,
    categorical: bool = False,
    sampling_table: Any = None,
    seed: int | None = None,
) -> tuple[list[list[int]], list[Any]]:
    """Return pairs [word, other word] and for each 1 if they stand near one another in the text, 0 if drawn at random.

    Args:
        sequence: numbers of words, 0 for what is no word.
        window_size: how far two words may stand apart to be near.
        negative_samples: how many random pairs there are for each true one.
        categorical: whether the labels are [0, 1] and [1, 0].
        sampling_table: how likely each word is to be used, as `make_sampling_table` gives it.
    """
    generator = generator_for(seed)
    couples = _near(sequence, window_size, sampling_table, generator)
    true, false = ([0, 1], [1, 0]) if categorical else (1, 0)
    found: list[Any] = [true] * len(couples)
    if negative_samples > 0:
        count = int(len(couples) * negative_samples)
        words = generator.permutation([each[0] for each in couples])
        others = generator.integers(1, max(vocabulary_size, 2), count)
        couples += [[int(words[i % len(words)]), int(other)] for i, other in enumerate(others)]
        found += [false] * count
    if shuffle:
        order = generator.permutation(len(couples))
        couples, found = [couples[i] for i in order], [found[i] for i in order]
    return couples, found


def _near(sequence: Sequence[int], window: int, table: Any, generator: np.random.Generator) -> list[list[int]]:
    """Return all pairs of words that stand near one another."""
    couples: list[list[int]] = []
    for i, word in enumerate(sequence):
        if not word or (table is not None and table[word] < generator.random()):
            continue
        around = range(max(0, i - window), min(len(sequence), i + window + 1))
        couples += [[int(word), int(sequence[j])] for j in around if j != i and sequence[j]]
    return couples
