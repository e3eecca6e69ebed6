"""ROC and precision-recall, against hand-made points and against counting pairs."""

import numpy as np
import pytest

from designer.training.scores.curves import MOST_POINTS, precision_recall, roc

TRUE = np.array([False, False, True, True])
SCORES = np.array([0.1, 0.4, 0.35, 0.8])  # the example of scikit-learn's documentation


def test_the_roc_curve_goes_through_the_points_found_by_hand():
    curve = roc(TRUE, SCORES)
    assert curve.x.tolist() == [0, 0, 0.5, 0.5, 1]
    assert curve.y.tolist() == [0, 0.5, 0.5, 1, 1]
    assert curve.thresholds.tolist() == [np.inf, 0.8, 0.4, 0.35, 0.1]
    assert curve.area == 0.75


def test_precision_and_recall_by_hand():
    curve = precision_recall(TRUE, SCORES)
    assert curve.x.tolist() == [0, 0.5, 0.5, 1, 1]
    assert curve.y.tolist() == pytest.approx([1, 1, 0.5, 2 / 3, 0.5])
    assert curve.area == pytest.approx(0.8333, abs=1e-4)  # 0.5 · 1 + 0.5 · 2/3


def test_the_area_is_the_share_of_pairs_in_the_right_order_with_ties_counted_half():
    random = np.random.default_rng(5)
    true, scores = random.random(80) < 0.4, random.integers(0, 12, 80) / 12
    pairs = scores[true][:, None] - scores[~true]
    assert roc(true, scores).area == pytest.approx(((pairs > 0) + 0.5 * (pairs == 0)).mean())


def test_one_score_for_all_is_chance():
    assert roc(TRUE, np.ones(4)).area == 0.5


def test_without_both_kinds_there_is_no_area():
    assert np.isnan(roc(np.ones(3, bool), np.arange(3)).area)
    assert np.isnan(precision_recall(np.zeros(3, bool), np.arange(3)).area)


def test_long_curves_are_thinned_but_keep_their_ends_and_their_area():
    random = np.random.default_rng(6)
    true, scores = random.random(20_000) < 0.5, random.random(20_000)
    curve = roc(true, scores)
    assert len(curve.x) <= MOST_POINTS
    assert (curve.x[0], curve.y[0], curve.x[-1], curve.y[-1]) == (0, 0, 1, 1)
    assert curve.area == pytest.approx(np.trapezoid(curve.y, curve.x), abs=1e-3)
