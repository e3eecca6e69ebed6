"""MaxPooling2D: keep the largest number of every window."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.pooling.pooling import Pooling


class MaxPooling2D(Pooling, category="Pooling", aliases=("MaxPool2D",)):
    """Keep the largest number of every window of an image.

    After a convolution it says whether a pattern was found in the window, and forgets where exactly. A window of
    2 × 2 halves height and width, and makes what follows four times cheaper.
    """

    formula = "output = largest number of the window"
    input_ndim = 4
    sample = Sample(args={}, inputs=[(4, 5, 2)])

    def pool(self, x: Any, **settings: Any) -> Any:
        return ops.max_pool(x, **settings)
