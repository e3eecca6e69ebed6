"""AffineLayer: the base of layers that rotate, move or enlarge images at random."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.layers.preprocessing.image import RandomImageLayer
from nn_core.ops.resampling import continued, resample, transformed_places

FILL_MODE_HELP = "What lies beyond the border: the image mirrored, repeated, fill_value, or the last pixel."
INTERPOLATION_HELP = "Between four pixels, or the nearest one."
FILL_VALUE_HELP = "What lies beyond the border if fill_mode is 'constant'."


class AffineLayer(RandomImageLayer):
    """Look up every pixel of the result somewhere else in the image, at a place that a matrix gives."""

    fill_mode: Any = "constant"
    interpolation: Any
    fill_value: Any

    def matrices(self, batch: int, height: int, width: int) -> Any:
        """Return for each image a0 a1 a2 b0 b1 b2: (x, y) is read at (a0 x + a1 y + a2, b0 x + b1 y + b2)."""
        raise NotImplementedError

    def transform(self, images: Any) -> Any:
        batch, height, width, _ = images.shape
        numbers = self.matrices(batch, height, width).astype("float32")
        return self.resampled(images, np.pad(numbers, ((0, 0), (0, 8 - numbers.shape[1]))))

    def resampled(self, images: Any, transforms: Any) -> Any:
        """Return images read at the transformed places."""
        height, width = images.shape[1:3]
        rows, columns = transformed_places(transforms, height, width)
        return resample(
            images,
            rows=continued(rows, height, self.fill_mode),
            columns=continued(columns, width, self.fill_mode),
            interpolation=self.interpolation,
            fill_value=self.fill_value,
        )


def columns_of(*numbers: Any) -> Any:
    """Return a matrix of these columns; a single number fills a whole column."""
    return np.stack(np.broadcast_arrays(*numbers), axis=1)
