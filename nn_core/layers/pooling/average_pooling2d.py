"""AveragePooling2D: the mean of every window."""

from __future__ import annotations

from typing import Any, ClassVar

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.pooling.pooling import Pooling
from nn_core.spec.kinds import Size2
from nn_core.spec.params import param


class AveragePooling2D(Pooling, category="Pooling", aliases=("AvgPool2D",)):
    """Take the mean of every window of an image: a smaller, smoother image.

    Unlike the maximum it counts everything in the window. What lies outside the image does not count.
    """

    pool_size: Size2 = param(help="Height and width of the window.")

    formula = "output = mean of the window"
    input_ndim = 4
    roles = ("linear",)
    suggested: ClassVar[dict[str, Any]] = {"pool_size": 2}
    sample = Sample(args={"pool_size": 2}, inputs=[(4, 5, 2)])

    def pool(self, x: Any, **settings: Any) -> Any:
        return ops.average_pool(x, **settings)
