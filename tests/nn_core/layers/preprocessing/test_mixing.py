"""Newer ways to change images: numbers recorded with Keras 3.15 where nothing is left to chance."""

import numpy as np
import pytest

from nn_core import layers
from nn_core.layers import Input
from nn_core.layers.preprocessing.hashed_crossing import crossed
from nn_core.models import Model

IMAGE = np.array([[[[10, 200, 30], [250, 60, 90]], [[0, 128, 255], [77, 33, 160]]]], "float32")
BATCH = np.random.default_rng(0).uniform(0, 255, (6, 8, 8, 3)).astype("float32")
LABELS = np.eye(6, dtype="float32")


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (layers.RandomPosterization((3, 3)), [0, 192, 0, 224, 32, 64, 0, 128, 224, 64, 32, 160]),
        (layers.Solarization(), [245, 55, 225, 5, 195, 165, 255, 127, 0, 178, 222, 95]),
        (layers.RandomInvert((1.0, 1.0)), [245, 55, 225, 5, 195, 165, 255, 127, 0, 178, 222, 95]),
        (
            layers.RandomColorDegeneration((0.4, 0.4)),
            [55.524, 169.524, 67.524, 198.082, 84.082, 102.082, 41.682, 118.482, 194.682, 70.451, 44.051, 120.251],
        ),
        (
            layers.RandomColorJitter(brightness_factor=(0.1, 0.1), saturation_factor=(0.3, 0.3)),
            [144.071, 225.5, 152.643, 255, 182.357, 195.214, 156.643, 211.5, 255, 149.929, 131.071, 185.5],
        ),
    ],
    ids=lambda each: type(each).__name__,
)
def test_pixels_are_those_of_keras(layer, expected):
    np.testing.assert_allclose(layer(IMAGE, training=True).numpy().ravel(), expected, atol=2e-3)


def test_an_image_is_slanted_to_one_side_or_the_other():
    forth = [10, 200, 30, 200, 48, 72, 0, 89.6, 178.5, 78.72, 69.6, 165.2]
    back = [10, 200, 30, 215.4, 54.6, 104, 23.1, 99.5, 226.5, 43.12, 18.48, 89.6]
    seen = set()
    for seed in range(8):
        layer = layers.RandomShear((0.3, 0.3), (0.2, 0.2), fill_mode="constant", seed=seed)
        found = layer(IMAGE, training=True).numpy().ravel()
        seen.add(next(i for i, each in enumerate((forth, back)) if np.allclose(found, each, atol=1e-3)))
    assert seen == {0, 1}


def test_labels_are_mixed_as_the_images_are():
    found = layers.MixUp(seed=1)({"images": BATCH, "labels": LABELS}, training=True)
    shares = found["labels"].numpy()
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_allclose(found["images"], np.tensordot(shares, BATCH, axes=1), atol=0.05)


def test_a_piece_of_another_image_counts_by_its_area():
    found = layers.CutMix(seed=3)({"images": BATCH, "labels": LABELS}, training=True)
    images, labels = found["images"].numpy(), found["labels"].numpy()
    for image, row in zip(images, labels, strict=True):
        areas = [(image == each).all(axis=-1).mean() for each in BATCH]
        np.testing.assert_allclose(row, areas, atol=1e-6)


def test_mixing_leaves_a_single_image_and_evaluation_alone():
    layer = layers.MixUp()
    np.testing.assert_array_equal(layer(BATCH[0], training=True), BATCH[0])
    same = layer({"images": BATCH, "labels": LABELS}, training=False)
    np.testing.assert_array_equal(same["labels"], LABELS)


def test_labels_that_are_numbers_are_refused_with_what_to_do():
    with pytest.raises(ValueError, match="Use to_categorical first"):
        layers.CutMix()({"images": BATCH, "labels": np.arange(6)}, training=True)
    with pytest.raises(ValueError, match="a dict with 'images'"):
        layers.MixUp()({"pictures": BATCH})


def test_chosen_changes_keep_the_range_of_values():
    for layer in (layers.RandAugment(value_range=(0, 1), seed=1), layers.AugMix(value_range=(0, 1), seed=1)):
        for _ in range(6):
            found = layer(BATCH / 255, training=True).numpy()
            assert found.shape == BATCH.shape
            assert -1e-5 <= found.min() <= found.max() <= 1 + 1e-5


def test_a_pipeline_applies_its_layers_in_order():
    pipeline = layers.Pipeline([layers.Rescaling(0.5), layers.CenterCrop(1, 1)])
    assert pipeline(IMAGE).numpy().ravel().tolist() == [5, 100, 15]
    x = Input((4, 5, 3))
    model = Model(x, pipeline(x))
    copy = Model.from_config(model.get_config())
    assert copy.output_shape == (None, 1, 1, 3)
    assert [type(each).__name__ for each in copy.layers[-1].layers] == ["Rescaling", "CenterCrop"]


def test_combinations_of_features_go_to_the_bins_of_keras():
    letters = np.array(["A", "B", "A", "B", "A"])
    numbers = np.array([101, 101, 101, 102, 102])
    words = np.array(["x", "yy", "zebra", "x", "a longer word of many letters"])
    assert layers.HashedCrossing(5)((letters, numbers)).numpy().tolist() == [1, 4, 1, 1, 3]
    assert layers.HashedCrossing(1000)((letters, words)).numpy().tolist() == [210, 378, 274, 927, 141]
    assert layers.HashedCrossing(100)((numbers, numbers, -numbers)).numpy().tolist() == [59, 59, 59, 47, 47]
    rows = layers.HashedCrossing(3, output_mode="one_hot")((letters[:, None], numbers[:, None]))
    assert rows.numpy().argmax(axis=1).tolist() == [0, 1, 0, 2, 1]
    assert crossed(("A", 101)) % 5 == 1


def test_crossing_needs_features_that_belong_together():
    with pytest.raises(ValueError, match="at least two features"):
        layers.HashedCrossing(5)([np.array(["a"])])
    with pytest.raises(ValueError, match="features of the same shape"):
        layers.HashedCrossing(5)((np.array(["a"]), np.array([[1, 2]])))
