"""Rows that belong together: the numbers in a batch, each once, and sums over the rows that have the same number."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.parallel import workspace
from nn_core.autodiff.tensor import Array


def distinct(rows: Array, count: int) -> tuple[Array, Array]:
    """Return the different numbers below `count` in `rows`, in order, and for each place of `rows` which of them it is.

    A table of flags does it faster than sorting.
    """
    is_there = np.zeros(count, bool)
    is_there[rows] = True
    found = np.flatnonzero(is_there)
    place = np.empty(count, np.intp)
    place[found] = np.arange(len(found))
    return found, place[rows]


class EqualRows:
    """Which rows of a matrix have the same number, to sum them up.

    Sorted, they stand together. Then neighbours are added in pairs, pairs in pairs and so on: a few calls on many
    rows, while `np.add.reduceat` makes a call for each sum in each column and takes three to fifteen times as long.
    """

    def __init__(self, numbers: Array, count: int) -> None:
        """Take the number of every row; each from 0 to count - 1 occurs."""
        self._order = np.argsort(numbers.astype(np.min_scalar_type(count)), kind="stable")  # 16 bits sort fastest
        ordered = numbers[self._order]
        sizes = np.bincount(numbers, minlength=count)
        ends = np.cumsum(sizes)
        self._starts = ends - sizes
        position = np.arange(len(numbers))
        self._rounds = _rounds(position - self._starts[ordered], ends[ordered] - position)

    def sum(self, rows: Array, out: Array) -> None:
        """Write into `out` one sum for each number."""
        width = rows.shape[1]
        most = len(self._rounds[0][0]) if self._rounds else 0
        ordered, left, right = workspace(rows.dtype, rows.shape, (most, width), (most, width))
        rows.take(self._order, 0, ordered, "clip")  # other modes take the result twice
        for at, other in self._rounds:
            a, b = left[: len(at)], right[: len(at)]
            ordered.take(at, 0, a, "clip")
            ordered.take(other, 0, b, "clip")
            np.add(a, b, a)
            ordered[at] = a
        ordered.take(self._starts, 0, out, "clip")


def _rounds(place: Array, left: Array) -> list[tuple[Array, Array]]:
    """Return which rows are added to which, round by round, given each one's place in its sum and how many are left."""
    rounds: list[tuple[Array, Array]] = []
    at, step = np.flatnonzero(left > 1), 1
    while True:
        at = at[(place[at] & (2 * step - 1) == 0) & (left[at] > step)]
        if not len(at):
            return rounds
        rounds.append((at, at + step))
        step *= 2
