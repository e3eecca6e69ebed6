"""Scores of predicted numbers, in the units of the data, each with an interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.training.scores.intervals import Interval, bootstrap

MOST_DRAWN = 20_000  # samples; the intervals of more are too narrow to matter, and take long
_FEWEST = 2


@dataclass(frozen=True)
class NumberScores:
    """How far off predictions are, and how much of what differs between the samples they explain."""

    mean_absolute_error: float
    root_mean_squared_error: float
    r_squared: float  # 1: perfect; 0: no better than always saying the mean; nan: there is nothing to explain
    intervals: dict[str, Interval]  # by the names of the fields


def number_scores(true: NDArray, predicted: NDArray) -> NumberScores:
    """Return the scores of one number for each sample."""
    true, predicted = np.asarray(true, np.float64), np.asarray(predicted, np.float64)
    values = {name: measure(true, predicted) for name, measure in _MEASURES.items()}
    return NumberScores(**values, intervals=_intervals(true, predicted))


def _intervals(true: NDArray, predicted: NDArray) -> dict[str, Interval]:
    if not _FEWEST <= len(true) <= MOST_DRAWN or not np.isfinite(predicted).all():
        return {}
    found = {
        name: bootstrap(lambda rows, measure=measure: measure(true[rows], predicted[rows]), len(true))
        for name, measure in _MEASURES.items()
    }
    return {name: each for name, each in found.items() if np.isfinite((each.low, each.high)).all()}


def _mean_absolute_error(true: NDArray, predicted: NDArray) -> float:
    return float(np.abs(true - predicted).mean())


def _root_mean_squared_error(true: NDArray, predicted: NDArray) -> float:
    return float(np.sqrt(np.square(true - predicted).mean()))


def _r_squared(true: NDArray, predicted: NDArray) -> float:
    total = np.square(true - true.mean()).sum()
    return float(1 - np.square(true - predicted).sum() / total) if total > 0 else float("nan")


_MEASURES: dict[str, Callable[[NDArray, NDArray], float]] = {
    "mean_absolute_error": _mean_absolute_error,
    "root_mean_squared_error": _root_mean_squared_error,
    "r_squared": _r_squared,
}
