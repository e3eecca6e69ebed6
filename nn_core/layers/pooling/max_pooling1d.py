"""MaxPooling1D: keep the largest number of every window of a sequence."""

from __future__ import annotations

from typing import Annotated, Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.pooling.pooling import Pooling
from nn_core.spec.kinds import Optional, Size, Size1
from nn_core.spec.params import param


class MaxPooling1D(Pooling, category="Pooling", aliases=("MaxPool1D",)):
    """Keep the largest number of every window of a sequence.

    After a Conv1D it says whether a pattern was found among some neighbouring steps, and forgets at which of them.
    """

    pool_size: Size1 = param(default=2, help="Number of steps in the window.")
    strides: Annotated[Any, Optional(Size(1))] = param(
        default=None, help="Steps by which the window moves; the size of the window if not given."
    )

    formula = "output = largest number of the window"
    input_ndim = 3
    sample = Sample(args={}, inputs=[(5, 2)])

    def pool(self, x: Any, **settings: Any) -> Any:
        return ops.max_pool(x, **settings)
