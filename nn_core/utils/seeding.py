"""set_random_seed: makes a program repeatable."""

from __future__ import annotations

import random
from typing import Any

import numpy as np

from nn_core.ops.random import set_seed


def set_random_seed(seed: Any) -> None:
    """Start every source of chance anew: weights, dropout, shuffling, and Python's and NumPy's own generators."""
    if not isinstance(seed, int | np.integer) or not 0 <= seed < 2**32:
        raise ValueError(f"The seed must be a whole number from 0 to 2**32 - 1, not {seed!r}.")
    seed = int(seed)
    random.seed(seed)
    np.random.seed(seed)
    set_seed(seed)
