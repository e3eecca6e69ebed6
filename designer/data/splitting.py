"""Hold a part of the samples back for the test, always the same one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TEST_SHARE = 0.2


def split(labels: NDArray | None, num_samples: int, seed: int = 0) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the shuffled row numbers for training and for testing; with labels, every class keeps its share."""
    random = np.random.default_rng(seed)
    order = random.permutation(num_samples)
    if labels is None:
        groups = [order]
    else:
        groups = [order[labels[order] == label] for label in np.unique(labels)]
    test = np.concatenate([group[: round(len(group) * TEST_SHARE)] for group in groups])
    return np.setdiff1d(order, test)[random.permutation(num_samples - len(test))], random.permutation(test)
