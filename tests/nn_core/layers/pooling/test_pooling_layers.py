"""Pooling: what masks do, and windows that adapt to the input."""

import numpy as np
import pytest

from nn_core.autodiff import GradientTape, Tensor
from nn_core.layers import (
    AdaptiveAveragePooling1D,
    AdaptiveAveragePooling2D,
    AdaptiveMaxPooling1D,
    AdaptiveMaxPooling2D,
    AveragePooling2D,
    Embedding,
    GlobalAveragePooling1D,
    GlobalMaxPooling3D,
    Input,
    MaxPooling1D,
)


def numbers(*shape):
    return np.random.default_rng(0).standard_normal(shape).astype("float32")


def test_masked_steps_do_not_count_in_a_mean():
    x, mask = numbers(2, 4, 3), np.array([[1, 1, 0, 1], [0, 0, 0, 0]], bool)
    y = GlobalAveragePooling1D()(x, mask=mask).value
    np.testing.assert_allclose(y[0], x[0, mask[0]].mean(axis=0), rtol=1e-6)
    np.testing.assert_array_equal(y[1], 0)


def test_the_mask_of_an_embedding_ends_in_the_mean_of_its_words():
    words = Embedding(5, 3, mask_zero=True)(np.array([[2, 4, 0, 0]]))
    pooled = GlobalAveragePooling1D()(words)
    np.testing.assert_allclose(pooled.value, words.value[:, :2].mean(axis=1), rtol=1e-6)
    assert pooled._keras_mask is None


def test_adaptive_windows_divide_the_axis_and_are_rounded_outwards():
    x = np.arange(5, dtype="float32").reshape(1, 5, 1)
    np.testing.assert_allclose(AdaptiveAveragePooling1D(3)(x).value.ravel(), [0.5, 2, 3.5])
    np.testing.assert_allclose(AdaptiveMaxPooling1D(3)(x).value.ravel(), [1, 3, 4])
    np.testing.assert_allclose(AdaptiveAveragePooling1D(7)(x).value.ravel(), [0, 0.5, 1.5, 2, 2.5, 3.5, 4])


def test_windows_that_divide_evenly_adapt_to_plain_pooling():
    x = numbers(2, 6, 4, 3)
    np.testing.assert_allclose(
        AdaptiveAveragePooling2D((3, 2))(x).value, AveragePooling2D(2)(x).value, rtol=1e-5, atol=1e-6
    )


def test_the_size_of_an_adaptive_output_is_known_whatever_the_input():
    assert AdaptiveAveragePooling2D((3, 2)).compute_output_shape((None, None, None, 4)) == (None, 3, 2, 4)


def test_reduced_axes_can_stay():
    assert GlobalMaxPooling3D(keepdims=True)(numbers(2, 3, 4, 5, 6)).shape == (2, 1, 1, 1, 6)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: MaxPooling1D(5)(Input((4, 1))), r"a window of size \(5,\) does not fit"),
        (lambda: MaxPooling1D(strides=0), "strides must be a whole number of at least 1"),
        (lambda: GlobalMaxPooling3D()(Input((4, 4, 1))), "takes tensors with 5 axes"),
        (lambda: AdaptiveAveragePooling1D(0), "output_size must be a whole number of at least 1"),
    ],
)
def test_what_cannot_work_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_of_equal_numbers_in_an_adaptive_window_the_first_gets_the_gradient():
    x = Tensor(np.zeros((1, 2, 2, 1)))
    with GradientTape() as tape:
        tape.watch(x)
        y = AdaptiveMaxPooling2D(1)(x)
    np.testing.assert_array_equal(tape.gradient(y, x).numpy().ravel(), [1, 0, 0, 0])
