"""AdaptiveMaxPooling: the largest number of a fixed number of windows."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.layers.pooling.adaptive_pooling import AdaptivePooling


class AdaptiveMaxPooling(AdaptivePooling):
    """Keep the largest numbers of a fixed number of windows along each axis."""

    def pool(self, x: Any, axis: int, windows: list[slice]) -> Any:
        before = (slice(None),) * axis
        return ops.stack([ops.max(x[*before, window], axis=axis) for window in windows], axis=axis)
