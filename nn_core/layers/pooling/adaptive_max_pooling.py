"""AdaptiveMaxPooling: the largest number of a fixed number of windows."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core import ops
from nn_core.layers.pooling.adaptive_pooling import AdaptivePooling


class AdaptiveMaxPooling(AdaptivePooling):
    """Keep the largest numbers of a fixed number of windows along each axis."""

    def pool(self, x: Any, axis: int, windows: list[slice]) -> Any:
        before = (slice(None),) * axis
        numbers = np.asarray(x)
        places = [window.start + numbers[*before, window].argmax(axis) for window in windows]
        return ops.take_along_axis(x, np.stack(places, axis), axis)  # of equal numbers, the first gets the gradient
