"""Areas below ROC and precision-recall curves, against scikit-learn, and their intervals."""

import numpy as np
import pytest

from designer.training.scores.areas import delong, of_classes, of_labels
from designer.training.scores.curves import roc
from designer.training.scores.intervals import wilson

NAMES = ("a", "b", "c")


def scores_of_three():
    """Scores with ties, made without chance so that the recorded values can be made again, and their classes."""
    rows = np.arange(180).reshape(60, 3)
    scores = np.round(np.sin(rows * 1.7) + 0.6 * np.cos(rows * 0.31), 1)
    true = ((rows[:, 0] // 3 * 7) % 5) % 3
    scores[np.arange(60), true] += 0.8
    return true, scores


def areas(curves):
    return [curve.area for curve in curves]


# ---- values, as scikit-learn 1.9 gives them -------------------------------------------------------------------


def test_each_class_against_the_rest_as_in_scikit_learn():
    found = of_classes(*scores_of_three(), NAMES)
    assert areas(found.roc) == pytest.approx([0.8153935185185185, 0.8165509259259259, 0.6197916666666667])
    expected = [0.7600201872326386, 0.7722663781701696, 0.37964737157265893]
    assert areas(found.precision_recall) == pytest.approx(expected)


def test_macro_and_micro_average_as_in_scikit_learn():
    found = of_classes(*scores_of_three(), NAMES)
    assert areas(found.average_roc) == pytest.approx([0.7505787037037037, 0.7679861111111111])
    assert areas(found.average_precision_recall) == pytest.approx([0.6373113123251557, 0.6598493440987243])


def test_labels_as_in_scikit_learn():
    _, scores = scores_of_three()
    is_true = np.roll(scores, 1, axis=0) + scores > 0.7
    found = of_labels(is_true, scores, NAMES)
    assert areas(found.roc) == pytest.approx([0.8809788654060067, 0.9219977553310886, 0.8625565610859729])
    assert areas(found.precision_recall) == pytest.approx([0.8738563978554921, 0.9365285726930146, 0.8425144737444434])
    assert areas(found.average_roc) == pytest.approx([0.8885110606076894, 0.8887104743083004])
    assert areas(found.average_precision_recall) == pytest.approx([0.8842998147643167, 0.887163601122498])


# ---- which curves there are -----------------------------------------------------------------------------------


def test_two_classes_have_one_curve_and_no_average():
    true, scores = np.array([0, 1, 1]), np.array([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]])
    found = of_classes(true, scores, ("no", "yes"))
    ((one, other),) = found.pairs
    assert (one.name, one.area, other.area) == ("yes", 1, 1)


def test_of_several_classes_each_has_one_and_two_averages_follow():
    found = of_classes(*scores_of_three(), NAMES)
    assert [one.name for one, _ in found.pairs] == [*NAMES, "macro average", "micro average"]


def test_what_is_no_number_has_no_curves():
    true, scores = scores_of_three()
    scores[3, 1] = np.nan
    assert of_classes(true, scores, NAMES).pairs == []


# ---- intervals ------------------------------------------------------------------------------------------------


def spread_over_pairs(is_positive, scores):
    """DeLong's spread, from its definition: the order of every pair of a yes and a no."""
    pairs = np.subtract.outer(scores[is_positive], scores[~is_positive])
    order = (pairs > 0) + 0.5 * (pairs == 0)
    of_yes, of_no = order.mean(axis=1), order.mean(axis=0)
    return np.sqrt(of_yes.var(ddof=1) / len(of_yes) + of_no.var(ddof=1) / len(of_no))


def test_delongs_interval_is_that_of_its_definition():
    true, scores = scores_of_three()
    found, area = delong(true == 1, scores[:, 1]), roc(true == 1, scores[:, 1]).area
    reach = 1.959963984540054 * spread_over_pairs(true == 1, scores[:, 1])
    assert (found.low, found.high) == (pytest.approx(area - reach), pytest.approx(area + reach))


def test_delongs_interval_holds_the_true_area_in_about_95_of_100_cases():
    random, hits = np.random.default_rng(1), 0
    true_area = 0.7602499389065233  # of two bells of width 1 whose middles are 1 apart: their distance by √2
    for _ in range(400):
        is_positive = np.arange(120) < 50
        found = delong(is_positive, random.normal(size=120) + is_positive)
        hits += found.low <= true_area <= found.high
    assert 0.92 <= hits / 400 <= 0.98


def test_drawing_the_samples_again_agrees_with_delong():
    random = np.random.default_rng(2)
    is_true = random.random((300, 2)) < 0.4
    found = of_labels(is_true, random.normal(size=(300, 2)) + is_true, ("a", "b"))
    width = np.mean([curve.interval.high - curve.interval.low for curve in found.roc]) / np.sqrt(2)  # a mean of two
    macro = found.average_roc[0].interval
    assert macro.high - macro.low == pytest.approx(width, rel=0.15)


def test_every_interval_is_around_its_area_and_the_same_each_time():
    found, again = (of_classes(*scores_of_three(), NAMES) for _ in range(2))
    for one, other in zip(found.pairs, again.pairs, strict=True):
        for curve, same in zip(one, other, strict=True):
            assert curve.interval.low < curve.area < curve.interval.high
            assert curve.interval == same.interval


def test_one_sample_of_a_kind_gives_no_interval():
    assert delong(np.array([True, False, False]), np.arange(3)) is None


def test_of_very_many_samples_the_interval_is_as_narrow_as_it_should_be():
    random = np.random.default_rng(3)
    is_true = random.random((60_000, 1)) < 0.3
    ((one, other),) = of_labels(is_true, random.normal(size=(60_000, 1)) + is_true, ("yes",)).pairs
    assert other.interval.low < other.area < other.interval.high
    width = other.interval.high - other.interval.low
    assert 1 < width / (one.interval.high - one.interval.low) < 4  # the average precision is less sure than the area


def test_without_a_single_mistake_the_area_is_not_said_to_be_certain():
    found = of_labels(np.arange(60)[:, None] < [20], np.linspace(1, 0, 60)[:, None], ("yes",))
    assert found.roc[0].area == found.precision_recall[0].area == 1
    assert found.roc[0].interval == wilson(20, 20)
    assert found.precision_recall[0].interval is None


def test_of_too_many_classes_only_single_roc_areas_have_an_interval():
    random = np.random.default_rng(4)
    true, scores = random.integers(0, 60, 2000), random.random((2000, 60))
    found = of_classes(true, scores, [str(number) for number in range(60)])
    assert found.roc[0].interval is not None and found.precision_recall[0].interval is None
