"""Axes between which MultiHeadAttention looks."""

import pytest

from nn_core.layers import Input, MultiHeadAttention


def test_an_axis_that_cannot_be_attended_to_is_refused_when_the_model_is_drawn() -> None:
    x = Input((3, 4))
    with pytest.raises(ValueError, match=r"attention_axes must lie between the batch and the features, .*not -1"):
        MultiHeadAttention(2, 3, attention_axes=-1)(x, x)
