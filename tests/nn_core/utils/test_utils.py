import random

import numpy as np
import pytest

from nn_core import ops
from nn_core.utils import Progbar, PyDataset, normalize, set_random_seed, to_categorical


def test_set_random_seed_repeats_every_source_of_chance():
    def draw():
        return random.random(), np.random.random(), ops.random.normal((3,)).numpy().tolist()

    set_random_seed(5)
    first = draw()
    assert first != draw()
    set_random_seed(5)
    assert first == draw()


def test_a_negative_seed_is_refused():
    with pytest.raises(ValueError, match="whole number from 0"):
        set_random_seed(-1)


def test_classes_become_rows_with_a_single_one():
    assert to_categorical([0, 2]).tolist() == [[1, 0, 0], [0, 0, 1]]
    assert to_categorical(np.array([[1], [0]]), num_classes=4).shape == (2, 4)


def test_a_class_beyond_the_number_of_classes_is_refused():
    with pytest.raises(ValueError, match="numbers from 0 to 1; found 0 to 2"):
        to_categorical([0, 2], num_classes=2)


def test_rare_classes_with_large_numbers_do_not_need_a_square_of_memory():
    assert to_categorical([3, 400_000]).shape == (2, 400_001)
    with pytest.raises(ValueError, match="table of zeros and ones would have the shape"):
        to_categorical([10**15])


def test_vectors_get_length_one_and_zeros_stay():
    np.testing.assert_allclose(normalize([[3, 4], [0, 0]]), [[0.6, 0.8], [0, 0]])
    np.testing.assert_allclose(
        normalize(np.array([[1.0, 3.0], [3.0, 1.0]]), axis=0, order=1), [[0.25, 0.75], [0.75, 0.25]]
    )


def test_a_bar_shows_the_means_of_what_it_is_told(capsys):
    bar = Progbar(2, stateful_metrics=["rate"])
    bar.add(1, [("loss", 1.0), ("rate", 5.0)])
    bar.update(2, [("loss", 2.0), ("rate", 7.0)])
    text = capsys.readouterr().out
    assert "2/2" in text
    assert "loss: 1.5000 - rate: 7.0000" in text
    Progbar(2, verbose=0).update(2)
    assert capsys.readouterr().out == ""


def test_a_dataset_says_what_it_needs():
    with pytest.raises(NotImplementedError, match="PyDataset must define __getitem__"):
        PyDataset()[0]
    with pytest.raises(NotImplementedError, match="must define __len__"):
        len(PyDataset())
