"""AveragePooling3D: the mean of every window of a volume."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.pooling.pooling import Pooling
from nn_core.spec.kinds import Optional, Size, Size3
from nn_core.spec.params import param


class AveragePooling3D(Pooling, category="Pooling", aliases=("AvgPool3D",)):
    """Take the mean of every window of a volume or a film: smaller and smoother.

    What lies outside the volume does not count.
    """

    pool_size: Size3 = param(help="Depth, height and width of the window.")
    strides: Annotated[Any, Optional(Size(3))] = param(
        default=None, help="Steps by which the window moves; the size of the window if not given."
    )

    formula = "output = mean of the window"
    input_ndim = 5
    roles = ("linear",)
    suggested: ClassVar[dict[str, Any]] = {"pool_size": 2}
    sample = Sample(args={"pool_size": 2}, inputs=[(4, 3, 2, 2)])

    def pool(self, x: Any, **settings: Any) -> Any:
        return ops.average_pool(x, **settings)
