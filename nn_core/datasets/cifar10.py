"""CIFAR-10: small photographs in ten classes."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.datasets.cifar import in_data_format, read_batches
from nn_core.datasets.origin import TORONTO
from nn_core.utils.remote_file import RemoteFile

FILES = (
    RemoteFile(
        "cifar-10-batches-py-target_archive",
        f"{TORONTO}cifar-10-python.tar.gz",
        170_498_071,
        "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
        other_names=("cifar-10-batches-py.tar.gz", "cifar-10-python.tar.gz"),
    ),
)
_TRAINING = [f"data_batch_{number}" for number in range(1, 6)]


def load_data(path: str | None = None) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return (x_train, y_train), (x_test, y_test): 50,000 and 10,000 pictures (32, 32, 3) in uint8, labels (number, 1).

    The classes are airplane, automobile, bird, cat, deer, dog, frog, horse, ship and truck.

    Args:
        path: the archive, if you have it elsewhere than in the cache.
    """
    *training, test = read_batches(FILES[0].find(path), "cifar-10-batches-py", [*_TRAINING, "test_batch"], "labels")
    x_train = in_data_format(np.concatenate([pictures for pictures, _ in training]))
    y_train = np.concatenate([np.array(labels, "uint8") for _, labels in training])
    return (x_train, y_train[:, None]), (in_data_format(test[0]), np.array(test[1], "uint8")[:, None])
