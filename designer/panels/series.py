"""Series: the points of a curve in NumPy arrays, thinned so that the longest run is drawn as fast as a short one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MOST_POINTS = 2048  # more than a screen can show


class Series:
    """Points in the order in which they came; `x` and `y` are views, not copies.

    When the memory is full, every two neighbours become one, their mean; from then on twice as many are taken together.
    """

    def __init__(self) -> None:
        self._points = np.empty((2, MOST_POINTS))
        self._length, self._per_point = 0, 1
        self._sum, self._num_summed = np.zeros(2), 0

    def append(self, x: float, y: float) -> None:
        """Add a point."""
        self.extend([x], [y])

    def extend(self, x: Sequence[float], y: Sequence[float]) -> None:
        """Add points."""
        points = np.array([x, y], np.float64)
        while points.shape[1]:
            points = points[:, self._take(points) :]

    def _take(self, points: NDArray[np.float64]) -> int:
        """Take in as many points as can be at once; return how many."""
        size = self._per_point
        if self._num_summed or points.shape[1] < size:
            return self._sum_up(points[:, : size - self._num_summed])
        if self._length == MOST_POINTS:
            self._thin()
            return 0
        num = min(points.shape[1] // size, MOST_POINTS - self._length)
        self._points[:, self._length : self._length + num] = points[:, : num * size].reshape(2, num, size).mean(axis=2)
        self._length += num
        return num * size

    def _sum_up(self, points: NDArray[np.float64]) -> int:
        """Take points into the next one; return how many there were."""
        self._sum += points.sum(axis=1)
        self._num_summed += points.shape[1]
        if self._num_summed == self._per_point:
            self._end_point()
        return points.shape[1]

    def _end_point(self) -> None:
        """Append the mean of what was summed up."""
        if self._length == MOST_POINTS:
            self._thin()
            return
        self._points[:, self._length] = self._sum / self._num_summed
        self._length += 1
        self._sum[:], self._num_summed = 0, 0

    def _thin(self) -> None:
        """Make room; what was being summed up waits for as much again."""
        self._points[:, : MOST_POINTS // 2] = (self._points[:, ::2] + self._points[:, 1::2]) / 2
        self._length, self._per_point = MOST_POINTS // 2, 2 * self._per_point

    @property
    def x(self) -> NDArray[np.float64]:
        return self._points[0, : self._length]

    @property
    def y(self) -> NDArray[np.float64]:
        return self._points[1, : self._length]

    def smoothed(self, width: int) -> NDArray[np.float64]:
        """Return for each point the mean of the last `width` values: of fewer at the beginning."""
        if width <= 1:
            return self.y
        sums = np.concatenate([[0.0], np.cumsum(self.y)])
        ends = np.arange(1, len(self) + 1)
        starts = np.maximum(0, ends - width)
        return np.asarray((sums[ends] - sums[starts]) / (ends - starts))

    def value_at(self, x: float) -> float | None:
        """Return the value of the point nearest to a place."""
        if not len(self):
            return None
        after = min(int(np.searchsorted(self.x, x)), len(self) - 1)
        nearest = after - 1 if after and x - self.x[after - 1] < self.x[after] - x else after
        return float(self.y[nearest])

    def __len__(self) -> int:
        return self._length
