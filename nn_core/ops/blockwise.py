"""Long chains of steps on large arrays, piece by piece."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nn_core.autodiff.tensor import Array

BLOCK = 16384  # numbers; what a chain of steps leaves in between then stays in the processor's cache


def by_blocks(function: Callable[[Array], Array], x: Array) -> Array:
    """Return function(x) for a function of each number by itself; two to four times as fast if it takes many steps."""
    if x.size <= BLOCK:
        return np.asarray(function(x))
    y = np.empty(x.shape, x.dtype)
    source, target = x.reshape(-1), y.reshape(-1)
    for start in range(0, x.size, BLOCK):
        target[start : start + BLOCK] = function(source[start : start + BLOCK])
    return y
