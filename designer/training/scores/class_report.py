"""ClassReport: precision, recall, F1 and support of every class, and their means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.training.scores.intervals import Interval, wilson
from designer.training.scores.number_table import NumberTable

MEANS = ("macro average", "weighted average")


@dataclass(frozen=True)
class ClassScores:
    """How well one class is recognised; `support` counts its samples in the test part."""

    name: str
    precision: float
    recall: float
    f1: float
    support: int
    recall_interval: Interval | None = None


def class_scores(confusion: NDArray[np.intp], names: Sequence[str]) -> list[ClassScores]:
    """Return the scores of each class."""
    return _scores(np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0), names)


def label_scores(
    is_true: NDArray[np.bool_], is_predicted: NDArray[np.bool_], names: Sequence[str]
) -> list[ClassScores]:
    """Return the scores of each label, of samples that may have several: a column of truths and of answers each."""
    return _scores((is_true & is_predicted).sum(axis=0), is_true.sum(axis=0), is_predicted.sum(axis=0), names)


def _scores(right: NDArray, support: NDArray, taken: NDArray, names: Sequence[str]) -> list[ClassScores]:
    """Return scores from counts; what would be a division by zero is 0, as in scikit-learn."""
    precision, recall = right / np.maximum(taken, 1), right / np.maximum(support, 1)
    f1 = 2 * right / np.maximum(taken + support, 1)
    return [
        ClassScores(name, float(p), float(r), float(f), int(n), wilson(int(hits), int(n)))
        for name, p, r, f, n, hits in zip(names, precision, recall, f1, support, right, strict=True)
    ]


def averages(scores: Sequence[ClassScores], names: Sequence[str] = MEANS) -> list[ClassScores]:
    """Return the mean over the classes: each class counting alike, then each counting as often as it occurs."""
    support = np.array([each.support for each in scores])
    columns = np.array([(each.precision, each.recall, each.f1) for each in scores])
    weighted = support @ columns / max(1, support.sum())
    total = int(support.sum())
    return [ClassScores(names[0], *map(float, columns.mean(axis=0)), total),
            ClassScores(names[1], *map(float, weighted), total)]  # fmt: skip


def report(scores: Sequence[ClassScores], names: Sequence[str] = MEANS) -> NumberTable:
    """Return scores and their means, under these names, as a table."""
    headers = ("class", "precision", "recall", "recall from", "recall to", "F1", "support")
    return NumberTable(headers, [_row(each) for each in (*scores, *averages(scores, names))])


def _row(scores: ClassScores) -> tuple[object, ...]:
    interval = scores.recall_interval
    bounds = ("", "") if interval is None else (interval.low, interval.high)
    return (scores.name, scores.precision, scores.recall, *bounds, scores.f1, scores.support)
