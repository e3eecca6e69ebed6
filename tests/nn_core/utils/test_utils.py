import random

import numpy as np
import pytest

from nn_core import ops
from nn_core.utils import set_random_seed, to_categorical


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
