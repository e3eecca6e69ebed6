"""image_dataset_from_directory: pictures in folders, one folder for each class."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core import ops
from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.ops.resizing import INTERPOLATIONS
from nn_core.preprocessing.image import load_img
from nn_core.spec.defaults import image_data_format
from nn_core.utils.directory_dataset import dataset_of_files
from nn_core.utils.directory_index import FolderSettings

FORMATS = (".bmp", ".gif", ".jpeg", ".jpg", ".png")


def image_dataset_from_directory(
    directory: Any,
    labels: Any = "inferred",
    label_mode: str | None = "int",
    class_names: list[str] | None = None,
    color_mode: str = "rgb",
    batch_size: int | None = 32,
    image_size: Any = (256, 256),
    shuffle: bool = True,
    seed: int | None = None,
    validation_split: float | None = None,
    subset: str | None = None,
    interpolation: str = "bilinear",
    follow_links: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    data_format: str | None = None,
    format: str = "tf",
    verbose: bool = True,
) -> Any:
    """Return a dataset of pictures in folders, as float32 from 0 to 255, with their labels.

    Args:
        directory: holds one folder for each class.
        labels: "inferred" from the folders, None, or a list of numbers in the order of the paths.
        label_mode: "int", "categorical" (one-hot), "binary" (0.0 or 1.0) or None.
        class_names: the folders in the order of their numbers, if not that of the alphabet.
        color_mode: "rgb", "rgba" or "grayscale".
        image_size: (height, width) to which the pictures are brought.
        validation_split, subset, seed: keep a share for validation; the same seed picks the same files as in Keras.
            subset="both" returns the two datasets.
        crop_to_aspect_ratio, pad_to_aspect_ratio: cut off or add borders, instead of stretching.
        format: accepted as in Keras; there is one kind of dataset here.
    """
    size = (image_size, image_size) if isinstance(image_size, int) else tuple(image_size)
    if len(size) != 2:
        raise ValueError(f"image_size must be (height, width), not {image_size!r}.")
    if color_mode not in ("rgb", "rgba", "grayscale"):
        raise ValueError(f"color_mode must be 'rgb', 'rgba' or 'grayscale', not {color_mode!r}.")
    if interpolation.lower() not in INTERPOLATIONS:
        raise ValueError(f"interpolation must be one of {', '.join(INTERPOLATIONS)}, not {interpolation!r}.")
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        raise ValueError("crop_to_aspect_ratio and pad_to_aspect_ratio exclude each other; choose one.")
    resize = cropped if crop_to_aspect_ratio else bordered if pad_to_aspect_ratio else stretched
    is_first = (data_format or image_data_format()) == "channels_first"

    def read(path: str) -> Array:
        picture = resize(read_picture(path, color_mode), size, interpolation.lower())
        return picture.transpose(2, 0, 1) if is_first else picture

    settings = FolderSettings(
        *(directory, labels, label_mode, class_names, batch_size, shuffle, seed),
        *(validation_split, subset, follow_links, verbose),
    )
    return dataset_of_files(settings, FORMATS, read)


def read_picture(path: str, color_mode: str) -> Array:
    """Return a picture in float32; ValueError names a file that is none."""
    try:
        pixels = np.asarray(load_img(path, color_mode), "float32")
    except (OSError, ValueError, SyntaxError) as error:  # Pillow's ways to say so
        raise ValueError(f"'{path}' cannot be read as a picture: {error}.") from error
    return pixels[..., None] if pixels.ndim == 2 else pixels


def stretched(picture: Array, size: tuple[int, int], interpolation: str) -> Array:
    """Return a picture at another size."""
    return np.asarray(convert_to_numpy(ops.resize(ops.convert_to_tensor(picture[None]), size, interpolation))[0])


def cropped(picture: Array, size: tuple[int, int], interpolation: str) -> Array:
    """Return the middle of a picture that has the wanted proportions, at the wanted size."""
    height, width = picture.shape[:2]
    kept = (min(height, int(width * size[0] / size[1])), min(width, int(height * size[1] / size[0])))
    top, left = ((old - max(new, 1)) // 2 for old, new in zip((height, width), kept, strict=True))
    return stretched(picture[top : top + max(kept[0], 1), left : left + max(kept[1], 1)], size, interpolation)


def bordered(picture: Array, size: tuple[int, int], interpolation: str) -> Array:
    """Return a picture in its own proportions at the largest size that fits, with black borders."""
    ratio = max(picture.shape[0] / size[0], picture.shape[1] / size[1])
    height, width = (max(int(old / ratio), 1) for old in picture.shape[:2])
    framed = np.zeros((*size, picture.shape[2]), "float32")
    top, left = (int((whole - old / ratio) / 2) for whole, old in zip(size, picture.shape[:2], strict=True))
    framed[top : top + height, left : left + width] = stretched(picture, (height, width), interpolation)
    return framed
