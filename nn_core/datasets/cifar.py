"""What CIFAR-10 and CIFAR-100 share: pickles in a tar archive."""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array
from nn_core.datasets.plain_pickle import UnsafePickleError, load_plain
from nn_core.spec.defaults import image_data_format

_LARGEST_BYTES = 1_000_000_000


def read_batches(archive: Path, folder: str, names: list[str], labels: str) -> list[tuple[Array, Any]]:
    """Return pictures (number, 3, 32, 32) and the list of labels for each of the named files in the archive."""
    found: dict[str, tuple[Array, Any]] = {}
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                name = member.name.removeprefix("./").removeprefix(f"{folder}/")
                if name in names and member.isreg() and member.size < _LARGEST_BYTES:
                    found[name] = _batch(load_plain(tar.extractfile(member)), labels)  # type: ignore[arg-type]
        return [found[name] for name in names]
    except KeyError as error:
        raise ValueError(f"'{archive.name}' holds no '{folder}/{error.args[0]}'; is it another archive?") from None
    except (UnsafePickleError, tarfile.TarError, EOFError, OSError) as error:
        raise ValueError(f"'{archive.name}' is not read: {error}.") from error


def _batch(content: Any, labels: str) -> tuple[Array, Any]:
    pictures, numbers = (content.get(key) if isinstance(content, dict) else None for key in ("data", labels))
    if not isinstance(pictures, np.ndarray) or not isinstance(numbers, list) or len(pictures) != len(numbers):
        raise UnsafePickleError(f"it holds no 'data' with as many '{labels}'")
    return pictures.reshape(-1, 3, 32, 32), numbers


def in_data_format(pictures: Array) -> Array:
    """Return pictures with their channels where the settings want them."""
    return pictures.transpose(0, 2, 3, 1) if image_data_format() == "channels_last" else pictures
