"""Normalization: mean and variance found by adapt(), given, and kept in files."""

import re

import numpy as np
import pytest

import nn_core as keras
from nn_core.layers import Normalization

ROWS = np.random.default_rng(0).normal([1, -5, 100], [1, 2, 30], (200, 3)).astype("float32")


def test_adapted_features_have_mean_0_and_deviation_1():
    layer = Normalization()
    layer.adapt(ROWS)
    found = layer(ROWS).value
    np.testing.assert_allclose(found.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(found.std(axis=0), 1, rtol=1e-5)
    np.testing.assert_allclose(layer.mean.numpy(), ROWS.mean(axis=0, keepdims=True), rtol=1e-6)


@pytest.mark.parametrize("batches", [[ROWS[:20], ROWS[20:]], (ROWS[i::3] for i in range(3)), ROWS.tolist()])
def test_batches_of_any_size_give_the_same_as_the_whole(batches):
    layer, whole = Normalization(), Normalization()
    layer.adapt(batches)
    whole.adapt(ROWS)
    np.testing.assert_allclose(layer.variance.numpy(), whole.variance.numpy(), rtol=1e-5)


def test_the_inverse_brings_the_data_back():
    there, back = Normalization(), Normalization(invert=True)
    for layer in (there, back):
        layer.adapt(ROWS)
    np.testing.assert_allclose(back(there(ROWS)).value, ROWS, rtol=1e-4, atol=1e-4)


def test_without_adapt_nothing_changes_as_in_keras():
    np.testing.assert_array_equal(Normalization()(ROWS).value, ROWS)


def test_a_feature_that_never_changes_does_not_divide_by_zero():
    layer = Normalization()
    layer.adapt(np.ones((5, 2)))
    np.testing.assert_array_equal(layer(np.ones((1, 2))).value, [[0, 0]])


def test_what_was_found_is_saved_with_the_weights(tmp_path):
    layer = Normalization()
    layer.adapt(ROWS)
    model = keras.Sequential([keras.Input((3,)), layer])
    model.save(tmp_path / "model.h5")
    again = keras.saving.load_model(tmp_path / "model.h5")
    np.testing.assert_allclose(again.predict(ROWS, verbose=0), layer(ROWS).value, rtol=1e-6)
    assert again.layers[0].get_config()["mean"] is None


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Normalization(mean=1.0), "both mean and variance"),
        (lambda: Normalization(mean=[1.0], variance=[1.0, 2.0]), "the same shape"),
        (lambda: Normalization(axis=None, mean=[1.0], variance=[1.0]), "at most 0 axes"),
        (lambda: Normalization(axis=3)(ROWS), "does not exist"),
        (lambda: Normalization(mean=1.0, variance=1.0).adapt(ROWS), "nothing to find"),
        (lambda: Normalization().adapt([]), "no data"),
        (lambda: Normalization().build((None, None)), "must know the sizes"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(make, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        make()


def test_data_of_another_width_are_refused_after_building():
    layer = Normalization()
    layer.adapt(ROWS)
    with pytest.raises(ValueError, match="was built for"):
        layer.adapt(ROWS[:, :2])
