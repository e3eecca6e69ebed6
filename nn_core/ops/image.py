"""Pictures cut, filled up, resized, blurred and coloured otherwise; `keras.ops.image`."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_tensor
from nn_core.ops import resizing
from nn_core.ops.colours import from_hsv, to_grey, to_hsv
from nn_core.ops.convolution import conv
from nn_core.ops.creation import cast
from nn_core.ops.depthwise_convolution import depthwise_conv
from nn_core.ops.elementwise import clip, round
from nn_core.ops.picture_format import on_batch
from nn_core.ops.shape import getitem, moveaxis, ndim, pad, shape, stack
from nn_core.ops.similarity import ssim
from nn_core.ops.warping import (
    affine_transform,
    elastic_transform,
    map_coordinates,
    perspective_transform,
    scale_and_translate,
)

__all__ = [
    "affine_transform",
    "crop_images",
    "elastic_transform",
    "extract_patches",
    "extract_patches_3d",
    "gaussian_blur",
    "hsv_to_rgb",
    "map_coordinates",
    "pad_images",
    "perspective_transform",
    "resize",
    "rgb_to_grayscale",
    "rgb_to_hsv",
    "scale_and_translate",
    "sobel_edges",
    "ssim",
]

# ---- colours --------------------------------------------------------------------------------------------------


def rgb_to_grayscale(images: Any, data_format: str | None = None) -> Any:
    """Return coloured pictures as shades of grey, with a single channel."""
    return on_batch(to_grey, images, data_format)


def rgb_to_hsv(images: Any, data_format: str | None = None) -> Any:
    """Return pictures of red, green and blue as hue, saturation and value."""
    return on_batch(lambda x: stack(to_hsv(x), axis=-1), images, data_format)


def hsv_to_rgb(images: Any, data_format: str | None = None) -> Any:
    """Return pictures of hue, saturation and value as red, green and blue."""
    return on_batch(lambda x: from_hsv(*(getitem(x, (Ellipsis, i)) for i in range(3))), images, data_format)


# ---- sizes ----------------------------------------------------------------------------------------------------


def resize(
    images: Any,
    size: Any,
    interpolation: str = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    data_format: str | None = None,
) -> Any:
    """Return pictures at another height and width; cut or filled up first, if their proportions are to stay."""
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        raise ValueError("resize: crop_to_aspect_ratio and pad_to_aspect_ratio exclude each other; choose one.")
    if interpolation not in resizing.INTERPOLATIONS:
        known = ", ".join(map(repr, resizing.INTERPOLATIONS))
        raise ValueError(f"resize: interpolation must be one of {known}, not {interpolation!r}.")

    def resized(x: Any) -> Any:
        if crop_to_aspect_ratio:
            x = crop_to_ratio(x, size[0], size[1])
        elif pad_to_aspect_ratio:
            x = pad_to_ratio(x, size[0], size[1], fill_value)
        return _in_own_type(x, tuple(size), interpolation, antialias)

    return on_batch(resized, images, data_format)


def _in_own_type(x: Any, size: tuple[int, int], interpolation: str, antialias: bool) -> Any:
    """Resize; whole numbers stay whole numbers within their range."""
    if "float" in str(x.dtype) or interpolation == "nearest":
        return resizing.resize(x, size, interpolation, antialias)
    found, limits = resizing.resize(cast(x, dtype="float32"), size, interpolation, antialias), np.iinfo(str(x.dtype))
    return cast(clip(round(found), x_min=float(limits.min), x_max=float(limits.max)), dtype=str(x.dtype))


def crop_to_ratio(images: Any, height: int, width: int) -> Any:
    """Return the largest middle part of images (batch, height, width, channels) that has the ratio height : width."""
    _, old_height, old_width, _ = shape(images)
    top, crop_height = _middle(old_height, old_width * height / width)
    left, crop_width = _middle(old_width, old_height * width / height)
    return getitem(images, (slice(None), slice(top, top + crop_height), slice(left, left + crop_width)))


def _middle(size: int, wanted: float) -> tuple[int, int]:
    length = max(min(size, int(wanted)), 1)
    return (size - length) // 2, length


def pad_to_ratio(images: Any, height: int, width: int, fill_value: float) -> Any:
    """Return images with borders such that they have the ratio height : width; opposite borders are equally wide."""
    _, old_height, old_width, _ = shape(images)
    above = (max(old_height, int(old_width * height / width)) - old_height) // 2
    beside = (max(old_width, int(old_height * width / height)) - old_width) // 2
    borders = ((0, 0), (above, above), (beside, beside), (0, 0))
    return pad(images, borders, constant_values=fill_value) if above or beside else images


def crop_images(
    images: Any,
    top_cropping: int | None = None,
    left_cropping: int | None = None,
    bottom_cropping: int | None = None,
    right_cropping: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Any:
    """Return a part of pictures; two of the three numbers for each axis say which."""

    def cropped(x: Any) -> Any:
        _, height, width, _ = shape(x)
        top, rows = _part("height", height, top_cropping, bottom_cropping, target_height)
        left, columns = _part("width", width, left_cropping, right_cropping, target_width)
        return getitem(x, (slice(None), slice(top, top + rows), slice(left, left + columns)))

    return on_batch(cropped, images, data_format)


def _part(axis: str, size: int, before: int | None, after: int | None, target: int | None) -> tuple[int, int]:
    """Return where the part begins and how long it is."""
    before, after, target = _third(axis, size, before, after, target)
    if min(before, after) < 0 or target < 1:
        raise ValueError(f"crop_images: {before} and {after} off a {axis} of {size} leave {target}.")
    return before, target


def _third(axis: str, size: int, before: int | None, after: int | None, target: int | None) -> tuple[int, int, int]:
    """Return all three numbers for an axis, of which one was left out."""
    if [before, after, target].count(None) != 1:
        raise ValueError(f"Give two of the three numbers for the {axis}: what is before, after, and the target.")
    if target is None:
        assert before is not None and after is not None
        return before, after, size - before - after
    if before is None:
        assert after is not None
        return size - target - after, after, target
    return before, size - target - before, target


def pad_images(
    images: Any,
    top_padding: int | None = None,
    left_padding: int | None = None,
    bottom_padding: int | None = None,
    right_padding: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Any:
    """Return pictures with borders of zeros; two of the three numbers for each axis say how wide."""

    def padded(x: Any) -> Any:
        _, height, width, _ = shape(x)
        return pad(
            x,
            (
                (0, 0),
                _border("height", height, top_padding, bottom_padding, target_height),
                _border("width", width, left_padding, right_padding, target_width),
                (0, 0),
            ),
        )

    return on_batch(padded, images, data_format)


def _border(axis: str, size: int, before: int | None, after: int | None, target: int | None) -> tuple[int, int]:
    off_before, off_after = (None if each is None else -each for each in (before, after))
    before, after, _ = (-each for each in _third(axis, size, off_before, off_after, target))
    if before < 0 or after < 0:
        raise ValueError(f"pad_images: the target for the {axis} is smaller than the {size} that are there.")
    return before, after


# ---- neighbourhoods -------------------------------------------------------------------------------------------


def extract_patches(
    images: Any,
    size: Any,
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Any:
    """Return all windows of pictures, the numbers of each as its channels."""
    if not isinstance(size, int) and len(size) == 3:
        return extract_patches_3d(images, size, strides, dilation_rate, padding, data_format)
    window = (size, size) if isinstance(size, int) else tuple(size)
    return on_batch(lambda x: _patches(x, window, strides, dilation_rate, padding), images, data_format)


def extract_patches_3d(
    volumes: Any,
    size: Any,
    strides: Any = None,
    dilation_rate: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Any:
    """Return all windows of volumes, the numbers of each as its channels."""
    window = (size,) * 3 if isinstance(size, int) else tuple(size)
    return on_batch(lambda x: _patches(x, window, strides, dilation_rate, padding), volumes, data_format, (4, 5))


def _patches(x: Any, window: tuple[int, ...], strides: Any, dilation_rate: Any, padding: str) -> Any:
    """Return windows, by a convolution of which each filter picks one number."""
    count = int(np.prod(window)) * shape(x)[-1]
    kernel = np.eye(count, dtype=str(x.dtype)).reshape(*window, shape(x)[-1], count)
    return conv(x, kernel, strides=strides or window, padding=padding, dilation_rate=dilation_rate)


def gaussian_blur(
    images: Any, kernel_size: Any = (3, 3), sigma: Any = (1.0, 1.0), data_format: str | None = None
) -> Any:
    """Return pictures of which every pixel is a mean of those around it, the nearest counting most."""
    kernel = np.outer(bell(kernel_size[1], sigma[1]), bell(kernel_size[0], sigma[0])).reshape(kernel_size)

    def blurred(x: Any) -> Any:
        weights = np.broadcast_to(kernel[..., None, None], (*kernel.shape, shape(x)[-1], 1))
        return depthwise_conv(x, weights.astype(str(x.dtype)), padding="same")

    return on_batch(blurred, images, data_format)


def bell(size: int, sigma: float) -> Any:
    """Return weights that fall from the middle as a bell curve does, and add up to 1."""
    weights = np.exp(-0.5 * ((np.arange(size) - (size - 1) / 2) / float(sigma)) ** 2)
    return weights / weights.sum()


def sobel_edges(images: Any, data_format: str | None = None) -> Any:
    """Return how fast pictures change downwards and to the right, along a new last axis."""
    x = images if hasattr(images, "shape") else convert_to_tensor(images)
    if ndim(x) != 4:
        raise ValueError(f"sobel_edges takes a batch of pictures with 4 axes, but the shape is {shape(x)}.")
    x = moveaxis(x, 1, -1) if data_format == "channels_first" else x
    bordered = pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="reflect")
    down = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]], str(x.dtype))
    edges = stack([_weighted(bordered, each, shape(x)[-1]) for each in (down, down.T)], axis=-1)
    return moveaxis(edges, 3, 1) if data_format == "channels_first" else edges


def _weighted(x: Any, kernel: Any, channels: int) -> Any:
    return depthwise_conv(x, np.repeat(kernel[..., None, None], channels, axis=2))
