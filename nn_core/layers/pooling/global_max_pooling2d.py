"""GlobalMaxPooling2D: the largest number of every channel of an image."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.pooling.global_pooling import GlobalPooling


class GlobalMaxPooling2D(GlobalPooling, category="Pooling", aliases=("GlobalMaxPool2D",)):
    """Keep the largest number of every channel of an image: whether a pattern occurs at all, wherever it is.

    Compared with GlobalAveragePooling2D a single strong place is enough.
    """

    formula = "output = largest number of every channel"
    input_ndim = 4
    sample = Sample(args={}, inputs=[(4, 5, 2)])

    def reduce(self, x: Any, axes: tuple[int, ...]) -> Any:
        return ops.max(x, axis=axes, keepdims=self.keepdims)
