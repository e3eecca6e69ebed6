"""GlobalAveragePooling1D: the mean of every channel of a sequence."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.autodiff import convert_to_numpy
from nn_core.layers.layer import Sample
from nn_core.layers.pooling.global_pooling import GlobalPooling


class GlobalAveragePooling1D(GlobalPooling, category="Pooling", aliases=("GlobalAvgPool1D",)):
    """Take the mean of every channel of a sequence.

    After an Embedding it makes one vector of a text of any length, whatever the order of its words. Steps that are
    masked do not count; a sequence that is masked altogether gives zeros.
    """

    formula = "output = mean of every channel"
    input_ndim = 3
    supports_masking = True
    roles = ("linear",)
    sample = Sample(args={}, inputs=[(5, 2)])

    def reduce(self, x: Any, axes: tuple[int, ...]) -> Any:
        return ops.mean(x, axis=axes, keepdims=self.keepdims)

    def call(self, inputs: Any, mask: Any = None) -> Any:
        if mask is None:
            return super().call(inputs)
        steps = 2 if self.data_format == "channels_first" else 1
        seen = ops.expand_dims(convert_to_numpy(mask, inputs.dtype), axis=3 - steps)
        total = ops.sum(inputs * seen, axis=steps, keepdims=self.keepdims)
        return ops.divide_no_nan(total, ops.sum(seen, axis=steps, keepdims=self.keepdims))

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        return None
