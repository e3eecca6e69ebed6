"""Cutting or padding images until height and width have a given ratio."""

from __future__ import annotations

from typing import Any

from nn_core import ops


def crop_to_ratio(images: Any, height: int, width: int) -> Any:
    """Return the largest middle part of images (batch, height, width, channels) that has the ratio height : width."""
    _, old_height, old_width, _ = images.shape
    top, crop_height = _middle(old_height, old_width * height / width)
    left, crop_width = _middle(old_width, old_height * width / height)
    return images[:, top : top + crop_height, left : left + crop_width]


def _middle(size: int, wanted: float) -> tuple[int, int]:
    length = max(min(size, int(wanted)), 1)
    return (size - length) // 2, length


def pad_to_ratio(images: Any, height: int, width: int, fill_value: float) -> Any:
    """Return images with borders such that they have the ratio height : width; opposite borders are equally wide."""
    _, old_height, old_width, _ = images.shape
    above = (max(old_height, int(old_width * height / width)) - old_height) // 2
    beside = (max(old_width, int(old_height * width / height)) - old_width) // 2
    borders = ((0, 0), (above, above), (beside, beside), (0, 0))
    return ops.pad(images, borders, constant_values=fill_value) if above or beside else images
