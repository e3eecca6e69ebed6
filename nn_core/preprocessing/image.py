"""Pictures as arrays and back. Reading and writing files needs Pillow."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from nn_core import ops
from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.ops.image import crop_to_ratio

_MODES = {"grayscale": "L", "rgb": "RGB", "rgba": "RGBA"}


def load_img(
    path: Any,
    color_mode: str = "rgb",
    target_size: tuple[int, int] | None = None,
    interpolation: str = "nearest",
    keep_aspect_ratio: bool = False,
) -> Any:
    """Read a picture with Pillow, brought to (height, width) if wanted; with its proportions kept, the rest is cut."""
    if color_mode not in _MODES:
        raise ValueError(f"color_mode must be 'grayscale', 'rgb' or 'rgba', not {color_mode!r}.")
    pillow = pillow_image()
    try:
        with pillow.open(path) as opened:
            picture = opened.convert(_MODES[color_mode])
    except OSError as error:
        if error.errno is not None:  # no such file, no permission
            raise
        raise _no_picture(path, error) from None
    except Exception as error:  # Pillow's readers raise whatever they stumble over
        raise _no_picture(path, error) from None
    if target_size is None:
        return picture
    methods = {"nearest": "NEAREST", "bilinear": "BILINEAR", "bicubic": "BICUBIC", "lanczos": "LANCZOS", "box": "BOX"}
    if interpolation not in methods:
        raise ValueError(f"interpolation must be one of {', '.join(methods)}, not {interpolation!r}.")
    box = _middle(picture.size, target_size[::-1]) if keep_aspect_ratio else None
    return picture.resize(target_size[::-1], getattr(pillow.Resampling, methods[interpolation]), box=box)


def check_img(path: Any) -> None:
    """Decode a picture and forget it, coarsely where its format allows; ValueError if it is damaged or none."""
    try:
        with pillow_image().open(path) as opened:
            opened.draft("L", (1, 1))
            opened.load()
    except OSError as error:
        if error.errno is not None:
            raise
        raise _no_picture(path, error) from None
    except Exception as error:
        raise _no_picture(path, error) from None


def _no_picture(path: Any, error: Exception) -> ValueError:
    name = getattr(path, "name", path)
    return ValueError(f"'{name}' is no picture that Pillow can read, or it is damaged or far too large ({error}).")


def _middle(size: tuple[int, int], wanted: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of the largest middle part that has the wanted proportions."""
    width, height = min(size[0], size[1] * wanted[0] // wanted[1]), min(size[1], size[0] * wanted[1] // wanted[0])
    left, top = (size[0] - width) // 2, (size[1] - height) // 2
    return left, top, left + width, top + height


def smart_resize(
    x: Any, size: tuple[int, int], interpolation: str = "bilinear", data_format: str = "channels_last"
) -> Any:
    """Return pictures (…, height, width, channels) at another size, cut in the middle to keep their proportions."""
    array = convert_to_numpy(x)
    if array.ndim not in (3, 4) or len(size) != 2:
        raise ValueError(f"smart_resize takes pictures with 3 or 4 axes and a size of 2, not {array.shape} and {size}.")
    is_first = data_format == "channels_first"
    pictures = np.moveaxis(array, -3, -1) if is_first else array
    pictures = crop_to_ratio(pictures.reshape(-1, *pictures.shape[-3:]).astype("float32"), *size)
    resized = convert_to_numpy(ops.resize(ops.convert_to_tensor(pictures), size, interpolation))
    resized = resized if array.ndim == 4 else resized[0]
    return np.moveaxis(resized, -1, -3) if is_first else resized


def img_to_array(img: Any, data_format: str | None = None, dtype: str = "float32") -> Array:
    """Return a picture as an array (height, width, channels), or channels first if wanted."""
    array = np.asarray(img, dtype)
    if array.ndim not in (2, 3):
        raise ValueError(f"A picture has 2 or 3 axes, but this one has the shape {array.shape}.")
    array = array[..., None] if array.ndim == 2 else array
    return array.transpose(2, 0, 1) if data_format == "channels_first" else array


def array_to_img(x: Any, data_format: str | None = None, scale: bool = True, dtype: str = "float32") -> Any:
    """Return an array as a Pillow picture; `scale` stretches its values to 0 … 255."""
    array = convert_to_numpy(x).astype(dtype)
    if array.ndim != 3:
        raise ValueError(f"A picture is an array with 3 axes, but this one has the shape {array.shape}.")
    array = array.transpose(1, 2, 0) if data_format == "channels_first" else array
    if scale:
        array = array - array.min()
        array = array * (255 / array.max()) if array.max() else array
    if array.shape[-1] not in (1, 3, 4):
        raise ValueError(f"A picture has 1, 3 or 4 channels, not {array.shape[-1]}.")
    pixels = array.astype(np.uint8)
    return pillow_image().fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)


def save_img(
    path: Any, x: Any, data_format: str | None = None, file_format: str | None = None, scale: bool = True
) -> None:
    """Write an array as a picture; the file's ending chooses the format."""
    array_to_img(x, data_format, scale).save(path, format=file_format)


def pillow_image() -> Any:
    """Return Pillow's module of pictures; ImportError in a sentence."""
    try:
        return importlib.import_module("PIL.Image")
    except ImportError:
        raise ImportError("Pictures in files need Pillow: install it with 'pip install pillow'.") from None
