"""Series: growing columns of numbers for a curve, kept in NumPy arrays so that drawing needs no conversion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


class Series:
    """Points in the order in which they came; `x` and `y` are views, not copies."""

    def __init__(self) -> None:
        self._points = np.empty((2, 256))
        self._length = 0

    def append(self, x: float, y: float) -> None:
        """Add a point; the memory doubles when it is full."""
        if self._length == self._points.shape[1]:
            self._points = np.concatenate([self._points, np.empty_like(self._points)], axis=1)
        self._points[:, self._length] = x, y
        self._length += 1

    @property
    def x(self) -> NDArray[np.float64]:
        return self._points[0, : self._length]

    @property
    def y(self) -> NDArray[np.float64]:
        return self._points[1, : self._length]

    def __len__(self) -> int:
        return self._length
