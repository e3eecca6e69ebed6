"""MNIST: handwritten digits."""

from __future__ import annotations

from nn_core.autodiff.tensor import Array
from nn_core.datasets.npz import read_npz
from nn_core.datasets.origin import at_google

FILES = (at_google("mnist.npz", 11_490_434, "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"),)


def load_data(path: str = "mnist.npz") -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return (x_train, y_train), (x_test, y_test): 60,000 and 10,000 pictures (28, 28) in uint8, and their digits.

    Args:
        path: name in the cache, or the path of a file of yours.
    """
    x_train, y_train, x_test, y_test = read_npz(FILES[0].find(path), "x_train", "y_train", "x_test", "y_test")
    return (x_train, y_train), (x_test, y_test)
