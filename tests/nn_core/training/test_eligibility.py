"""A setting changed between two runs counts, wherever it stands: plans are made anew."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nn_core import losses, regularizers, utils
from nn_core.layers import Conv1D, Dense, Dropout, Flatten, Input
from nn_core.models import Sequential


def model_with_penalties() -> Any:
    penalty, other = regularizers.L2(0.01), regularizers.L2(0.01)
    layers = [
        Conv1D(2, 2, padding="same", kernel_regularizer=penalty),
        Flatten(),
        Dropout(np.float32(0.1)),
        Dense(2, activity_regularizer=other),
    ]
    model = Sequential([Input((5, 2)), *layers])
    model.compile("sgd", losses.Huber(2.0))
    return model


def other_loss(model: Any) -> None:
    model.compiled_loss.losses[0].delta = 0.1


def other_penalty(model: Any) -> None:
    model.layers[0].kernel_regularizer.l2 = 0.5


def other_penalty_of_activities(model: Any) -> None:
    model.layers[3].activity_regularizer.l2 = 0.5


def another_number_of_numpy(model: Any) -> None:
    model.layers[2].rate = np.float32(0.7)


def several_numbers(model: Any) -> None:
    model.layers[0].dilation_rate = (3,)


def one_weight_frozen(model: Any) -> None:
    model.layers[3].bias.trainable = False


CHANGES = [
    other_loss,
    other_penalty,
    other_penalty_of_activities,
    another_number_of_numpy,
    several_numbers,
    one_weight_frozen,
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_between_two_runs_counts(change: Callable[[Any], None]) -> None:
    generator = np.random.default_rng(0)
    x, y = generator.normal(size=(12, 5, 2)).astype("float32"), generator.normal(size=(12, 2)).astype("float32")
    found = []
    for eager in (True, False):
        utils.set_random_seed(1)
        model = model_with_penalties()
        model.run_eagerly = eager
        for _ in range(2):
            model.fit(x, y, batch_size=4, shuffle=False, verbose=0)
            change(model)
        found.append([*model.get_weights(), model.evaluate(x, y, verbose=0)])
    for planned, expected in zip(found[1], found[0], strict=True):
        np.testing.assert_allclose(planned, expected, rtol=1e-4, atol=1e-6)
