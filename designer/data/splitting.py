"""Share samples out: what to learn from, what to watch, and what is held back for the test, always the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.data.errors import DataError

TEST_SHARE = 0.2
NUM_BLOCKS = 1000
Order = NDArray[np.intp]
NONE: Order = np.zeros(0, np.intp)


@dataclass(frozen=True)
class Parts:
    """The row numbers of the three parts, and how they were chosen."""

    training: Order
    validation: Order
    test: Order
    text: str = ""


def split(labels: NDArray | None, num_samples: int, seed: int = 0) -> tuple[Order, Order]:
    """Return the shuffled row numbers for training and for testing; with labels, every class keeps its share."""
    random = np.random.default_rng(seed)
    test, rest = _cut(np.arange(num_samples), labels, TEST_SHARE, random)
    return rest[random.permutation(len(rest))], random.permutation(test)


def at_random(num: int, labels: NDArray | None, test: float, validation: float, seed: int) -> Parts:
    """Share out at random; with labels, every class keeps its share in every part."""
    random = np.random.default_rng(seed)
    tested, rest = _cut(np.arange(num), labels, test, random)
    share = validation / (1 - test) if test < 1 else 0.0
    validating, training = _cut(rest, None if labels is None else labels[rest], share, random)
    text = "at random" if labels is None else "at random, every class in proportion"
    parts = Parts(random.permutation(training), random.permutation(validating), random.permutation(tested), text)
    return _checked(parts) if test else parts


def by_group(groups: NDArray, test: float, validation: float, seed: int) -> Parts:
    """Share whole groups out, so that what is said of one patient, say, is never tested on the same patient."""
    random = np.random.default_rng(seed)
    names, counts = np.unique(groups, return_counts=True)
    if len(names) < 2:
        raise DataError("All rows belong to one group, so none can be held back. Choose another column for the groups.")
    order = random.permutation(len(names))
    ends = np.cumsum(counts[order]) / len(groups)
    tested = order[: max(1, int(np.searchsorted(ends, test, "right")))]
    share = validation or 0.2
    validating = order[len(tested) : max(len(tested) + 1, int(np.searchsorted(ends, test + share, "right")))]
    if len(validating) + len(tested) == len(order):
        validating = order[:0]
    parts = [np.flatnonzero(np.isin(groups, names[chosen])) for chosen in (tested, validating)]
    training = np.setdiff1d(np.arange(len(groups)), np.concatenate(parts))
    text = f"by group, {len(names):,} groups kept whole"
    return _checked(Parts(random.permutation(training), parts[1], parts[0], text))


def in_time(moments: NDArray | None, num: int, test: float, validation: float) -> Parts:
    """Hold the latest rows back; the training part stays in order, so that its end is the latest of it."""
    order = np.arange(num) if moments is None else np.argsort(moments, kind="stable")
    end = num - round(num * test)
    start = end - round(num * validation)
    return _checked(Parts(order[:start], order[start:end], order[end:], "in time order, the latest for the test"))


def in_blocks(rows: Order, seed: int) -> Order:
    """Return rows for reading from a disk: in the order of the file within blocks, and the blocks at random.

    Sorted from end to end, the last ones, with which Keras validates, might all be of one class.
    """
    blocks = np.array_split(np.sort(rows), NUM_BLOCKS)
    return np.concatenate([blocks[at] for at in np.random.default_rng(seed).permutation(NUM_BLOCKS)])


def _cut(rows: Order, labels: NDArray | None, share: float, random: np.random.Generator) -> tuple[Order, Order]:
    """Return the rows cut off and the others."""
    order = random.permutation(len(rows))
    if labels is None:
        groups = [order]
    else:
        by_label = order[np.argsort(labels[order], kind="stable")]
        sorted_labels = labels[by_label]
        groups = np.split(by_label, np.flatnonzero(sorted_labels[1:] != sorted_labels[:-1]) + 1)
    cut = np.concatenate([group[: round(len(group) * share)] for group in groups])
    is_left = np.ones(len(rows), bool)
    is_left[cut] = False
    return rows[cut], rows[is_left]


def _checked(parts: Parts) -> Parts:
    if not len(parts.training) or not len(parts.test):
        raise DataError(
            f"The split leaves {len(parts.training)} samples to train with and {len(parts.test)} for the test; both "
            "need at least one. Change the shares, or bring more samples."
        )
    return parts
