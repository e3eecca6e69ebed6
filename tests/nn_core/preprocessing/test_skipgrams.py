"""skipgrams: words near one another, and words drawn at random."""

import numpy as np

from nn_core.preprocessing.sequence import make_sampling_table, skipgrams


def test_without_chance_there_are_all_pairs_within_the_window():
    """Recorded with tf_keras 2.21."""
    couples, labels = skipgrams([1, 2, 0, 3], 5, window_size=1, negative_samples=0, shuffle=False)
    assert (couples, labels) == ([[1, 2], [2, 1]], [1, 1])
    couples, _ = skipgrams([1, 2, 0, 3], 5, window_size=2, negative_samples=0, shuffle=False)
    assert couples == [[1, 2], [2, 1], [2, 3], [3, 2]]


def test_random_pairs_have_the_label_zero():
    couples, labels = skipgrams(list(range(1, 9)), 20, window_size=2, negative_samples=2.0, seed=1)
    assert labels.count(0) == 2 * labels.count(1)
    near = [abs(a - b) <= 2 and a != b for (a, b), label in zip(couples, labels, strict=True) if label]
    assert all(near)
    assert all(1 <= b < 20 for _, b in couples)
    assert skipgrams([1, 2], 5, seed=3) == skipgrams([1, 2], 5, seed=3)


def test_labels_may_be_rows_and_frequent_words_left_out():
    _, labels = skipgrams([1, 2, 3], 5, categorical=True, seed=1)
    assert {tuple(each) for each in labels} == {(0, 1), (1, 0)}
    table = np.where(np.arange(5) == 1, 0.0, 1.0)
    couples, _ = skipgrams([1, 2, 1, 3], 5, negative_samples=0, sampling_table=table)
    assert all(word != 1 for word, _ in couples)
    assert make_sampling_table(5).shape == (5,)
