"""Resizing: bring images to one size."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import ImageLayer
from nn_core.ops.image import crop_to_ratio, pad_to_ratio
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param


class Resizing(ImageLayer, category="Preprocessing"):
    """Bring images to one height and width.

    A network takes images of one size; this layer makes them so. Stretching changes the proportions: crop or pad to
    the aspect ratio to keep them. Use "nearest" for images whose numbers are labels, it invents no new ones, and
    `antialias` where images get much smaller. Whole numbers stay whole numbers.
    """

    height: int = param(minimum=1, help="Height of the result.")
    width: int = param(minimum=1, help="Width of the result.")
    interpolation: Literal["bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5"] = param(
        default="bilinear", help="How new pixels follow from old ones."
    )
    crop_to_aspect_ratio: bool = param(default=False, help="Cut off what does not fit, instead of stretching.")
    pad_to_aspect_ratio: bool = param(default=False, help="Add borders where something is missing, not stretching.")
    fill_mode: Literal["constant"] = param(default="constant", help="How borders are filled.")
    fill_value: float = param(default=0.0, help="The value that fills borders.")
    antialias: bool = param(default=False, help="Whether every old pixel counts when an image gets smaller.")
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    casts_integers = False
    suggested = {"height": 64, "width": 64}
    sample = Sample(args={"height": 3, "width": 4}, inputs=[(5, 3, 2)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.crop_to_aspect_ratio and self.pad_to_aspect_ratio:
            raise ValueError("Resizing: crop_to_aspect_ratio and pad_to_aspect_ratio exclude each other; choose one.")

    def compute_output_shape(self, input_shape: Any) -> Any:
        return self.resized_shape(input_shape, self.height, self.width)

    def transform(self, images: Any) -> Any:
        size = (self.height, self.width)
        if self.crop_to_aspect_ratio:
            images = crop_to_ratio(images, *size)
        elif self.pad_to_aspect_ratio:
            images = pad_to_ratio(images, *size, self.fill_value)
        if "int" not in images.dtype or self.interpolation == "nearest":
            return ops.resize(images, size, self.interpolation, self.antialias)
        resized = ops.resize(ops.cast(images, "float32"), size, self.interpolation, self.antialias)
        limits = np.iinfo(images.dtype)
        return ops.cast(ops.clip(ops.round(resized), limits.min, limits.max), images.dtype)
