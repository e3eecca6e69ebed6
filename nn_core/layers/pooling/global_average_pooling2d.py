"""GlobalAveragePooling2D: the mean of every channel."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.pooling.global_pooling import GlobalPooling


class GlobalAveragePooling2D(GlobalPooling, category="Pooling", aliases=("GlobalAvgPool2D",)):
    """Take the mean of every channel of an image: how much of each pattern there is, wherever it is.

    Between convolutions and the last Dense layer it replaces Flatten: far fewer weights, and any image size fits.
    """

    formula = "output = mean of every channel"
    input_ndim = 4
    roles = ("linear",)
    sample = Sample(args={}, inputs=[(4, 5, 2)])

    def reduce(self, x: Any, axes: tuple[int, ...]) -> Any:
        return ops.mean(x, axis=axes, keepdims=self.keepdims)
