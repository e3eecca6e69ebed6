"""Resizing, cropping, contrast: layers that treat every image alike."""

import re

import numpy as np
import pytest

from nn_core import layers

IMAGES = np.random.default_rng(0).uniform(0, 255, (2, 6, 8, 3)).astype("float32")


def test_whole_numbers_stay_whole_numbers():
    images = np.array([[0, 100], [200, 255]], "uint8").reshape(1, 2, 2, 1)
    for interpolation in ("nearest", "bilinear", "bicubic"):
        found = layers.Resizing(4, 4, interpolation)(images)
        assert found.dtype == "uint8"
        assert found.value.min() == 0
        assert found.value.max() == 255


def test_nearest_invents_no_values():
    labels = np.array([[3, 7, 7], [3, 9, 9]], "int32").reshape(1, 2, 3, 1)
    found = layers.Resizing(5, 7, "nearest")(labels).value
    assert set(np.unique(found)) == {3, 7, 9}


def test_area_takes_the_mean_of_what_a_pixel_covers():
    found = layers.Resizing(3, 4, "area")(IMAGES).value
    np.testing.assert_allclose(found, IMAGES.reshape(2, 3, 2, 4, 2, 3).mean(axis=(2, 4)), rtol=1e-5)


def test_padding_to_the_aspect_ratio_shows_the_whole_image_between_borders():
    found = layers.Resizing(8, 8, "nearest", pad_to_aspect_ratio=True, fill_value=-1.0)(IMAGES).value
    assert np.all(found[:, [0, -1]] == -1)
    np.testing.assert_array_equal(found[:, 1:-1], IMAGES)


def test_cropping_to_the_aspect_ratio_shows_the_middle():
    found = layers.Resizing(6, 6, "nearest", crop_to_aspect_ratio=True)(IMAGES).value
    np.testing.assert_array_equal(found, IMAGES[:, :, 1:7])


def test_antialias_lets_every_pixel_count():
    stripes = np.tile([0.0, 100.0], 32).reshape(1, 1, 64, 1).astype("float32")
    smooth = layers.Resizing(1, 4, antialias=True)(stripes).value
    np.testing.assert_allclose(smooth, 50, atol=2)


def test_the_middle_is_cut_out_and_small_images_are_enlarged():
    np.testing.assert_array_equal(layers.CenterCrop(2, 4)(IMAGES).value, IMAGES[:, 2:4, 2:6])
    assert layers.CenterCrop(12, 4)(IMAGES).shape == (2, 12, 4, 3)


def test_contrast_reaches_both_ends_of_the_range_and_leaves_flat_channels():
    images = IMAGES / 4
    images[0, ..., 0] = 7
    found = layers.AutoContrast()(images).value
    np.testing.assert_allclose(found.min(axis=(1, 2))[1], 0, atol=1e-3)
    np.testing.assert_allclose(found.max(axis=(1, 2))[1], 255, rtol=1e-5)
    np.testing.assert_array_equal(found[0, ..., 0], images[0, ..., 0])


def test_equalized_values_occur_about_equally_often():
    dark = (np.random.default_rng(1).random((1, 64, 64, 1)) ** 2 * 255).astype("float32")
    found = layers.Equalization()(dark).value
    counts, _ = np.histogram(found, bins=4, range=(0, 255))
    assert counts.min() > 0.7 * counts.max()


def test_rescaling_gives_each_feature_its_own_factor():
    found = layers.Rescaling([1.0, 2.0, 0.5], offset=[0.0, 1.0, 0.0])(np.ones((2, 3)))
    np.testing.assert_array_equal(found.value, [[1, 3, 0.5]] * 2)
    assert found.dtype == "float32"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: layers.Resizing(4, 4, "bilinar"), "Did you mean 'bilinear'"),
        (lambda: layers.Resizing(4, 4, crop_to_aspect_ratio=True, pad_to_aspect_ratio=True), "exclude each other"),
        (lambda: layers.Resizing(0, 4), "height must be a whole number of at least 1"),
        (lambda: layers.CenterCrop(4, 4)(IMAGES[0, 0]), "at least 3 axes"),
        (lambda: layers.Rescaling("much"), "scale must be a number, or a list of numbers, not 'much'"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(make, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        make()
