"""Intervals: how far a value measured on a few samples may be from the value on all samples there are."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
Z = 1.959963984540054  # the normal distribution has 95 % of its mass within so many spreads
NUM_DRAWS = 1000
MOST_DRAWN = 50_000  # samples
_DRAWS_AT_ONCE = 2_000_000


@dataclass(frozen=True)
class Interval:
    """The bounds between which the true value lies with 95 % confidence."""

    low: float
    high: float


def wilson(num_right: int, count: int) -> Interval:
    """Return Wilson's interval for a share: right for few samples too, and never below 0 or above 1."""
    if not count:
        return Interval(0.0, 1.0)
    share, z2 = num_right / count, Z * Z / count
    middle = (share + z2 / 2) / (1 + z2)
    reach = Z / (1 + z2) * math.sqrt(share * (1 - share) / count + z2 / count / 4)
    return Interval(max(0.0, middle - reach), min(1.0, middle + reach))


def bootstrap_mean(values: NDArray, seed: int = 0) -> Interval:
    """Return the interval of a mean, found by drawing as many samples again, with replacement, many times.

    Of very many samples the mean is as good as normally distributed, so that nothing need be drawn.
    """
    values, random, count = np.asarray(values, np.float64).ravel(), np.random.default_rng(seed), np.size(values)
    if count > MOST_DRAWN:
        reach = Z * float(values.std()) / math.sqrt(count)
        return Interval(float(values.mean()) - reach, float(values.mean()) + reach)
    at_once = max(1, min(NUM_DRAWS, _DRAWS_AT_ONCE // max(1, count)))
    means: list[NDArray] = []
    while sum(map(len, means)) < NUM_DRAWS:
        means.append(values[random.integers(0, count, (at_once, count))].mean(axis=1))
    return middle_of(np.concatenate(means)[:NUM_DRAWS])


def bootstrap(measure: Callable[[NDArray[np.intp]], float], count: int, num_draws: int = 200) -> Interval:
    """Return the interval of any measure, which is given the rows drawn; slower than `bootstrap_mean`."""
    random = np.random.default_rng(0)
    return middle_of(np.array([measure(random.integers(0, count, count)) for _ in range(num_draws)]))


def middle_of(found: NDArray[np.float64]) -> Interval:
    """Return the interval that holds the middle 95 % of what was found."""
    low, high = np.quantile(found, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(low), float(high))
