"""CIFAR-100: small photographs in a hundred classes, which are grouped in twenty."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.datasets.cifar import in_data_format, read_batches
from nn_core.datasets.origin import TORONTO
from nn_core.utils.remote_file import RemoteFile

FILES = (
    RemoteFile(
        "cifar-100-python-target_archive",
        f"{TORONTO}cifar-100-python.tar.gz",
        169_001_437,
        "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7",
        other_names=("cifar-100-python.tar.gz",),
    ),
)


def load_data(label_mode: str = "fine", path: str | None = None) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return (x_train, y_train), (x_test, y_test): 50,000 and 10,000 pictures (32, 32, 3) in uint8, labels (number, 1).

    Args:
        label_mode: "fine" for the 100 classes, "coarse" for the 20 groups.
        path: the archive, if you have it elsewhere than in the cache.
    """
    if label_mode not in ("fine", "coarse"):
        raise ValueError(f"label_mode must be 'fine' or 'coarse', not {label_mode!r}.")
    batches = read_batches(FILES[0].find(path), "cifar-100-python", ["train", "test"], f"{label_mode}_labels")
    train, test = ((in_data_format(pictures), np.array(labels)[:, None]) for pictures, labels in batches)
    return train, test
