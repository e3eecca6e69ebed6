"""AveragePooling1D: the mean of every window of a sequence."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.pooling.pooling import Pooling
from nn_core.spec.kinds import Optional, Size, Size1
from nn_core.spec.params import param


class AveragePooling1D(Pooling, category="Pooling", aliases=("AvgPool1D",)):
    """Take the mean of every window of a sequence: a shorter, smoother sequence.

    What lies before the first step and after the last does not count.
    """

    pool_size: Size1 = param(help="Number of steps in the window.")
    strides: Annotated[Any, Optional(Size(1))] = param(
        default=None, help="Steps by which the window moves; the size of the window if not given."
    )

    formula = "output = mean of the window"
    input_ndim = 3
    roles = ("linear",)
    suggested: ClassVar[dict[str, Any]] = {"pool_size": 2}
    sample = Sample(args={"pool_size": 2}, inputs=[(5, 2)])

    def pool(self, x: Any, **settings: Any) -> Any:
        return ops.average_pool(x, **settings)
