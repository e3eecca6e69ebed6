"""predict takes more samples at once than it is told to, where that makes no difference."""

import numpy as np
import pytest

import nn_core as keras
from nn_core import config, layers, ops
from nn_core.training.larger_batches import larger

X = np.random.default_rng(0).random((330, 6), dtype="float32")


def dense_model(*extra):
    return keras.Sequential([keras.Input((6,)), layers.Dense(5, activation="relu"), *extra, layers.Dense(3)])


def model_of(function):
    x = keras.Input((6,))
    return keras.Model(x, layers.Dense(3)(function(x)))


def rows_of_plans(model):
    return {len(prepared.plan.inputs[0]) for prepared in model._plans.by_key.values()}


def in_python(model, x, batch_size):
    config.use_plans(False)
    try:
        return model.predict(x, batch_size=batch_size)
    finally:
        config.use_plans(True)


def test_many_samples_are_taken_at_once():
    model = dense_model()
    found = model.predict(X, batch_size=32)
    assert rows_of_plans(model) == {256, 32, 330 % 32}
    np.testing.assert_allclose(found, in_python(model, X, 32), rtol=1e-5, atol=1e-6)


def test_another_number_of_samples_changes_nothing():
    model = dense_model()
    whole = model.predict(X, batch_size=32)
    for count in (330, 329, 128, 127, 31, 1):
        np.testing.assert_allclose(model.predict(X[:count], batch_size=32), whole[:count], rtol=1e-5, atol=1e-6)


def test_a_callback_hears_of_the_batches_that_were_asked_for():
    heard = []
    ear = keras.callbacks.LambdaCallback()
    ear.on_predict_batch_end = lambda batch, logs=None: heard.append(len(logs["outputs"]))
    dense_model().predict(X[:144], batch_size=32, callbacks=[ear])
    assert heard == [32, 32, 32, 32, 16]


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x - ops.mean(x, axis=0, keepdims=True),
        lambda x: ops.softmax(x, axis=0),
        lambda x: ops.flip(x, axis=0),
        lambda x: ops.matmul(ops.matmul(x, ops.transpose(x)), x),
    ],
    ids=["mean", "softmax", "flip", "products"],
)
def test_a_model_that_mixes_the_samples_of_a_batch_gets_the_batches_it_was_promised(function):
    model = model_of(function)
    for x in (np.zeros_like(X), X):  # also where the first samples would not tell
        np.testing.assert_allclose(model.predict(x, batch_size=33), in_python(model, x, 33), rtol=1e-5, atol=1e-6)


def test_mixing_that_only_shows_with_the_numbers_that_came_is_noticed():
    model = model_of(lambda x: x + ops.mean(ops.relu(x - 5), axis=0, keepdims=True))
    x = 20 * X - 10
    np.testing.assert_allclose(model.predict(x, batch_size=32), in_python(model, x, 32), rtol=1e-5, atol=1e-4)


def test_random_numbers_are_drawn_as_if_nothing_had_been_tried():
    def made():
        x = keras.Input((6,))
        return keras.Model(x, layers.Dropout(0.5, seed=3)(x, training=True))

    np.testing.assert_array_equal(made().predict(X, batch_size=32), in_python(made(), X, 32))


def test_a_state_that_goes_on_from_batch_to_batch_is_left_alone():
    def made():
        keras.utils.set_random_seed(1)
        return keras.Sequential([keras.Input((4, 3), batch_size=10), layers.SimpleRNN(2, stateful=True)])

    x = np.random.default_rng(1).random((40, 4, 3), dtype="float32")
    np.testing.assert_allclose(made().predict(x, batch_size=10), in_python(made(), x, 10), rtol=1e-5)


def test_a_model_for_batches_of_one_size_gets_them():
    model = keras.Sequential([keras.Input((6,), batch_size=11), layers.Dense(3)])
    np.testing.assert_allclose(model.predict(X, batch_size=11), in_python(model, X, 11), rtol=1e-5, atol=1e-6)


def test_several_inputs_and_whole_numbers():
    words, x = keras.Input((4,), dtype="int32"), keras.Input((6,))
    joined = layers.Concatenate()([layers.Flatten()(layers.Embedding(9, 2)(words)), x])
    model = keras.Model([words, x], layers.Dense(3)(joined))
    given = [np.random.default_rng(2).integers(0, 9, (330, 4)).astype("int32"), X]
    found = model.predict(given, batch_size=32)
    assert 256 in rows_of_plans(model)
    np.testing.assert_allclose(found, in_python(model, given, 32), rtol=1e-5, atol=1e-6)


def test_steps_count_the_batches_that_were_asked_for():
    assert len(dense_model().predict(X, batch_size=32, steps=3)) == 96


def test_the_larger_batch_is_no_larger_than_the_samples_and_the_cache():
    assert larger(32, 100, largest=1000) == 64
    assert larger(32, 10**6, largest=1000) == 4096
    assert larger(32, 10**6, largest=1 << 20) == 64
    assert larger(128, 10**6, largest=2 << 20) == 128
