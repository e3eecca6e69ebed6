"""Masking: which steps are hidden, and from whom."""

import numpy as np

from nn_core.layers import LSTM, Input, Masking
from nn_core.models import Sequential

X = np.array([[[1.0, 0.0], [0.0, 0.0], [2.0, 3.0]]], "float32")


def test_a_step_is_hidden_if_all_its_numbers_are_the_mask_value():
    assert Masking()(X)._keras_mask.value.tolist() == [[True, False, True]]
    assert Masking(mask_value=2.0)(X)._keras_mask.value.tolist() == [[True, True, True]]


def test_a_hidden_step_changes_nothing_in_a_recurrent_layer():
    model = Sequential([Input((None, 2)), Masking(), LSTM(3)])
    np.testing.assert_allclose(model(X).value, model(X[:, [0, 2]]).value, rtol=1e-6)
