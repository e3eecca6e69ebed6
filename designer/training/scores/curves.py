"""Curves: what becomes of right and wrong alarms as the threshold for saying "yes" moves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from designer.training.scores.intervals import Interval

MOST_POINTS = 2000  # of a curve on the screen or in a file


@dataclass(frozen=True)
class ScoreCurve:
    """One class against all others; the n-th point is that of saying "yes" from the n-th threshold on."""

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    thresholds: NDArray[np.float64]
    area: float  # nan if the test part lacks one of the two kinds
    interval: Interval | None = None  # of the area


def roc(is_positive: NDArray[np.bool_], scores: NDArray, name: str = "") -> ScoreCurve:
    """Return the true positive rate against the false positive rate, and the area below (0.5 is chance)."""
    right, wrong, thresholds = _alarms(is_positive, scores)
    y, x = _shares(right), _shares(wrong)
    area = float(np.trapezoid(y, x)) if right[-1] and wrong[-1] else float("nan")
    return _thinned(ScoreCurve(name, x, y, thresholds, area))


def precision_recall(is_positive: NDArray[np.bool_], scores: NDArray, name: str = "") -> ScoreCurve:
    """Return precision against recall, and the average precision: the area in steps, as scikit-learn defines it."""
    right, wrong, thresholds = _alarms(is_positive, scores)
    precision = np.divide(right, right + wrong, out=np.ones(len(right)), where=right + wrong > 0)
    recall = _shares(right)
    area = float(np.sum(np.diff(recall) * precision[1:])) if right[-1] else float("nan")
    return _thinned(ScoreCurve(name, recall, precision, thresholds, area))


def _alarms(is_positive: NDArray, scores: NDArray) -> tuple[NDArray, NDArray, NDArray]:
    """Count right and wrong alarms at every threshold, from "never" on; equal scores come together."""
    scores = np.asarray(scores, np.float64)
    order = np.argsort(-scores, kind="stable")
    hits, sorted_scores = np.asarray(is_positive)[order], scores[order]
    ends = np.append(np.flatnonzero(np.diff(sorted_scores)), len(scores) - 1)
    right = np.cumsum(hits)[ends]
    return (np.append(0, right), np.append(0, ends + 1 - right), np.append(np.inf, sorted_scores[ends]))


def _shares(counts: NDArray) -> NDArray[np.float64]:
    return counts / max(1, counts[-1])


def _thinned(curve: ScoreCurve) -> ScoreCurve:
    if len(curve.x) <= MOST_POINTS:
        return curve
    kept = np.unique(np.linspace(0, len(curve.x) - 1, MOST_POINTS).round().astype(int))
    return replace(curve, x=curve.x[kept], y=curve.y[kept], thresholds=curve.thresholds[kept])
