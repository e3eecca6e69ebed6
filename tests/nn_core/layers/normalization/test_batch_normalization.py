import numpy as np
import pytest

from nn_core.layers import BatchNormalization, Input


def batch():
    return np.random.default_rng(0).normal(5, 2, (200, 3)).astype("float32")


def test_training_gives_mean_zero_and_spread_one():
    y = BatchNormalization()(batch(), training=True).value
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-4)
    np.testing.assert_allclose(y.std(axis=0), 1, atol=1e-3)


def test_the_moving_averages_approach_those_of_the_batches_and_are_used_afterwards():
    layer = BatchNormalization(momentum=0.5)
    for _ in range(30):
        layer(batch(), training=True)
    np.testing.assert_allclose(layer.moving_mean.value, batch().mean(axis=0), rtol=1e-4)
    np.testing.assert_allclose(layer.moving_variance.value, batch().var(axis=0), rtol=1e-4)
    before = layer.get_weights()
    y = layer(batch()).value
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-3)
    for a, b in zip(layer.get_weights(), before, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_frozen_layer_uses_and_keeps_its_averages():
    layer = BatchNormalization(trainable=False)
    y = layer(batch(), training=True).value
    np.testing.assert_allclose(y, batch() / np.sqrt(1.001), rtol=1e-5)
    np.testing.assert_array_equal(layer.moving_mean.value, np.zeros(3))


def test_the_axis_may_be_written_as_keras_2_writes_it():
    assert BatchNormalization(axis=[3]).axis == 3


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: BatchNormalization(axis=3)(Input((4, 5))), "there is no axis 3 in the input shape"),
        (lambda: BatchNormalization()(Input((4, None))), "must know the size of axis -1"),
        (lambda: BatchNormalization(axis=[1, 2]), "must be one axis"),
        (lambda: BatchNormalization(renorm=True, renorm_clipping={"rmid": 1}), "not \\['rmid'\\]"),
        (lambda: BatchNormalization()(batch(), mask=np.ones((200, 3), bool)), "mask with one axis less"),
    ],
)
def test_what_cannot_work_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_an_input_with_other_features_than_the_layer_was_built_for_is_refused():
    layer = BatchNormalization()
    layer(batch())
    with pytest.raises(ValueError, match="built for 3 features on axis -1"):
        layer(np.ones((2, 4), "float32"))
