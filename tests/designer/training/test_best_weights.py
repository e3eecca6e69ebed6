"""Which weights are kept as the best, and that nobody else's copies move with them."""

import numpy as np
import pytest

from designer.training.best_weights import BestWeights
from nn_core import layers


@pytest.fixture
def layer():
    made = layers.Dense(2)
    made.build((None, 3))
    return made


@pytest.fixture
def best(layer):
    return BestWeights({"dense": layer, "without": layers.Flatten()})


def after(best, layer, values, **logs):
    layer.set_weights([np.full((3, 2), values), np.full(2, values)])
    best.on_epoch_end(0, logs)


def test_before_the_first_epoch_there_are_none(best):
    assert best.weights == {}


def test_the_lowest_loss_on_the_validation_part_counts(best, layer):
    for values, loss, val_loss in [(1.0, 3.0, 2.0), (2.0, 2.0, 1.0), (3.0, 1.0, 1.5)]:
        after(best, layer, values, loss=loss, val_loss=val_loss)
    assert list(best.weights) == ["dense"]
    assert [float(each.mean()) for each in best.weights["dense"]] == [2.0, 2.0]


def test_without_a_validation_the_loss_of_the_training_counts(best, layer):
    for values, loss in [(1.0, 1.0), (2.0, 2.0)]:
        after(best, layer, values, loss=loss)
    assert float(best.weights["dense"][0].mean()) == 1.0


def test_a_better_epoch_does_not_change_what_was_handed_out(best, layer):
    after(best, layer, 1.0, loss=2.0)
    earlier = best.weights
    after(best, layer, 5.0, loss=1.0)
    assert float(earlier["dense"][0].mean()) == 1.0
    assert float(best.weights["dense"][0].mean()) == 5.0


def test_weights_that_moved_in_memory_are_still_found(best, layer):
    after(best, layer, 1.0, loss=2.0)
    for variable in layer.weights:  # as the plans of a training do
        variable.value = variable.value.copy()
    after(best, layer, 4.0, loss=1.0)
    assert float(best.weights["dense"][0].mean()) == 4.0
