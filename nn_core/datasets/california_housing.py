"""California housing: what houses cost in 20,640 districts of 1990."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.datasets.npz import read_npz
from nn_core.datasets.origin import at_google
from nn_core.datasets.splitting import check_test_split, shuffled, split

FILES = (
    at_google("california_housing.npz", 743_530, "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"),
)
_ROWS = {"small": 600, "large": None}


def load_data(
    version: str = "large", path: str = "california_housing.npz", test_split: float = 0.2, seed: int = 113
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return (x_train, y_train), (x_test, y_test): 8 columns, and the median price in dollars.

    The columns are longitude, latitude, age of the houses, rooms, bedrooms, people, households and median income.

    Args:
        version: "large" for all rows, "small" for the first 600.
        path: name in the cache, or the path of a file of yours.
        test_split: share of the rows for the test.
        seed: decides the order of the rows.
    """
    check_test_split(test_split)
    if version not in _ROWS:
        raise ValueError(f"version must be 'small' or 'large', not {version!r}.")
    x, y = (array[: _ROWS[version]] for array in read_npz(FILES[0].find(path), "x", "y"))
    return split(*shuffled(x, y, np.random.RandomState(seed)), test_split)
