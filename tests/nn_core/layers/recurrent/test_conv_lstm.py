"""LSTMs whose states are pictures."""

import numpy as np
import pytest

from nn_core.layers import LSTM, ConvLSTM1D, ConvLSTM2D, Input


def numbers(*shape):
    return np.random.default_rng(0).standard_normal(shape)


def test_on_pictures_of_one_element_it_is_an_lstm():
    x = numbers(2, 5, 3)
    plain, pictured = LSTM(4, dtype="float64"), ConvLSTM2D(4, 1, dtype="float64")
    expected = plain(x).value
    pictured(x[:, :, None, None])
    kernel, recurrent_kernel, bias = plain.get_weights()
    pictured.set_weights([kernel[None, None], recurrent_kernel[None, None], bias])
    np.testing.assert_allclose(pictured(x[:, :, None, None]).value[:, 0, 0], expected, atol=1e-12)


def test_the_state_has_the_size_the_convolution_leaves():
    layer = ConvLSTM2D(4, 3, strides=(1, 2), return_sequences=True, return_state=True)
    outputs = layer(Input((None, 8, 9, 2)))
    assert [y.shape for y in outputs] == [(None, None, 6, 4, 4), (None, 6, 4, 4), (None, 6, 4, 4)]
    assert ConvLSTM2D(4, 3, data_format="channels_first")(Input((5, 2, 8, 9))).shape == (None, 4, 6, 7)


def test_a_stateful_layer_goes_on_where_it_stopped():
    x = numbers(1, 6, 4, 2)
    layer = ConvLSTM1D(3, 2, padding="same", stateful=True, dtype="float64")
    whole = layer(x).value
    layer.reset_states()
    layer(x[:, :3])
    np.testing.assert_allclose(layer(x[:, 3:]).value, whole, atol=1e-12)


def test_masked_steps_are_passed_over():
    x = numbers(1, 3, 4, 2)
    layer = ConvLSTM1D(3, 2, dtype="float64")
    np.testing.assert_allclose(
        layer(x, mask=np.array([[True, False, True]])).value, layer(x[:, [0, 2]]).value, atol=1e-12
    )


@pytest.mark.parametrize("option", ["dropout", "recurrent_dropout"])
def test_dropouts_act_in_training_only(option):
    layer, x = ConvLSTM1D(3, 2, **{option: 0.5}), numbers(1, 3, 4, 2)
    calm = layer(x).value
    assert not np.array_equal(layer(x, training=True).value, calm)
    np.testing.assert_array_equal(layer(x).value, calm)


def test_the_macs_are_those_of_both_convolutions():
    layer = ConvLSTM2D(4, 3, padding="same")
    layer.build((None, 5, 8, 8, 2))
    assert layer.count_macs((None, 5, 8, 8, 2)) == 5 * 8 * 8 * (4 * 4) * 9 * (2 + 4)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: ConvLSTM2D(4, 9)(Input((5, 8, 8, 2))), "does not fit into the steps of the input shape"),
        (lambda: ConvLSTM2D(4, 3, strides=2, dilation_rate=2), "cannot both exceed 1"),
        (lambda: ConvLSTM2D(4, 3)(Input((5, None, 8, 2))), "must know the size of every axis but batch and steps"),
        (lambda: ConvLSTM2D(4, 3)(Input((8, 8, 2))), "takes tensors with 5 axes"),
    ],
)
def test_what_cannot_work_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_a_softmax_goes_along_the_last_axis_whatever_that_is():
    layer = ConvLSTM1D(2, 1, data_format="channels_first", activation="softmax", dtype="float64")
    x = numbers(3, 1, 2, 4)
    outputs = layer(x).value
    assert outputs.shape == (3, 2, 4)
    kernel, _, bias = layer.get_weights()
    z = np.einsum("bct,co->bot", x[:, 0], kernel[0]) + bias[:, None]
    i, _, candidate, o = np.split(z, 4, axis=1)

    def softmax(a):
        return np.exp(a) / np.exp(a).sum(axis=-1, keepdims=True)

    def sigmoid(a):
        return 1 / (1 + np.exp(-a))

    np.testing.assert_allclose(outputs, sigmoid(o) * softmax(sigmoid(i) * softmax(candidate)), atol=1e-12)
