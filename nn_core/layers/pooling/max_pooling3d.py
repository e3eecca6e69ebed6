"""MaxPooling3D: keep the largest number of every window of a volume."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.pooling.pooling import Pooling
from nn_core.spec.kinds import Optional, Size, Size3
from nn_core.spec.params import param


class MaxPooling3D(Pooling, category="Pooling", aliases=("MaxPool3D",)):
    """Keep the largest number of every window of a volume or a film.

    A window of 2 × 2 × 2 leaves an eighth of the numbers, and makes what follows eight times cheaper.
    """

    pool_size: Size3 = param(default=(2, 2, 2), help="Depth, height and width of the window.")
    strides: Annotated[Any, Optional(Size(3))] = param(
        default=None, help="Steps by which the window moves; the size of the window if not given."
    )

    formula = "output = largest number of the window"
    input_ndim = 5
    sample = Sample(args={}, inputs=[(4, 3, 2, 2)])

    def pool(self, x: Any, **settings: Any) -> Any:
        return ops.max_pool(x, **settings)
