"""Batches of a prediction on several threads."""

import threading
from types import SimpleNamespace

import numpy as np
import pytest

import nn_core as keras
from nn_core import layers
from nn_core.autodiff import parallel
from nn_core.training import lanes, larger_batches

X = np.random.default_rng(0).random((1000, 6, 4), dtype="float32")


@pytest.fixture
def three_lanes(monkeypatch):
    monkeypatch.setattr(lanes, "num_threads", lambda: 3)
    monkeypatch.setattr(parallel, "num_threads", lambda: 3)
    monkeypatch.setattr(lanes, "_WORTH_S", 0.0)
    monkeypatch.setattr(larger_batches, "_MOST_SAMPLES", 64)


def model():
    return keras.Sequential([keras.Input((6, 4)), layers.GRU(5), layers.Dense(3, activation="softmax")])


def test_several_threads_give_the_same_bits_as_one(three_lanes, monkeypatch):
    made = model()
    found = made.predict(X, batch_size=16)
    assert {key[1] for key in made._plans.by_key} == {0, 1, 2}
    monkeypatch.setattr(lanes, "_WORTH_S", np.inf)
    np.testing.assert_array_equal(made.predict(X, batch_size=16), found)


def test_every_thread_takes_part(three_lanes):
    together, threads = threading.Barrier(3, timeout=10), set()

    class Source:
        num_samples = 40

        def write(self, samples, batch):
            if samples.start:  # the first is timed alone
                threads.add(threading.current_thread())
                together.wait()

    def lane(_number=0):
        return SimpleNamespace(batch=None, predictions=[np.ones(10)], plan=SimpleNamespace(run=lambda: None))

    results = [np.zeros(40)]
    assert lanes.predict_in_lanes(lane(), lane, Source(), 10, results) == 40
    assert len(threads) == 3
    assert results[0].all()


def test_what_one_thread_refuses_reaches_the_caller(three_lanes):
    words = keras.Sequential([keras.Input((4,), dtype="int32"), layers.Embedding(9, 2), layers.Flatten()])
    x = np.zeros((1000, 4), "int32")
    words.predict(x, batch_size=16)
    x[900] = 50
    with pytest.raises(ValueError, match="indices from 0 to 8, but got 50"):
        words.predict(x, batch_size=16)


def test_one_thread_makes_no_further_plans(monkeypatch):
    monkeypatch.setattr(lanes, "num_threads", lambda: 1)
    monkeypatch.setattr(lanes, "_WORTH_S", 0.0)
    made = model()
    made.predict(X, batch_size=16)
    assert {key[1] for key in made._plans.by_key} == {0}


def test_batches_taken_many_at_once_count_as_uses_of_the_plans(three_lanes):
    """Plans that nobody uses are given up after a while."""
    made = model()
    made.predict(X[:960], batch_size=16)
    assert made._plans.uses == 960 // 64
