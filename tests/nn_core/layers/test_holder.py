"""Layers and their weights."""

from typing import Any

import numpy as np

from nn_core.layers import Dense, Input
from nn_core.models import Sequential


def built() -> Any:
    return Sequential([Input((3,)), Dense(2)])


def test_a_single_weight_may_be_frozen() -> None:
    model = built()
    dense = model.layers[0]
    dense.bias.trainable = False
    assert [v.name for v in model.trainable_weights] == ["kernel"]
    assert [v.name for v in model.non_trainable_weights] == ["bias"]
    assert [v.name for v in model.weights] == ["kernel", "bias"]


def test_training_leaves_a_frozen_weight_alone() -> None:
    model = built()
    model.layers[0].bias.trainable = False
    model.compile("sgd", "mse")
    model.fit(np.ones((4, 3)), np.ones((4, 2)), verbose=0)
    assert not model.layers[0].bias.value.any()
