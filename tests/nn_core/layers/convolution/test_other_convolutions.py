"""Depthwise, separable, transposed and locally connected: how they relate to the plain convolution."""

import numpy as np
import pytest

from nn_core.layers import (
    Conv1DTranspose,
    Conv2D,
    Conv2DTranspose,
    DepthwiseConv2D,
    Input,
    LocallyConnected1D,
    LocallyConnected2D,
    SeparableConv2D,
)


def numbers(*shape):
    return np.random.default_rng(0).standard_normal(shape)


def with_weights(layer, input_shape, *weights):
    layer.build(input_shape)
    layer.set_weights(weights)
    return layer


@pytest.mark.parametrize("options", [{}, {"strides": 2, "padding": "same"}, {"dilation_rate": (2, 1)}])
def test_a_depthwise_convolution_is_one_with_a_group_for_each_channel(options):
    x, kernel = numbers(2, 6, 7, 3), numbers(3, 2, 3, 2)
    depthwise = with_weights(
        DepthwiseConv2D((3, 2), depth_multiplier=2, dtype="float64", **options), x.shape, kernel, np.zeros(6)
    )
    grouped = with_weights(
        Conv2D(6, (3, 2), groups=3, dtype="float64", **options), x.shape, kernel.reshape(3, 2, 1, 6), np.zeros(6)
    )
    np.testing.assert_allclose(depthwise(x).value, grouped(x).value, atol=1e-12)


def test_a_separable_convolution_is_a_plain_one_with_a_kernel_that_is_a_product():
    x, depthwise, pointwise, bias = numbers(2, 5, 5, 3), numbers(3, 3, 3, 1), numbers(1, 1, 3, 4), numbers(4)
    separable = with_weights(SeparableConv2D(4, 3, dtype="float64"), x.shape, depthwise, pointwise, bias)
    plain = with_weights(Conv2D(4, 3, dtype="float64"), x.shape, depthwise * pointwise, bias)
    np.testing.assert_allclose(separable(x).value, plain(x).value, atol=1e-12)


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("strides", [1, (2, 3)])
def test_a_transposed_convolution_is_the_way_back_through_a_convolution(padding, strides):
    kernel = numbers(3, 2, 2, 4)
    options = {"strides": strides, "padding": padding, "use_bias": False, "dtype": "float64"}
    y = numbers(2, 3, 4, 4)
    up = with_weights(Conv2DTranspose(2, (3, 2), **options), y.shape, kernel)(y).value
    x = np.random.default_rng(1).standard_normal(up.shape)
    down = with_weights(Conv2D(4, (3, 2), **options), x.shape, kernel)(x).value
    assert np.sum(down * y) == pytest.approx(np.sum(x * up))


def test_output_padding_lengthens_the_output():
    assert Conv1DTranspose(2, 3, strides=3).compute_output_shape((None, 4, 5)) == (None, 12, 2)
    assert Conv1DTranspose(2, 3, strides=3, output_padding=2).compute_output_shape((None, 4, 5)) == (None, 14, 2)
    assert Conv1DTranspose(2, 3, strides=3).compute_output_shape((None, None, 5)) == (None, None, 2)


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_all_implementations_of_a_locally_connected_layer_agree(data_format):
    x = numbers(2, 5, 4, 3)
    x = x if data_format == "channels_last" else x.transpose(0, 3, 1, 2)
    options = {"strides": (2, 1), "data_format": data_format, "dtype": "float64"}
    layers = [LocallyConnected2D(2, (2, 3), implementation=each, **options) for each in (1, 2, 3)]
    for layer in layers:
        layer.build(x.shape)
    layers[2].set_weights([row_of_those_that_count(layers[1]), numbers(2, 2, 2)])
    layers[1].set_weights([layers[1].kernel.value, numbers(2, 2, 2)])
    np.testing.assert_allclose(layers[1](x).value, layers[2](x).value, atol=1e-12)
    layers[0].set_weights([np.ones_like(layers[0].kernel.value), numbers(2, 2, 2)])
    layers[2].set_weights([np.ones_like(layers[2].kernel.value), numbers(2, 2, 2)])
    np.testing.assert_allclose(layers[0](x).value, layers[2](x).value, atol=1e-12)


def row_of_those_that_count(layer):
    """Return the weights of a matrix that connect something, by output and then by input."""
    connected = layer._connected(3)
    return layer.kernel.value.reshape(connected.shape).T[connected.T]


def test_a_locally_connected_layer_with_the_same_weights_everywhere_is_a_convolution():
    x, kernel = numbers(2, 5, 4, 3), numbers(2, 2, 3, 4)
    plain = with_weights(Conv2D(4, 2, dtype="float64"), x.shape, kernel, np.zeros(4))
    local = with_weights(
        LocallyConnected2D(4, 2, dtype="float64"),
        x.shape,
        np.tile(kernel.reshape(1, 12, 4), (12, 1, 1)),
        np.zeros((4, 3, 4)),
    )
    np.testing.assert_allclose(local(x).value, plain(x).value, atol=1e-12)


def test_the_macs_are_the_multiplications_of_every_output():
    assert DepthwiseConv2D(3, depth_multiplier=2).count_macs((None, 10, 10, 4)) == 8 * 8 * 8 * 9
    assert SeparableConv2D(5, 3).count_macs((None, 10, 10, 4)) == 8 * 8 * (4 * 9 + 4 * 5)
    assert Conv2DTranspose(5, 3).count_macs((None, 10, 10, 4)) == 10 * 10 * 4 * 9 * 5
    assert LocallyConnected1D(5, 3).count_macs((None, 10, 4)) == 8 * 3 * 4 * 5
    assert SeparableConv2D(5, 3).count_macs((None, None, 10, 4)) is None


def test_settings_that_keras_2_wrote_and_never_used_are_passed_over():
    config = {**DepthwiseConv2D(3).get_config(), "groups": 1, "kernel_initializer": "zeros"}
    assert DepthwiseConv2D.from_config(config).kernel_size == (3, 3)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Conv2DTranspose(2, 3, strides=2, output_padding=2), "output_padding=.* must be smaller than strides"),
        (lambda: Conv2DTranspose(2, 3, strides=2, dilation_rate=2), "cannot both exceed 1"),
        (lambda: Conv2DTranspose(2, 3, output_padding=-1), "output_padding must be a whole number of at least 0"),
        (lambda: DepthwiseConv2D(3)(Input((9, 9, None))), "must know the number of channels"),
        (lambda: DepthwiseConv2D(5)(Input((4, 9, 1))), "does not fit into the input shape"),
        (lambda: LocallyConnected1D(2, 3, padding="same"), "padding='same' needs implementation=2 or 3"),
        (lambda: LocallyConnected1D(2, 3)(Input((None, 4))), "weights for every place and must know all sizes"),
    ],
)
def test_what_cannot_work_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_a_locally_connected_layer_keeps_to_the_size_it_was_built_for():
    layer = LocallyConnected1D(2, 3)
    layer(np.ones((1, 6, 2), "float32"))
    with pytest.raises(ValueError, match=r"was built for the size \(6,\), but got shape"):
        layer(np.ones((1, 7, 2), "float32"))
