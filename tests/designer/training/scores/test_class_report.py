"""The report of each class, against values worked out by hand."""

import numpy as np
import pytest

from designer.training.scores.class_report import averages, class_scores, label_scores, report

# true: 10 cats, 5 dogs, 0 birds; predicted: 8 + 1, 2 + 3, 0 + 1
CONFUSION = np.array([[8, 2, 0], [1, 3, 1], [0, 0, 0]])
NAMES = ("cat", "dog", "bird")


def test_precision_recall_f1_and_support():
    cat, dog, _ = class_scores(CONFUSION, NAMES)
    assert (cat.precision, cat.recall, cat.support) == (pytest.approx(8 / 9), pytest.approx(0.8), 10)
    assert cat.f1 == pytest.approx(2 * (8 / 9) * 0.8 / (8 / 9 + 0.8))
    assert (dog.precision, dog.recall, dog.f1) == (pytest.approx(0.6), pytest.approx(0.6), pytest.approx(0.6))


def test_a_class_without_samples_scores_0():
    bird = class_scores(CONFUSION, NAMES)[2]
    assert (bird.precision, bird.recall, bird.f1, bird.support) == (0, 0, 0, 0)


def test_averages_count_classes_alike_or_by_their_samples():
    macro, weighted = averages(class_scores(CONFUSION, NAMES))
    assert macro.recall == pytest.approx((0.8 + 0.6 + 0) / 3)
    assert weighted.recall == pytest.approx(11 / 15)  # which is the accuracy
    assert weighted.precision == pytest.approx((10 * 8 / 9 + 5 * 0.6) / 15)
    assert macro.support == weighted.support == 15


def test_the_table_has_a_row_for_each_class_and_two_averages():
    table = report(class_scores(CONFUSION, NAMES))
    assert [row[0] for row in table.rows] == [*NAMES, "macro average", "weighted average"]
    assert table.rows[0][3] < table.rows[0][2] < table.rows[0][4]  # the interval is around the recall


def test_labels_are_scored_each_by_itself():
    is_true = np.array([[1, 0], [1, 1], [0, 1], [0, 0]], bool)
    is_predicted = np.array([[1, 0], [0, 1], [1, 1], [0, 0]], bool)
    cat, dog = label_scores(is_true, is_predicted, ("cat", "dog"))
    assert (cat.precision, cat.recall, cat.f1, cat.support) == (0.5, 0.5, 0.5, 2)
    assert (dog.precision, dog.recall, dog.f1, dog.support) == (1, 1, 1, 2)
