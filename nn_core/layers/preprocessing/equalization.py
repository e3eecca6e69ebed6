"""Equalization: spread the values of pixels evenly over their range."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np

from nn_core.autodiff import Tensor, convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.layers.layer import Sample
from nn_core.layers.preprocessing.image import ImageLayer
from nn_core.spec.kinds import DataFormat
from nn_core.spec.params import param
from nn_core.spec.preparation_kinds import ValueRange


class Equalization(ImageLayer, category="Preprocessing"):
    """Change the values of pixels so that all of them occur about equally often.

    Brings out details in images that are mostly dark or mostly pale. The values of each channel are counted over all
    images of a batch together, as in Keras; no gradient passes. Does nothing outside training.
    """

    value_range: Annotated[Any, ValueRange()] = param(default=(0, 255), help="Values that pixels can have.")
    bins: int = param(default=256, minimum=2, help="Number of values that are told apart.")
    data_format: DataFormat = param(default=None, help="Whether the channels come last or first.")

    sample = Sample(args={}, inputs=[(4, 5, 3)])

    def call(self, inputs: Any, training: bool = True) -> Any:
        return super().call(inputs) if training else inputs

    def transform(self, images: Any) -> Any:
        low, high = self.value_range
        values = (convert_to_numpy(images) - low) * (255 / (high - low))
        channels = [self._equalized(values[..., channel]) for channel in range(values.shape[-1])]
        return Tensor((np.stack(channels, axis=-1) * ((high - low) / 255) + low).astype(images.dtype))

    def _equalized(self, values: Array) -> Array:
        bins = np.clip(values / 255 * (self.bins - 1), 0, self.bins - 1).astype(int)
        counts = np.bincount(bins.ravel(), minlength=self.bins)
        if np.count_nonzero(counts) <= 1:
            return values
        below = np.cumsum(counts)
        first = below[below > 0][0]
        levels = np.clip(np.round((below - first) * 255 / (below[-1] - first)), 0, 255)
        return np.asarray(levels[bins])
