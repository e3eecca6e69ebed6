"""Boston housing: what houses cost in 506 districts of 1978.

One of its columns assumes that prices follow the share of Black inhabitants; take `california_housing` unless an old
script needs this one.
"""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.datasets.npz import read_npz
from nn_core.datasets.origin import at_google
from nn_core.datasets.splitting import check_test_split, shuffled, split

FILES = (at_google("boston_housing.npz", 57_026, "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"),)


def load_data(
    path: str = "boston_housing.npz", test_split: float = 0.2, seed: int = 113
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return (x_train, y_train), (x_test, y_test): 13 columns, and the median price in thousands of dollars.

    Args:
        path: name in the cache, or the path of a file of yours.
        test_split: share of the rows for the test.
        seed: decides the order of the rows.
    """
    check_test_split(test_split)
    x, y = read_npz(FILES[0].find(path), "x", "y")
    return split(*shuffled(x, y, np.random.RandomState(seed)), test_split)
