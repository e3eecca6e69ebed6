"""Layers that change images at random: what they do when the random number is known, and when they do nothing."""

import re

import numpy as np
import pytest

import nn_core as keras
from nn_core import layers
from nn_core.utils import set_random_seed

IMAGES = np.random.default_rng(0).uniform(0, 255, (3, 4, 4, 3)).astype("float32")
RANDOM = [
    layers.RandomFlip(seed=1),
    layers.RandomRotation(0.2, seed=1),
    layers.RandomZoom(0.3, 0.2, seed=1),
    layers.RandomTranslation(0.4, 0.4, seed=1),
    layers.RandomCrop(3, 2, seed=1),
    layers.RandomContrast(0.5, seed=1),
    layers.RandomBrightness(0.3, seed=1),
    layers.RandomGrayscale(0.5, seed=2),
    layers.RandomErasing(seed=1),
    layers.RandomGaussianBlur(seed=1),
    layers.RandomHue(0.5, seed=1),
    layers.RandomSaturation((0.1, 0.9), seed=1),
    layers.RandomSharpness(0.8, seed=1),
    layers.RandomPerspective(seed=1),
    layers.RandomInvert((1.0, 1.0), seed=1),
    layers.Solarization(threshold_factor=0.5, seed=1),
    layers.RandomPosterization(4, seed=1),
    layers.RandomColorDegeneration(0.7, seed=1),
    layers.RandomColorJitter(brightness_factor=0.3, contrast_factor=0.2, seed=1),
    layers.RandomShear(0.3, 0.2, seed=1),
    layers.RandomElasticTransform(seed=1),
    layers.MixUp(seed=1),
    layers.CutMix(seed=2),
    layers.RandAugment(seed=2),
    layers.AugMix(seed=1),
]
every_random_layer = pytest.mark.parametrize("layer", RANDOM, ids=lambda layer: type(layer).__name__)


def seen(layer, images=IMAGES):
    """What the layer makes of images while training."""
    return layer(images, training=True).value


@every_random_layer
def test_images_change_in_training_only(layer):
    assert not np.array_equal(seen(layer), IMAGES)
    assert layer(IMAGES, training=False).value is not None
    np.testing.assert_array_equal(layer(IMAGES, training=False).value, IMAGES)


@every_random_layer
def test_a_call_on_its_own_shows_what_the_layer_does_as_in_keras(layer):
    assert not np.array_equal(layer(IMAGES).value, IMAGES)


