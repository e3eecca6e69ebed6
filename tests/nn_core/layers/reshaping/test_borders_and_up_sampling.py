"""Cropping, padding and enlarging: how they undo one another, and what they refuse."""

import numpy as np
import pytest

from nn_core.layers import Cropping1D, Cropping2D, Input, UpSampling2D, ZeroPadding2D


def numbers(*shape):
    return np.random.default_rng(0).standard_normal(shape).astype("float32")


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_cropping_undoes_padding(data_format):
    borders, x = ((1, 2), (0, 3)), numbers(2, 3, 4, 5)
    padded = ZeroPadding2D(borders, data_format=data_format)(x)
    np.testing.assert_array_equal(Cropping2D(borders, data_format=data_format)(padded).value, x)


def test_whole_numbers_stay_whole():
    assert ZeroPadding2D()(np.ones((1, 2, 2, 1), "int32")).dtype == "int32"
    assert UpSampling2D()(np.ones((1, 2, 2, 1), "int32")).dtype == "int32"
    assert UpSampling2D(interpolation="bilinear")(Input((2, 2, 1), dtype="int32")).dtype == "float32"


def test_nearest_repeats_every_element():
    x = np.arange(4, dtype="float32").reshape(1, 2, 2, 1)
    np.testing.assert_array_equal(UpSampling2D((2, 1))(x).value[0, :, :, 0], [[0, 1], [0, 1], [2, 3], [2, 3]])


@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic", "lanczos3", "lanczos5"])
def test_interpolation_leaves_a_plain_area_plain(interpolation):
    y = UpSampling2D((3, 2), interpolation=interpolation)(np.full((1, 4, 5, 2), 7, "float32")).value
    np.testing.assert_allclose(y, np.full((1, 12, 10, 2), 7), rtol=1e-5)


def test_bilinear_draws_straight_lines_between_the_centres():
    x = np.array([0, 4], "float32").reshape(1, 1, 2, 1)
    np.testing.assert_allclose(UpSampling2D((1, 2), interpolation="bilinear")(x).value.ravel(), [0, 1, 3, 4])


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Cropping1D(3)(Input((6, 2))), r"cropping=\(3, 3\) would leave nothing of the input shape"),
        (lambda: Cropping1D(3)(np.ones((1, 6, 2), "float32")), "would leave nothing"),
        (lambda: Cropping2D((1, 2, 3)), "cropping must be a whole number of at least 0, or one for each side"),
        (lambda: ZeroPadding2D(-1), "padding must be a whole number of at least 0"),
        (lambda: UpSampling2D(interpolation="linear"), "must be 'nearest', 'bilinear', .*Did you mean 'bilinear'"),
    ],
)
def test_what_cannot_work_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()
