import numpy as np
import pytest

from nn_core.layers import Embedding


def test_it_can_start_from_given_vectors():
    vectors = np.arange(6.0).reshape(3, 2)
    for weights in (vectors, [vectors]):
        layer = Embedding(3, 2, weights=weights)
        np.testing.assert_array_equal(layer(np.array([[2, 0]])).value, [[[4, 5], [0, 1]]])


def test_zeros_are_masked_if_wanted():
    indices = np.array([[1, 0]])
    np.testing.assert_array_equal(Embedding(3, 2, mask_zero=True)(indices)._keras_mask, [[True, False]])
    assert Embedding(3, 2)(indices)._keras_mask is None


def test_an_index_that_is_too_large_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="takes indices from 0 to 2, but got 3"):
        Embedding(3, 2)(np.array([[3]]))
