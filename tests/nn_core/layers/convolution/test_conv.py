import numpy as np
import pytest

from nn_core.layers import Conv1D, Conv2D, Input, MaxPooling2D


def test_channels_first_gives_what_channels_last_gives():
    x = np.random.default_rng(0).standard_normal((2, 5, 6, 3)).astype("float32")
    last, first = Conv2D(4, 3, activation="relu"), Conv2D(4, 3, activation="relu", data_format="channels_first")
    expected = last(x).value
    first.build((None, 3, 5, 6))
    first.set_weights(last.get_weights())
    np.testing.assert_allclose(first(x.transpose(0, 3, 1, 2)).value.transpose(0, 2, 3, 1), expected, rtol=1e-5)


def test_sizes_that_are_open_stay_open():
    layer = Conv2D(4, 3, strides=(1, 2), padding="same")
    assert layer.compute_output_shape((None, None, 9, 3)) == (None, None, 5, 4)


def test_causal_outputs_do_not_see_later_steps():
    layer = Conv1D(2, 3, padding="causal")
    x = np.random.default_rng(0).standard_normal((1, 6, 2)).astype("float32")
    before = layer(x).value
    x[:, 4:] = 0
    np.testing.assert_array_equal(layer(x).value[:, :4], before[:, :4])


def test_the_macs_are_the_multiplications_of_every_output():
    layer = Conv2D(8, 3, groups=2)
    assert layer.count_macs((None, 10, 10, 4)) == 8 * 8 * 8 * 3 * 3 * 2
    assert layer.count_macs((None, None, 10, 4)) is None


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Conv2D(6, 3, groups=4), "filters must be a multiple of groups, but 6 is none of 4"),
        (lambda: Conv2D(6, 3, strides=2, dilation_rate=2), "cannot both exceed 1"),
        (lambda: Conv2D(6, 5)(Input((4, 9, 1))), r"\(5, 5\).*does not fit.*smaller kernel_size or padding='same'"),
        (lambda: Conv2D(6, 3, groups=2)(Input((9, 9, 3))), "multiple of 2, but the input shape"),
        (lambda: Conv2D(6, 3)(Input((9, 9, None))), "must know the number of channels"),
        (lambda: Conv2D(6, 3)(Input((9, 9))), "takes tensors with 4 axes"),
        (lambda: Conv2D(6, 3, padding="causal"), "padding must be 'valid' or 'same'"),
        (lambda: MaxPooling2D(5)(Input((4, 9, 1))), "window of size.*does not fit"),
    ],
)
def test_what_cannot_work_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_an_input_with_other_channels_than_the_layer_was_built_for_is_refused():
    layer = Conv2D(2, 3)
    layer(np.ones((1, 5, 5, 3), "float32"))
    with pytest.raises(ValueError, match="built for 3 channels, but got shape"):
        layer(np.ones((1, 5, 5, 4), "float32"))
