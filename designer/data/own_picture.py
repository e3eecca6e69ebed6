"""Pictures of one's own from a file: cut to the proportions of the data's pictures, brought to their size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset
from designer.data.errors import DataError
from designer.data.own_drawing import is_dark_on_light, pictures_of, resized
from nn_core.preprocessing.deep_pictures import with_8_bits
from nn_core.preprocessing.image import load_img

ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".gif")


def read_picture(path: Path) -> NDArray[np.float32]:
    """Return the pixels of a file, (height, width, 3), from 0 to 1; DataError if it is no picture."""
    try:
        return np.asarray(load_img(with_8_bits(path), "rgb"), np.float32) / 255
    except OSError as error:
        raise DataError(f"The picture {path.name} cannot be opened: {error.strerror or error}.") from None
    except ValueError as error:
        raise DataError(f"{str(error).rstrip('.')}.") from None


def fitted(picture: NDArray, dataset: Dataset, name: str) -> tuple[NDArray[np.float32], str]:
    """Return a picture (height, width, channels) made like those of an input, and what was done in words."""
    height, width = dataset.input_shapes[name][:2]
    cut = _cut(picture, height, width)
    done = "cut to the middle and " if cut.shape != picture.shape else ""
    values, text = resized(cut, height, width), f"{done}brought to {width}×{height} pixels"
    if len(dataset.input_shapes[name]) == 2 or dataset.input_shapes[name][-1] == 1:
        values, text = values.mean(axis=-1, keepdims=True), f"{text}, grey"
        is_dark = is_dark_on_light(values[None, ..., 0])
        if _is_uniform_ground(dataset, name) and is_dark != is_dark_on_light(pictures_of(dataset, name)):
            values, text = 1 - values, f"{text}, light and dark exchanged, as in the data"
    return values, text


def _cut(picture: NDArray, height: int, width: int) -> NDArray:
    """Return the middle of a picture in the wanted proportions."""
    tall, wide = picture.shape[:2]
    new_tall, new_wide = (
        min(tall, max(1, round(wide * height / width))),
        min(wide, max(1, round(tall * width / height))),
    )
    top, left = (tall - new_tall) // 2, (wide - new_wide) // 2
    return picture[top : top + new_tall, left : left + new_wide]


def _is_uniform_ground(dataset: Dataset, name: str) -> bool:
    """Say whether the corners of the pictures are nearly all alike, as with drawings; photographs differ."""
    corners = pictures_of(dataset, name)[:, [0, 0, -1, -1], [0, -1, 0, -1]]
    return bool((np.abs(corners - np.median(corners)) < 0.1).mean() > 0.9)
