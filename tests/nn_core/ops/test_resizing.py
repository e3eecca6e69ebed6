"""Resizing: few neighbours are added up one by one, many are a product of matrices, and both say the same."""

import numpy as np
import pytest

from nn_core import ops
from nn_core.autodiff import convert_to_numpy
from nn_core.ops import resizing
from nn_core.ops.resizing import INTERPOLATIONS, Mixture


@pytest.mark.parametrize("interpolation", INTERPOLATIONS)
@pytest.mark.parametrize("is_antialiased", [False, True])
def test_a_few_neighbours_are_worth_the_whole_product(interpolation, is_antialiased, monkeypatch):
    images = np.random.default_rng(0).uniform(0, 255, (2, 10, 7, 3)).astype(np.float32)
    few = convert_to_numpy(ops.image.resize(images, (6, 13), interpolation, is_antialiased))
    monkeypatch.setattr(resizing, "MOST_RESULTS", 0)
    product = convert_to_numpy(ops.image.resize(images, (6, 13), interpolation, is_antialiased))
    np.testing.assert_allclose(few, product, rtol=1e-5, atol=1e-3)


def test_one_small_picture_needs_no_product_and_so_no_threads():
    matrix = resizing._weights(100, 64, "bilinear", False, "float32")
    assert Mixture.of(matrix).places.shape == (2, 64)


def test_a_pixel_that_is_no_number_stays_where_it_is():
    image = np.zeros((1, 8, 8, 1), np.float32)
    image[0, 0, 0] = np.nan
    found = convert_to_numpy(ops.image.resize(image, (16, 16)))
    assert np.isnan(found).sum() == 9
