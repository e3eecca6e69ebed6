"""Areas below curves, and how far each may be from its value on all samples there are.

The area of one ROC curve has DeLong's interval; average precisions and means over classes have one by resampling.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from designer.training.scores.curves import ScoreCurve, precision_recall, roc
from designer.training.scores.intervals import Interval, Z, middle_of, wilson

NUM_DRAWS = 400
_FEWER_DRAWS = 200  # of many samples
_MOST_NUMBERS = 4_000_000  # drawn for all classes together: that takes about a second
_FEWEST_SAMPLES = 500  # of fewer than these nothing is said about more
_AT_ONCE = 500_000
_ROUNDING = 1e-9  # draws that differ by less are all the same: they have not seen what else might happen
_MANY = 2


@dataclass(frozen=True)
class Areas:
    """ROC and precision-recall curves of each class against the rest, and their averages if there are several."""

    roc: tuple[ScoreCurve, ...] = ()
    precision_recall: tuple[ScoreCurve, ...] = ()
    average_roc: tuple[ScoreCurve, ...] = ()  # macro: each class counts alike; micro: each decision does
    average_precision_recall: tuple[ScoreCurve, ...] = ()

    @property
    def pairs(self) -> list[tuple[ScoreCurve, ScoreCurve]]:
        """Both curves of each class, then of the averages."""
        both = (*self.roc, *self.average_roc), (*self.precision_recall, *self.average_precision_recall)
        return list(zip(*both, strict=True))


NO_AREAS = Areas()


def of_classes(true: NDArray[np.intp], scores: NDArray, names: Sequence[str]) -> Areas:
    """Return the curves of the second of two classes, or of each of several against the rest."""
    if len(names) == _MANY:
        return of_labels(true[:, None] == 1, scores[:, 1:], names[1:])
    return of_labels(true[:, None] == np.arange(len(names)), scores, names)


def of_labels(is_true: NDArray[np.bool_], scores: NDArray, names: Sequence[str]) -> Areas:
    """Return the curves of yes-or-no questions: a column of truths and one of scores for each."""
    if not np.isfinite(scores).all():
        return NO_AREAS
    columns = range(len(names))
    rocs = [_with(roc(is_true[:, i], scores[:, i], names[i]), delong(is_true[:, i], scores[:, i])) for i in columns]
    precisions = [precision_recall(is_true[:, i], scores[:, i], names[i]) for i in columns]
    drawn = _resampled(is_true, scores)
    precisions = [_with(curve, drawn.get(("precision", i))) for i, curve in enumerate(precisions)]
    if len(names) < _MANY:
        return Areas(tuple(rocs), tuple(precisions))
    averages = _averages(rocs, roc(is_true.ravel(), scores.ravel(), "micro average"))
    precise = _averages(precisions, precision_recall(is_true.ravel(), scores.ravel(), "micro average"))
    averages = [_with(each, drawn.get(("roc", each.name))) for each in averages]
    precise = [_with(each, drawn.get(("precision", each.name))) for each in precise]
    return Areas(tuple(rocs), tuple(precisions), tuple(averages), tuple(precise))


def _averages(curves: Sequence[ScoreCurve], micro: ScoreCurve) -> list[ScoreCurve]:
    """Return the mean of the areas, which is no curve, and the curve of all decisions together."""
    empty = np.zeros(0)
    mean = float(np.mean([curve.area for curve in curves]))  # nan where a class has no area, as in scikit-learn
    return [ScoreCurve("macro average", empty, empty, empty, mean), micro]


def _with(curve: ScoreCurve, interval: Interval | None) -> ScoreCurve:
    return replace(curve, interval=interval)


# ---- DeLong -----------------------------------------------------------------------------------------------


def delong(is_positive: NDArray[np.bool_], scores: NDArray) -> Interval | None:
    """Return the interval of the area below a ROC curve after DeLong, DeLong and Clarke-Pearson.

    The area is the share of pairs (a yes, a no) in the right order; its spread is that of the mean order of each yes
    and of each no, which ranks give without looking at all pairs.
    """
    scores = np.asarray(scores, np.float64)
    yes, no = scores[is_positive], scores[~is_positive]
    if len(yes) < _MANY or len(no) < _MANY:
        return None
    of_yes = (_ranks(scores)[is_positive] - _ranks(yes)) / len(no)
    of_no = 1 - (_ranks(scores)[~is_positive] - _ranks(no)) / len(yes)
    spread = math.sqrt(of_yes.var(ddof=1) / len(yes) + of_no.var(ddof=1) / len(no))
    area = float(of_yes.mean())
    if not spread and area == 1:  # no mistake yet is no proof that there never will be one
        fewer = min(len(yes), len(no))
        return wilson(fewer, fewer)
    return Interval(max(0.0, area - Z * spread), min(1.0, area + Z * spread))


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the place of each value in the order, from 1; equal ones share the middle of their places."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[which], np.float64)


# ---- resampling -------------------------------------------------------------------------------------------


def _resampled(is_true: NDArray[np.bool_], scores: NDArray) -> dict[tuple[str, object], Interval]:
    """Return intervals by drawing as many samples again, with replacement, many times; always the same draws.

    Of very many samples a part is drawn from: an interval is as much narrower as the root of the number is larger.
    """
    count, num_columns = is_true.shape
    random, part, num_draws = np.random.default_rng(0), count, NUM_DRAWS
    if count * num_columns * NUM_DRAWS > _MOST_NUMBERS:
        part, num_draws = min(count, _MOST_NUMBERS // (_FEWER_DRAWS * num_columns)), _FEWER_DRAWS
    if count < _MANY or (part < count and part < _FEWEST_SAMPLES):
        return {}
    chosen = np.arange(count) if part == count else random.choice(count, part, replace=False)
    areas, middle = _drawn_areas(is_true[chosen], scores[chosen], num_draws, random)
    keys = [(kind, key) for key in (*range(num_columns), "macro average", "micro average")
            for kind in ("roc", "precision")]  # fmt: skip
    rows = zip(keys, areas, middle, strict=True)
    whole = {} if part == count else dict(zip(keys, _measured(is_true, scores), strict=True))
    return {key: _narrowed(middle_of(drawn), own, whole.get(key, own), part / count)
            for key, drawn, own in rows if np.isfinite(drawn).all() and np.ptp(drawn) > _ROUNDING}  # fmt: skip


def _narrowed(interval: Interval, own: float, whole: float, share: float) -> Interval:
    """Return the interval of the whole from that of a part of it, around its own value."""
    low, high = (float(whole + (end - own) * math.sqrt(share)) for end in (interval.low, interval.high))
    return Interval(max(0.0, low), min(1.0, high))


def _drawn_areas(
    is_true: NDArray[np.bool_], scores: NDArray, num_draws: int, random: np.random.Generator
) -> tuple[NDArray, NDArray]:
    """Return areas for each draw, a row for each class and kind and then for the averages; and those of all samples."""
    count, num_columns = is_true.shape
    columns = _columns_of(is_true, scores)
    at_once, found = max(1, _AT_ONCE // (count * num_columns)), []
    for start in range(0, num_draws, at_once):
        drawn = random.integers(0, count, (min(at_once, num_draws - start), count))
        weights = np.stack([np.bincount(each, minlength=count) for each in drawn]).astype(np.float64)
        found.append(_areas_of(columns, weights))
    return np.concatenate(found, axis=1), _areas_of(columns, np.ones((1, count)))[:, 0]


def _measured(is_true: NDArray[np.bool_], scores: NDArray) -> NDArray:
    return _areas_of(_columns_of(is_true, scores), np.ones((1, len(is_true))))[:, 0]


def _columns_of(is_true: NDArray[np.bool_], scores: NDArray) -> list[_Sorted]:
    """Return each class sorted by its own scores, and last all decisions together."""
    count, num_columns = is_true.shape
    columns = [_Sorted(is_true[:, i], scores[:, i], np.arange(count)) for i in range(num_columns)]
    return [*columns, _Sorted(is_true.ravel(), scores.ravel(), np.repeat(np.arange(count), num_columns))]


def _areas_of(columns: Sequence[_Sorted], weights: NDArray[np.float64]) -> NDArray:
    """Return ROC area and average precision of each class, of their means, and of all together: a column a draw."""
    *each, together = (column.areas(weights) for column in columns)
    return np.concatenate([*each, np.mean(each, axis=0), together])


class _Sorted:
    """Truths in the order of their scores, to weigh them again and again without sorting again."""

    def __init__(self, is_true: NDArray[np.bool_], scores: NDArray, samples: NDArray[np.intp]) -> None:
        order = np.argsort(-scores, kind="stable")
        self._hits, self._samples, ranked = is_true[order].astype(np.float64), samples[order], scores[order]
        self._ends = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)  # equal scores come together

    def areas(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return ROC areas and average precisions, for each row of weights; nan where a draw lacks yes or no."""
        own = weights[:, self._samples]
        right = np.cumsum(own * self._hits, axis=1)[:, self._ends]
        taken = np.cumsum(own, axis=1)[:, self._ends]
        wrong = taken - right
        with np.errstate(invalid="ignore", divide="ignore"):
            steps = np.diff(right, axis=1, prepend=0) / right[:, -1:]
            precision = np.where(taken > 0, right / taken, 0.0)
            share = np.diff(wrong, axis=1, prepend=0) / wrong[:, -1:]
            height = right / right[:, -1:]
            before = np.concatenate([np.zeros((len(own), 1)), height[:, :-1]], axis=1)
            return np.stack([np.sum(share * (height + before) / 2, axis=1), np.sum(steps * precision, axis=1)])
