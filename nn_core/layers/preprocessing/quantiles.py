"""Quantiles: boundaries that divide data into equally large parts, found without keeping all data."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array


class Quantiles:
    """A summary of the numbers seen so far: some of them, in order, each with the number of those it stands for."""

    def __init__(self, epsilon: float) -> None:
        self.epsilon = epsilon
        self._values = np.zeros(0, "float32")
        self._weights = np.zeros(0, "float32")

    def add(self, numbers: Array) -> None:
        """Take further numbers into account."""
        ordered = np.sort(numbers, axis=None)
        step = max(ordered.size * self.epsilon, 1.0)
        chosen = ordered[int(step - 1) :: int(step)]
        values = np.concatenate([chosen, self._values])
        weights = np.concatenate([np.full(chosen.shape, step, "float32"), self._weights])
        order = np.argsort(values)
        self._values, self._weights = _shortened(values[order], weights[order], self.epsilon)

    def boundaries(self, num_bins: int) -> list[float]:
        """Return the boundaries of so many parts."""
        values, _ = _shortened(self._values, self._weights, 1 / num_bins)
        return [float(value) for value in values[:-1]]


def _shortened(values: Array, weights: Array, epsilon: float) -> tuple[Array, Array]:
    """Return values at equal shares of the whole weight, 1 / epsilon of them, if there are more than that."""
    if values.size * epsilon < 1:
        return values, weights
    shares = epsilon + np.arange(0.0, 1.0, epsilon)
    sums = weights.cumsum()
    new_values = np.interp(shares, sums / sums[-1], values)
    new_sums = np.interp(shares, sums / sums[-1], sums)
    return new_values.astype("float32"), np.diff(new_sums, prepend=0).astype("float32")
