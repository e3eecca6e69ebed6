"""Noise and dropout: repeatable, only in training, and refused where it would make no sense."""

import numpy as np
import pytest

from nn_core.layers import ActivityRegularization, AlphaDropout, GaussianDropout, GaussianNoise, SpatialDropout1D

X = np.ones((4, 5, 3), "float32")


@pytest.mark.parametrize("cls", [GaussianNoise, GaussianDropout, AlphaDropout, SpatialDropout1D])
def test_the_same_seed_gives_the_same_noise(cls):
    first, second = (cls(0.5, seed=3)(X, training=True).value for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert (first != X).any()


@pytest.mark.parametrize("cls", [GaussianNoise, GaussianDropout, AlphaDropout, SpatialDropout1D])
def test_an_amount_outside_zero_to_one_is_refused(cls):
    with pytest.raises(ValueError, match=r"from 0 to 1, not 1\.5"):
        cls(1.5)


@pytest.mark.parametrize("cls", [GaussianDropout, AlphaDropout])
def test_a_rate_of_one_is_refused_when_it_would_be_used(cls):
    assert (cls(1.0)(X).value == X).all()
    with pytest.raises(ValueError, match="choose a smaller rate"):
        cls(1.0)(X, training=True)


def test_alpha_dropout_can_treat_a_whole_step_alike():
    y = AlphaDropout(0.5, noise_shape=(None, None, 1), seed=1)(X, training=True).value
    assert np.ptp(y, axis=-1).max() == 0
    assert np.ptp(y) > 0


def test_the_penalty_is_that_of_the_mean_sample():
    layer = ActivityRegularization(l1=0.5, l2=0.1)
    layer(2 * X)
    (loss,) = layer.losses
    np.testing.assert_allclose(loss.value, 0.5 * 2 * 15 + 0.1 * 4 * 15, rtol=1e-6)


@pytest.mark.parametrize("cls", [GaussianNoise, GaussianDropout, AlphaDropout, SpatialDropout1D])
def test_whole_numbers_pass_as_they_are_and_become_floats_where_they_are_disturbed(cls):
    layer = cls(0.5)
    assert layer(X.astype("int32")).dtype == "int32"
    assert layer(X.astype("int32"), training=True).dtype == "float32"
