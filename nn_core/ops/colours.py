"""Colours as red, green and blue, as a shade of grey, and as hue, saturation and value."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.ops.elementwise import absolute, clip, where
from nn_core.ops.reduction import max, min, sum
from nn_core.ops.shape import stack

GREY_WEIGHTS = (0.2989, 0.587, 0.114)  # how bright red, green and blue are to the eye


def to_grey(images: Any) -> Any:
    """Return coloured images (channels last) as shades of grey, with a single channel."""
    return sum(images * np.asarray(GREY_WEIGHTS, images.dtype), axis=-1, keepdims=True)


def to_hsv(images: Any) -> tuple[Any, Any, Any]:
    """Return hue, saturation (both from 0 to 1) and value of images whose last axis is red, green, blue."""
    red, green, blue = (images[..., channel] for channel in range(3))
    value = max(images, axis=-1)
    spread = value - min(images, axis=-1)
    sixth = 1 / (6 * where(spread > 0, spread, 1.0))
    hue = where(
        red == value,
        sixth * (green - blue),
        where(green == value, sixth * (blue - red) + 2 / 6, sixth * (red - green) + 4 / 6),
    )
    hue = where(spread > 0, hue, 0.0)
    saturation = where(value > 0, spread / where(value > 0, value, 1.0), 0.0)
    return where(hue < 0, hue + 1, hue), saturation, value


def from_hsv(hue: Any, saturation: Any, value: Any) -> Any:
    """Return images with a last axis red, green, blue from hue, saturation and value."""
    sector = hue * 6
    pure = (
        clip(absolute(sector - 3) - 1, 0.0, 1.0),
        clip(2 - absolute(sector - 2), 0.0, 1.0),
        clip(2 - absolute(sector - 4), 0.0, 1.0),
    )
    return stack([(1 - saturation + saturation * each) * value for each in pure], axis=-1)
