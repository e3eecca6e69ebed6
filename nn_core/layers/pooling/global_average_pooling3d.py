"""GlobalAveragePooling3D: the mean of every channel of a volume."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.pooling.global_pooling import GlobalPooling


class GlobalAveragePooling3D(GlobalPooling, category="Pooling", aliases=("GlobalAvgPool3D",)):
    """Take the mean of every channel of a volume or a film.

    Between convolutions and the last Dense layer it replaces Flatten: far fewer weights, and any size fits.
    """

    formula = "output = mean of every channel"
    input_ndim = 5
    roles = ("linear",)
    sample = Sample(args={}, inputs=[(3, 4, 2, 2)])

    def reduce(self, x: Any, axes: tuple[int, ...]) -> Any:
        return ops.mean(x, axis=axes, keepdims=self.keepdims)
