"""Layers and arguments of Keras 1 and 2 make the layers of today, and one line says what to write."""

import numpy as np
import pytest

from nn_core import layers, optimizers
from nn_core.layers.core.highway import Highway
from nn_core.layers.core.maxout_dense import MaxoutDense
from nn_core.models import Sequential


def remarked(make):
    with pytest.warns(UserWarning) as caught:
        made = make()
    assert len(caught) == 1
    assert caught[0].filename == __file__
    return made, str(caught[0].message)


def test_rows_and_columns_of_a_kernel_may_stand_one_by_one():
    layer, text = remarked(lambda: layers.Convolution2D(4, 3, 2, subsample=(2, 2), border_mode="same"))
    assert (layer.filters, layer.kernel_size, layer.strides, layer.padding) == (4, (3, 2), (2, 2), "same")
    assert "write Conv2D(" in text
    assert "kernel_size=(3, 2)" in text
    layer, _ = remarked(lambda: layers.Convolution3D(4, 3, 2, 1))
    assert (layer.filters, layer.kernel_size) == (4, (3, 2, 1))
    assert layers.Conv2D(4, 3, 2).strides == (2, 2)


def test_convolutions_with_holes_and_backwards_have_old_names():
    layer, _ = remarked(lambda: layers.AtrousConvolution2D(4, 3, 3, atrous_rate=(2, 2)))
    assert (type(layer), layer.dilation_rate) == (layers.Conv2D, (2, 2))
    layer, _ = remarked(lambda: layers.Deconvolution2D(4, 3, 3, output_shape=(None, 8, 8, 4), subsample=(2, 2)))
    assert (type(layer), layer.strides) == (layers.Conv2DTranspose, (2, 2))


@pytest.mark.parametrize(
    ("old", "now"),
    [("CuDNNLSTM", "LSTM"), ("CuDNNGRU", "GRU"), ("TimeDistributedDense", "Dense"), ("AtrousConvolution1D", "Conv1D")],
)
def test_layers_that_are_called_otherwise_today(old, now):
    cls, text = remarked(lambda: getattr(layers, old))
    assert cls is getattr(layers, now)
    assert text == f"{old} is an old name; write {now}."
    made = layers.deserialize(
        {"class_name": old, "config": getattr(layers, now)(2, *[3] * (now == "Conv1D")).get_config()}
    )
    assert type(made) is cls


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("sum", [5, 7]), ("mul", [4, 10]), ("ave", [2.5, 3.5]), ("max", [4, 5]), ("concat", [1, 2, 4, 5]), ("dot", [14])],
)
def test_merge_combines_in_one_of_the_old_ways(mode, expected):
    found, text = remarked(lambda: layers.merge([np.array([[1.0, 2.0]]), np.array([[4.0, 5.0]])], mode=mode))
    assert found.numpy()[0].tolist() == expected
    assert text.startswith(f"merge with mode='{mode}' is an old spelling; write ")


def test_merging_whole_models_says_what_to_do_instead():
    with pytest.raises(ValueError, match=r"make Model\(inputs, outputs\) of it"):
        layers.Merge([Sequential(), Sequential()], mode="concat")
    with pytest.raises(ValueError, match="mode must be one of sum"):
        layers.Merge(mode="product")


def test_a_highway_mixes_the_input_with_what_it_makes_of_it():
    """By the formula of Keras 1.2: y = t · f(x W + b) + (1 - t) · x with t = sigmoid(x W_carry + b_carry)."""
    layer = Highway(activation="tanh")
    x = np.random.default_rng(0).normal(size=(2, 3)).astype("float32")
    y = layer(x).numpy()
    kernel, carry, bias, bias_carry = layer.get_weights()
    share = 1 / (1 + np.exp(-(x @ carry + bias_carry)))
    np.testing.assert_allclose(y, share * np.tanh(x @ kernel + bias) + (1 - share) * x, rtol=1e-5)
    assert bias_carry.tolist() == [-2, -2, -2]


def test_a_maxout_layer_takes_the_largest_of_several_sums():
    layer, _ = remarked(lambda: MaxoutDense(output_dim=2, nb_feature=3))
    x = np.random.default_rng(0).normal(size=(4, 5)).astype("float32")
    y = layer(x).numpy()
    kernel, bias = layer.get_weights()
    assert kernel.shape == (3, 5, 2)
    np.testing.assert_allclose(y, (np.tensordot(x, kernel, [[1], [1]]) + bias).max(axis=1), rtol=1e-5)


def test_first_weights_may_be_given_to_any_layer():
    layer = layers.Dense(2, weights=[np.ones((3, 2)), np.arange(2.0)], input_dim=3)
    model = Sequential([layer])
    assert model.predict(np.ones((1, 3)), verbose=0).tolist() == [[3, 4]]
    with pytest.raises(ValueError, match=r"'.*kernel' has shape \(3, 2\)"):
        Sequential([layers.Dense(2, weights=[np.ones((2, 2)), np.ones(2)], input_dim=3)])


def test_the_length_of_its_sentences_builds_a_model_that_begins_with_an_embedding():
    model = Sequential([layers.Embedding(10, 4, input_length=5), layers.Flatten(), layers.Dense(1)])
    assert (model.input_shape, model.count_params()) == ((None, 5), 40 + 21)


def test_none_once_stood_for_the_default_epsilon():
    assert optimizers.Adam(epsilon=None).epsilon == optimizers.Adam().epsilon


def test_a_gate_that_starts_open_is_told_so_by_a_word():
    layer, _ = remarked(lambda: layers.LSTM(2, forget_bias_init="zero"))
    assert layer.unit_forget_bias is False


def test_classes_are_predicted_as_keras_2_did():
    model = Sequential([layers.Input((2,)), layers.Dense(3, activation="softmax")])
    x = np.random.default_rng(0).normal(size=(4, 2))
    found, text = remarked(lambda: model.predict_classes(x))
    assert found.tolist() == model.predict(x, verbose=0).argmax(axis=1).tolist()
    assert "argmax(axis=-1)" in text
    found, _ = remarked(lambda: model.predict_proba(x))
    np.testing.assert_array_equal(found, model.predict(x, verbose=0))
    yes_or_no = Sequential([layers.Input((2,)), layers.Dense(1, activation="sigmoid")])
    found, text = remarked(lambda: yes_or_no.predict_classes(x))
    assert set(found.ravel().tolist()) <= {0, 1}
    assert "> 0.5" in text
