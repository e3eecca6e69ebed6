"""Intervals, against values worked out by hand and by formula."""

import numpy as np
import pytest

from designer.training.scores.intervals import MOST_DRAWN, bootstrap, bootstrap_mean, wilson


def test_wilson_agrees_with_the_textbook():
    # Newcombe (1998), table I: 81 of 263, and 15 of 148.
    found = wilson(81, 263)
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    found = wilson(15, 148)
    assert (found.low, found.high) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_wilson_stays_between_0_and_1_and_is_not_certain_of_a_few():
    assert wilson(0, 20).low == 0 and wilson(0, 20).high == pytest.approx(0.1611, abs=5e-5)
    assert wilson(20, 20).high == 1 and wilson(20, 20).low == pytest.approx(0.8389, abs=5e-5)


def test_nothing_measured_means_nothing_known():
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)


def test_the_bootstrap_of_a_mean_is_about_two_standard_errors_wide():
    values = np.random.default_rng(3).normal(5, 2, 4000)
    found, error = bootstrap_mean(values), 1.96 * values.std() / np.sqrt(len(values))
    assert found.low == pytest.approx(values.mean() - error, abs=error / 5)
    assert found.high == pytest.approx(values.mean() + error, abs=error / 5)


def test_the_same_values_give_the_same_bounds():
    values = np.arange(50.0)
    assert bootstrap_mean(values) == bootstrap_mean(values)


def test_any_measure_can_be_resampled():
    values = np.random.default_rng(4).normal(0, 1, 400)
    found = bootstrap(lambda rows: float(np.median(values[rows])), 400)
    assert found.low < np.median(values) < found.high
    assert found.high - found.low < 0.4


def test_equal_values_leave_no_doubt():
    found = bootstrap_mean(np.full(30, 2.5))
    assert (found.low, found.high) == (2.5, 2.5)


def test_of_very_many_values_both_ways_agree():
    values = np.random.default_rng(5).exponential(1, MOST_DRAWN + 1)
    one, other = bootstrap_mean(values), bootstrap_mean(values[:-1])
    assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=0.1 * (one.high - one.low))
