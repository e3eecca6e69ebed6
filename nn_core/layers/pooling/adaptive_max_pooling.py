"""AdaptiveMaxPooling: the largest number of a fixed number of windows."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.pooling.adaptive_pooling import AdaptivePooling


class AdaptiveMaxPooling(AdaptivePooling):
    """Keep the largest numbers of a fixed number of windows along each axis."""

    def call(self, inputs: Any) -> Any:
        return ops.adaptive_max_pool(inputs, self.output_size, self.data_format)
