"""Metrics take in many batches at once, and come to what they come to batch by batch."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from nn_core import losses, utils
from nn_core.layers import Dense, Input
from nn_core.models import Sequential


def regression(**compiled: Any) -> Any:
    utils.set_random_seed(1)
    model = Sequential([Input((3,)), Dense(2)])
    model.compile(**{"optimizer": "sgd", "loss": "mse", "metrics": ["mae"], **compiled})
    return model


def data(count: int) -> tuple[Any, Any]:
    generator = np.random.default_rng(0)
    return generator.normal(size=(count, 3)).astype("float32"), generator.normal(size=(count, 2)) * np.arange(
        count, 0, -1
    )[:, None]


@pytest.mark.parametrize("metric", [losses.MeanSquaredError, losses.LogCosh])
def test_a_loss_among_the_metrics_is_the_mean_over_the_batches(metric: type) -> None:
    x, y = data(35)
    found = [
        regression(metrics=[metric()], run_eagerly=eager).evaluate(x, y, batch_size=4, verbose=0)
        for eager in (True, False)
    ]
    np.testing.assert_allclose(found[1], found[0], rtol=1e-5)


def test_a_run_that_was_broken_off_leaves_nothing_for_the_next() -> None:
    x, y = data(12)
    model, expected = regression(), regression()

    def batches() -> Iterator[Any]:
        for _ in range(6):
            yield x[:4], y[:4]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.fit(batches(), verbose=0)
    expected.set_weights(model.get_weights())
    np.testing.assert_allclose(model.evaluate(x, y, verbose=0), expected.evaluate(x, y, verbose=0), rtol=1e-5)
