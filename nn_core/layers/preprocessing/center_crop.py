"""CenterCrop: keep the middle of images."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import ImageLayer
from nn_core.ops.image import crop_to_ratio
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param


class CenterCrop(ImageLayer, category="Preprocessing"):
    """Keep the middle of images.

    What matters is mostly in the middle of a photograph. An image that is smaller than the part to keep is cut to the
    same proportions and then enlarged.
    """

    height: int = param(minimum=1, help="Height of the part to keep.")
    width: int = param(minimum=1, help="Width of the part to keep.")
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    suggested = {"height": 64, "width": 64}
    sample = Sample(args={"height": 3, "width": 2}, inputs=[(6, 5, 2)])

    def compute_output_shape(self, input_shape: Any) -> Any:
        return self.resized_shape(input_shape, self.height, self.width)

    def transform(self, images: Any) -> Any:
        _, height, width, _ = images.shape
        if height < self.height or width < self.width:
            return ops.resize(crop_to_ratio(images, self.height, self.width), (self.height, self.width))
        top, left = (height - self.height) // 2, (width - self.width) // 2
        return images[:, top : top + self.height, left : left + self.width]
