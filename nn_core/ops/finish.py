"""What remains to be done with the results of a convolution while they are in the cache: bias, ReLU and pooling."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.ops.pooling import write_largest
from nn_core.ops.windows import Windows

Pooling = tuple[Windows, Array]  # windows over the results, and where the largest of each goes


class Finish:
    """Adds the bias to some samples of the results y, replaces what is negative by zero, and pools; each if wanted."""

    def __init__(
        self, y: Array, bias: Array | None, is_rectified: bool = False, pooling: Pooling | None = None
    ) -> None:
        self.row = None if bias is None else np.tile(bias, y.shape[-2])  # NumPy is quick on long rows
        self.is_rectified = is_rectified
        self._y, self._pooling = y, pooling
        self._zeros = np.zeros(y.shape[2:], y.dtype)  # and compares two arrays faster than an array and a number

    def __call__(self, samples: slice) -> None:
        """Do all of it."""
        part = self._y[samples]
        if self.row is not None:
            rows = part.reshape(-1, len(self.row))
            rows += self.row
        if self.is_rectified:
            np.maximum(part, self._zeros, out=part)
        self.pool(samples)

    def pool(self, samples: slice) -> None:
        """Do what comes after bias and ReLU."""
        if self._pooling is not None:
            windows, pooled = self._pooling
            write_largest(self._y[samples], windows, pooled[samples])
