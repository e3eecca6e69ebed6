"""Scores of predicted numbers against recorded values of scikit-learn 1.9."""

import numpy as np
import pytest

from designer.training.scores import number_scores as module
from designer.training.scores.number_scores import number_scores


def numbers(count=40):
    random = np.random.default_rng(5)
    true = random.normal(50, 10, count)
    return true, true + random.normal(0, 6, count)


def test_they_are_those_of_scikit_learn():
    found = number_scores(*numbers())
    assert found.mean_absolute_error == pytest.approx(4.607593759801408)
    assert found.root_mean_squared_error == pytest.approx(5.745019722392087)
    assert found.r_squared == pytest.approx(0.5137550971212363)


def test_saying_the_mean_always_explains_nothing():
    true, _ = numbers()
    assert number_scores(true, np.full(len(true), true.mean())).r_squared == pytest.approx(0)


def test_every_interval_is_around_its_value():
    found = number_scores(*numbers())
    for name, interval in found.intervals.items():
        assert interval.low < getattr(found, name) < interval.high
    assert set(found.intervals) == {"mean_absolute_error", "root_mean_squared_error", "r_squared"}


def test_the_interval_of_the_mean_error_is_as_wide_as_theory_says():
    true, predicted = numbers(400)
    interval = number_scores(true, predicted).intervals["mean_absolute_error"]
    reach = 1.96 * np.abs(true - predicted).std() / np.sqrt(400)
    assert interval.high - interval.low == pytest.approx(2 * reach, rel=0.2)


def test_where_the_truth_never_differs_nothing_can_be_explained():
    found = number_scores(np.full(10, 3.0), np.arange(10.0))
    assert np.isnan(found.r_squared)
    assert "r_squared" not in found.intervals


def test_of_very_many_samples_only_the_values_are_given(monkeypatch):
    monkeypatch.setattr(module, "MOST_DRAWN", 30)
    assert number_scores(*numbers()).intervals == {}
