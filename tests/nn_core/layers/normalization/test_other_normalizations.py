"""Layer, group, RMS, unit and spectral normalisation: what they make of a sample, and what they refuse."""

import numpy as np
import pytest

from nn_core import GradientTape, Tensor
from nn_core.layers import (
    Dense,
    Dropout,
    GroupNormalization,
    Input,
    LayerNormalization,
    RMSNormalization,
    SpectralNormalization,
    UnitNormalization,
)

X = np.random.default_rng(4).normal(3, 2, (5, 4, 6)).astype("float32")


def test_every_step_of_every_sample_has_mean_zero_and_spread_one():
    y = LayerNormalization(epsilon=1e-6)(X).value
    np.testing.assert_allclose(y.mean(axis=-1), 0, atol=1e-5)
    np.testing.assert_allclose(y.std(axis=-1), 1, rtol=1e-4)


def test_groups_of_channels_are_normalised_together():
    y = GroupNormalization(groups=2, epsilon=1e-6)(X).value.reshape(5, 4, 2, 3)
    np.testing.assert_allclose(y.mean(axis=(1, 3)), 0, atol=1e-5)
    np.testing.assert_allclose(y.std(axis=(1, 3)), 1, rtol=1e-4)


def test_minus_one_group_is_one_for_each_channel():
    a, b = GroupNormalization(groups=-1), GroupNormalization(groups=6)
    np.testing.assert_array_equal(a(X).value, b(X).value)
    assert a.get_config()["groups"] == -1


def test_the_root_of_the_mean_square_becomes_one():
    y = RMSNormalization()(X).value
    np.testing.assert_allclose(np.sqrt((y**2).mean(axis=-1)), 1, rtol=1e-4)


def test_vectors_get_length_one_and_zeros_stay_zeros():
    x = np.array([[3.0, 4.0], [0.0, 0.0]], "float32")
    np.testing.assert_allclose(UnitNormalization()(x).value, [[0.6, 0.8], [0, 0]], rtol=1e-6)


def test_the_old_rms_scaling_keeps_the_mean():
    layer = LayerNormalization(rms_scaling=True, epsilon=0)
    np.testing.assert_allclose(layer(X).value, X / X.std(axis=-1, keepdims=True), rtol=1e-4)
    assert len(layer.weights) == 1


@pytest.mark.parametrize("cls", [LayerNormalization, RMSNormalization, UnitNormalization])
def test_an_axis_that_is_not_there_is_refused(cls):
    with pytest.raises(ValueError, match="there is no axis 3"):
        cls(axis=3)(Input((4, 6)))


def test_an_open_size_along_the_axis_is_refused():
    with pytest.raises(ValueError, match="must know the size of axis"):
        LayerNormalization(axis=1)(Input((None, 6)))


def test_another_size_than_built_for_is_refused():
    layer = LayerNormalization()
    layer(X)
    with pytest.raises(ValueError, match=r"built for \(6,\) along axis -1, but got shape \(5, 4, 3\)"):
        layer(X[..., :3])


def test_groups_that_do_not_come_out_even_are_refused():
    with pytest.raises(ValueError, match="cannot cut 6 channels into 4 groups"):
        GroupNormalization(groups=4)(X)
    with pytest.raises(ValueError, match="at least 1, or -1"):
        GroupNormalization(groups=0)


def test_training_brings_the_largest_singular_value_to_one():
    layer = SpectralNormalization(Dense(3), power_iterations=20)
    layer(X[:, 0], training=True)
    np.testing.assert_allclose(np.linalg.svd(layer.layer.kernel.value)[1].max(), 1, rtol=1e-3)


def test_outside_training_the_kernel_stays():
    layer = SpectralNormalization(Dense(3))
    layer(X[:, 0])
    before = layer.layer.kernel.value.copy()
    layer(X[:, 0])
    np.testing.assert_array_equal(layer.layer.kernel.value, before)


def test_a_layer_without_a_kernel_is_refused():
    with pytest.raises(ValueError, match="Dropout has neither"):
        SpectralNormalization(Dropout(0.5))(X)


def test_a_call_before_another_one_has_the_gradient_of_the_kernel_it_used():
    layer, x = SpectralNormalization(Dense(3, use_bias=False)), Tensor(np.ones((1, 4), "float32"))
    layer(x)
    with GradientTape(persistent=True) as tape:
        tape.watch(x)
        first = layer(x, training=True)
        used = layer.kernel.value.copy()
        layer(x, training=True)
    np.testing.assert_allclose(tape.gradient(first, x).value[0], used.sum(axis=1), rtol=1e-6)
    assert not np.allclose(layer.kernel.value, used)
