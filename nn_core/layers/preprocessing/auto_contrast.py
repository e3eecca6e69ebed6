"""AutoContrast: stretch every image to the full range of values."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import ImageLayer
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import ValueRange


class AutoContrast(ImageLayer, category="Preprocessing"):
    """Stretch every channel of every image so that it reaches from the smallest to the largest possible value.

    Images that are too dark or too pale show more. A channel of a single value stays as it is.
    """

    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    data_format: DataFormat = param(default=None, kw_only=True, help="Whether the channels come last or first.")

    sample = Sample(args={}, inputs=[(4, 5, 3)])

    def transform(self, images: Any) -> Any:
        low, high = self.value_range
        smallest = ops.min(images, axis=(1, 2), keepdims=True)
        spread = ops.max(images, axis=(1, 2), keepdims=True) - smallest
        is_flat = spread == 0
        stretched = (images - smallest) / ops.where(is_flat, 1.0, spread) * (high - low) + low
        return ops.where(is_flat, images, ops.clip(stretched, low, high))
