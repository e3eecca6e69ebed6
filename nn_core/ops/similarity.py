"""How alike two pictures are."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_tensor
from nn_core.ops.convolution import conv
from nn_core.ops.elementwise import log10, square
from nn_core.ops.reduction import mean
from nn_core.ops.shape import expand_dims, moveaxis, ndim, reshape, shape, squeeze

__all__ = ["psnr"]


def psnr(x1: Any, x2: Any, max_val: float) -> Any:
    """Return the ratio of the largest value to the mean error, in decibels."""
    if shape(x1) != shape(x2):
        raise ValueError(f"psnr needs pictures of the same shape, but got {shape(x1)} and {shape(x2)}.")
    return 20 * float(np.log10(max_val)) - 10 * log10(mean(square(convert_to_tensor(x1) - convert_to_tensor(x2))))


def ssim(
    image1: Any,
    image2: Any,
    max_val: float = 1.0,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    data_format: str | None = None,
) -> Any:
    """Return how alike the structures of pictures are, 1 for equal ones.

    Reference: Wang et al., "Image Quality Assessment: From Error Visibility to Structural Similarity" (2004).
    """
    first, second = (_one_channel_each(image, data_format) for image in (image1, image2))
    weights = np.exp(-(((np.arange(filter_size) - (filter_size - 1) / 2) / filter_sigma) ** 2) / 2)
    weights /= weights.sum()
    kernel = np.outer(weights, weights)[..., None, None].astype(str(first.dtype))
    mean1, mean2 = conv(first, kernel), conv(second, kernel)
    variance1 = conv(square(first), kernel) - square(mean1)
    variance2 = conv(square(second), kernel) - square(mean2)
    together = conv(first * second, kernel) - mean1 * mean2
    small1, small2 = (k1 * max_val) ** 2, (k2 * max_val) ** 2
    likeness = (2 * mean1 * mean2 + small1) * (2 * together + small2)
    size = (square(mean1) + square(mean2) + small1) * (variance1 + variance2 + small2)
    batch = shape(image1)[0] if ndim(image1) == 4 else 1
    found = mean(reshape(likeness / size, (batch, -1)), axis=1)
    return found if ndim(image1) == 4 else squeeze(found, axis=0)


def _one_channel_each(image: Any, data_format: str | None) -> Any:
    """Return every channel of every picture as a picture of its own."""
    if ndim(image) not in (3, 4):
        raise ValueError(f"ssim takes a picture (3 axes) or a batch of them (4), but the shape is {shape(image)}.")
    batch = expand_dims(image, axis=0) if ndim(image) == 3 else convert_to_tensor(image)
    first = batch if data_format == "channels_first" else moveaxis(batch, -1, 1)
    return reshape(first, (-1, *shape(first)[2:], 1))
