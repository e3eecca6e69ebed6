"""A training taken up from a kept state is, bit for bit, the one that was never interrupted."""

import contextlib

import numpy as np
import pytest

from nn_core import Input, Sequential, layers
from nn_core.training.callbacks import Callback, EarlyStopping, History
from nn_core.training.callbacks.state_keeper import StateKeeper
from nn_core.training.state import TrainingState
from nn_core.utils.seeding import set_random_seed

EPOCHS, BATCHES = 4, 5
x = np.random.default_rng(1).normal(size=(38, 6)).astype("float32")
y = (x.sum(axis=1, keepdims=True) > 0).astype("float32")


class Broken(Exception):
    """What ends a training in the middle."""


class Breaker(Callback):
    """Interrupts at a moment of an epoch."""

    def __init__(self, epoch, moment):
        self.epoch, self.moment = epoch, moment
        self._now = 0

    def on_epoch_begin(self, epoch, logs=None):
        self._now = epoch

    def on_train_batch_end(self, batch, logs=None):
        self._meet(batch)

    def on_test_batch_end(self, batch, logs=None):
        self._meet("validation")

    def on_epoch_end(self, epoch, logs=None):
        self._meet("end")

    def _meet(self, moment):
        if (self._now, moment) == (self.epoch, self.moment):
            raise Broken


def make(seed=3):
    set_random_seed(seed)
    hidden = [layers.Dense(16, "relu"), layers.BatchNormalization(), layers.Dropout(0.4)]
    model = Sequential([Input((6,)), *hidden, layers.Dense(1, "sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy", "auc"])
    return model


def fit(model, *callbacks):
    stopping, history = EarlyStopping(patience=50, restore_best_weights=True), History()
    keeper = StateKeeper([stopping, history], *[each for each in callbacks if isinstance(each, TrainingState)])
    breakers = [each for each in callbacks if isinstance(each, Breaker)]
    with contextlib.suppress(Broken):
        model.fit(
            x,
            y,
            epochs=EPOCHS,
            batch_size=6,
            validation_split=0.2,
            callbacks=[stopping, history, keeper, *breakers],
            verbose=0,
        )
    return keeper, history


@pytest.fixture(scope="module")
def unbroken():
    model = make()
    _, history = fit(model)
    return model.get_weights(), [each.numpy() for each in model.optimizer.variables], history.history


@pytest.mark.parametrize("moment", [0, 2, BATCHES - 1, "validation", "end"])
def test_it_goes_on_bit_for_bit_in_another_model_as_if_read_from_a_file(unbroken, moment):
    broken = make()
    keeper, _ = fit(broken, Breaker(1, moment))
    state, further = TrainingState.from_arrays(keeper.state().to_arrays(place="here"))
    again = make(seed=99)
    again.set_weights(broken.get_weights())
    set_random_seed(1234)
    _, history = fit(again, state)
    weights, optimizer, values = unbroken
    assert further == {"place": "here"}
    assert all(map(np.array_equal, again.get_weights(), weights))
    assert all(map(np.array_equal, [each.numpy() for each in again.optimizer.variables], optimizer))
    assert history.history == values


def test_a_damaged_state_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="state of a training is damaged"):
        TrainingState.from_arrays({"description": [np.frombuffer(b"[]", np.uint8)]})


def test_the_optimizer_state_of_another_model_is_not_taken():
    keeper, _ = fit(make(), Breaker(1, "end"))
    set_random_seed(1)
    other = Sequential([Input((6,)), layers.Dense(1, "sigmoid")])
    other.compile("adam", "binary_crossentropy")
    state = keeper.state()
    start = TrainingState(0, 0, [], [], state.optimizer)
    listener = StateKeeper((), start)
    other.fit(x, y, epochs=1, verbose=0, callbacks=[listener])
    assert not listener.has_restored_optimizer


def test_one_can_go_on_from_a_state_twice():
    broken = make()
    keeper, _ = fit(broken, Breaker(1, "end"))
    state, weights, curves = keeper.state(), broken.get_weights(), []
    for _ in range(2):
        other = make(seed=9)
        other.set_weights(weights)
        _, history = fit(other, state)
        curves.append(history.history)
    assert curves[0] == curves[1] and len(curves[0]["loss"]) == EPOCHS
