"""GlobalMaxPooling1D: the largest number of every channel of a sequence."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.layer import Sample
from nn_core.layers.pooling.global_pooling import GlobalPooling


class GlobalMaxPooling1D(GlobalPooling, category="Pooling", aliases=("GlobalMaxPool1D",)):
    """Keep the largest number of every channel of a sequence.

    After a Conv1D it says which patterns occur anywhere in a text or signal, however long it is.
    """

    formula = "output = largest number of every channel"
    input_ndim = 3
    sample = Sample(args={}, inputs=[(5, 2)])

    def reduce(self, x: Any, axes: tuple[int, ...]) -> Any:
        return ops.max(x, axis=axes, keepdims=self.keepdims)
