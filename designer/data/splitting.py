"""Share samples out: what to learn from, what to watch, and what is held back for the test, always the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    group_ends: Order | None = None  # of the training part, if it consists of groups one after another


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
    """Share whole groups out, so that what is said of one patient, say, is never tested on the same patient.

    In the training part the groups follow one another: a validation part can be taken off its end, whole groups too.
    """
    names, number, counts = np.unique(groups, return_inverse=True, return_counts=True)
    if len(names) < 2:
        raise DataError("All rows belong to one group, so none can be held back. Choose another column for the groups.")
    order = np.random.default_rng(seed).permutation(len(names))
    tested, rest = _whole_groups(order, counts, test * len(groups))
    validating, training = _whole_groups(rest, counts, validation * len(groups))
    rows = [_rows_of(training, number), *(np.flatnonzero(np.isin(number, chosen)) for chosen in (validating, tested))]
    text = _group_text(len(names), *(len(part) / len(groups) for part in rows))
    return _checked(Parts(rows[0], rows[1], rows[2], text, np.cumsum(counts[training])))


def _group_text(num: int, training: float, validation: float, test: float) -> str:
    if not validation:
        return f"by group, {num:,} groups kept whole, {training:.1%} to train with and {test:.1%} held back"
    shares = f"{training:.1%} for training, {validation:.1%} for validation, {test:.1%} held back"
    return f"by group, {num:,} groups kept whole: {shares}"


def _whole_groups(order: Iterable[int], counts: NDArray, wanted: float) -> tuple[list[int], list[int]]:
    """Return groups with about so many rows together, and the others: at least one of each, unless none are wanted.

    In their order all are taken that still fit; at last the smallest that is left, if that comes nearer.
    """
    taken: list[int] = []
    left: list[int] = []
    missing = wanted
    for group in order:
        is_fitting = counts[group] <= missing
        (taken if is_fitting else left).append(int(group))
        missing -= counts[group] if is_fitting else 0
    if wanted and len(left) > 1:
        smallest = min(left, key=lambda group: counts[group])
        if not taken or counts[smallest] < 2 * missing:
            left.remove(smallest)
            taken.append(smallest)
    return taken, left


def _rows_of(groups: Sequence[int], number: NDArray) -> Order:
    """Return the rows of some groups, one group after another."""
    place = np.full(number.max() + 1, len(groups))
    place[groups] = np.arange(len(groups))
    order = np.argsort(place[number], kind="stable")
    return order[: np.count_nonzero(place[number] < len(groups))]


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