@every_random_layer
def test_the_same_seed_gives_the_same_images(layer):
    first, second = (seen(type(layer).from_config(layer.get_config())) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@every_random_layer
def test_without_a_seed_the_seed_of_the_program_counts(layer):
    config = {**layer.get_config(), "seed": None}
    found = []
    for _ in range(2):
        set_random_seed(3)
        found.append(seen(type(layer).from_config(config)))
    np.testing.assert_array_equal(*found)


@every_random_layer
def test_a_single_image_and_channels_first_are_seen_alike(layer):
    config = {**layer.get_config(), "data_format": "channels_first"}
    upright = seen(type(layer).from_config(layer.get_config()), IMAGES[0])
    turned = seen(type(layer).from_config(config), np.moveaxis(IMAGES[0], -1, 0))
    if type(layer) is layers.RandomErasing:  # draws its noise in the order of the axes
        assert turned.shape == upright.transpose(2, 0, 1).shape
    else:
        np.testing.assert_allclose(np.moveaxis(turned, 0, -1), upright, rtol=1e-5, atol=1e-3)


def test_in_a_model_images_change_in_fit_and_not_in_predict():
    inputs = keras.Input((4, 4, 3))
    model = keras.Model(inputs, layers.RandomBrightness((0.2, 0.2))(inputs))
    np.testing.assert_array_equal(model.predict(IMAGES, verbose=0), IMAGES)
    np.testing.assert_allclose(model(IMAGES, training=True).value, np.minimum(IMAGES + 51, 255), rtol=1e-6)


def test_a_quarter_turn_is_numpy_s_quarter_turn():
    np.testing.assert_allclose(seen(layers.RandomRotation((0.25, 0.25))), np.rot90(IMAGES, 1, (1, 2)), atol=1e-3)


def test_a_flip_turns_both_ways_at_once_where_both_are_asked_for():
    found = seen(layers.RandomFlip(seed=0), np.repeat(IMAGES[:1], 50, axis=0))
    is_same = np.all(found == IMAGES[0], axis=(1, 2, 3))
    is_turned = np.all(found == IMAGES[0, ::-1, ::-1], axis=(1, 2, 3))
    assert np.all(is_same ^ is_turned)
    assert 0.2 < is_turned.mean() < 0.8


@pytest.mark.parametrize(
    ("fill_mode", "row"),
    [("constant", [9, 9, 1, 2]), ("nearest", [1, 1, 1, 2]), ("reflect", [2, 1, 1, 2]), ("wrap", [3, 4, 1, 2])],
)
def test_what_comes_in_from_beyond_the_border_follows_from_the_fill_mode(fill_mode, row):
    image = np.array([1, 2, 3, 4], "float32").reshape(1, 1, 4, 1)
    layer = layers.RandomTranslation(0.0, (0.5, 0.5), fill_mode=fill_mode, fill_value=9.0)
    np.testing.assert_array_equal(seen(layer, image).ravel(), row)


def test_a_zoom_by_a_half_shows_every_second_pixel():
    image = np.arange(5, dtype="float32").reshape(1, 1, 5, 1)
    layer = layers.RandomZoom(0.0, (-0.5, -0.5), interpolation="bilinear")
    np.testing.assert_allclose(seen(layer, image).ravel(), [1, 1.5, 2, 2.5, 3])


def test_contrast_moves_pixels_from_the_mean_of_their_channel():
    layer = layers.RandomContrast((0.0, 1.0), value_range=(-1000, 1000), seed=1)
    mean = IMAGES.mean(axis=(1, 2), keepdims=True)
    factors = (seen(layer) - mean) / (IMAGES - mean)
    assert np.ptp(factors, axis=(1, 2, 3)).max() < 1e-2
    assert np.ptp(factors[:, 0, 0, 0]) > 0.01  # each image has its own


def test_grey_images_have_three_equal_channels():
    grey = seen(layers.RandomGrayscale(1.0))
    np.testing.assert_allclose(grey, np.repeat(IMAGES @ np.array([[0.2989], [0.587], [0.114]]), 3, axis=-1), rtol=1e-5)


def test_a_hue_turned_by_nothing_and_a_saturation_of_one_half_change_nothing():
    np.testing.assert_allclose(seen(layers.RandomHue((0, 0))), IMAGES, atol=1e-2)
    np.testing.assert_allclose(seen(layers.RandomSaturation((0.5, 0.5))), IMAGES, atol=1e-2)


def test_no_saturation_is_grey():
    np.testing.assert_allclose(np.ptp(seen(layers.RandomSaturation((0, 0))), axis=-1), 0, atol=1e-3)


def test_the_part_covered_has_the_share_asked_for():
    images = np.zeros((200, 20, 20, 1), "float32")
    covered = seen(layers.RandomErasing(factor=(1, 1), scale=(0.25, 0.25), fill_value=7.0, seed=1), images)
    assert set(np.unique(covered)) == {0.0, 7.0}
    assert abs(np.mean(covered == 7.0) - 0.25) < 0.03


def test_blur_keeps_what_is_the_same_everywhere_away_from_the_border():
    blurred = seen(layers.RandomGaussianBlur((1, 1), 3, (0.8, 0.8)), np.full((1, 5, 5, 1), 100.0, "float32"))
    np.testing.assert_allclose(blurred[0, 1:-1, 1:-1], 100, rtol=1e-6)
    assert blurred[0, 0, 0, 0] < 90


def test_a_perspective_without_scale_changes_nothing():
    np.testing.assert_allclose(seen(layers.RandomPerspective((1, 1), scale=0.0)), IMAGES, rtol=1e-4)


def test_a_crop_is_a_part_of_the_image_and_small_images_are_enlarged():
    found = seen(layers.RandomCrop(2, 3, seed=4))
    parts = [IMAGES[:, i : i + 2, j : j + 3] for i in range(3) for j in range(2)]
    assert any(np.array_equal(found, part) for part in parts)
    assert seen(layers.RandomCrop(6, 8)).shape == (3, 6, 8, 3)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: layers.RandomRotation(2.0), "factor must be a number from -1 to 1, or two of them, not 2.0"),
        (lambda: layers.RandomContrast(-0.1), "factor must be a number from 0 to 1"),
        (lambda: layers.RandomZoom((-1.0, 0.5)), "nothing would be seen"),
        (lambda: layers.RandomBrightness(0.1, value_range=(5,)), "value_range must be two different numbers"),
        (lambda: layers.RandomFlip("horizontl"), "Did you mean 'horizontal'"),
        (lambda: layers.RandomTranslation(0.1, 0.1, fill_mode="reflekt"), "Did you mean 'reflect'"),
        (lambda: layers.RandomGaussianBlur(kernel_size=4), "odd"),
        (lambda: layers.RandomHue(0.1)(IMAGES[..., :2]), "red, green and blue"),
        (lambda: layers.RandomFlip()(IMAGES[0, 0]), "at least 3 axes"),
        (lambda: layers.RandomFlip()(IMAGES[None]), "a single image"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(make, reason):
    with pytest.raises(ValueError, match=re.escape(reason)):
        make()
