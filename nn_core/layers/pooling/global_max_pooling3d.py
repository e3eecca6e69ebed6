"""GlobalMaxPooling3D: the largest number of every channel of a volume."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.pooling.global_pooling import GlobalPooling


class GlobalMaxPooling3D(GlobalPooling, category="Pooling", aliases=("GlobalMaxPool3D",)):
    """Keep the largest number of every channel of a volume or a film.

    It says whether a pattern occurs at all, and forgets where and when.
    """

    formula = "output = largest number of every channel"
    input_ndim = 5
    sample = Sample(args={}, inputs=[(3, 4, 2, 2)])

    def reduce(self, x: Any, axes: tuple[int, ...]) -> Any:
        return ops.max(x, axis=axes, keepdims=self.keepdims)
