"""What a callback changes counts from the next step on, whether or not somebody hears of that one."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nn_core import callbacks, utils
from nn_core.layers import Dense, Dropout, Input
from nn_core.models import Sequential


class AfterTheSecond(callbacks.Callback):
    """Hears of the second step only, and changes the model then."""

    def __init__(self, change: Callable[[Any], None]) -> None:
        self.change = change

    def wants_train_batch(self, batch: int) -> bool:
        return batch == 1

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self.change(self.model)


def freeze(model: Any) -> None:
    model.layers[0].trainable = False


def drop_more(model: Any) -> None:
    model.layers[1].rate = 0.8


@pytest.mark.parametrize("change", [freeze, drop_more])
def test_a_change_counts_in_steps_nobody_hears_of(change: Callable[[Any], None]) -> None:
    x = np.random.default_rng(0).normal(size=(24, 3)).astype("float32")
    found = []
    for eager in (True, False):
        utils.set_random_seed(1)
        model = Sequential([Input((3,)), Dense(4), Dropout(0.2), Dense(3)])
        model.compile("sgd", "mse", run_eagerly=eager)
        model.fit(x, x, batch_size=4, shuffle=False, verbose=0, callbacks=[AfterTheSecond(change)])
        found.append(np.concatenate([w.ravel() for w in model.get_weights()]))
    np.testing.assert_allclose(found[1], found[0], rtol=1e-4, atol=1e-6)
