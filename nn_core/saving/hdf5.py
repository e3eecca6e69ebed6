"""HDF5: complete models and weights in the layout that Keras 2 introduced and Keras 3 still reads and writes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

ENDINGS = (".h5", ".hdf5")


def write_model(model: Any, path: Path, include_optimizer: bool = True) -> None:
    """Write architecture, weights and training state."""
    raise NotImplementedError


def read_model(path: Path, custom_objects: dict[str, Any] | None = None, compile: bool = True) -> Any:
    """Return the model in the file."""
    raise NotImplementedError


def write_weights_file(model: Any, path: Path) -> None:
    """Write the weights alone."""
    raise NotImplementedError


def read_weights_file(model: Any, path: Path, by_name: bool = False, skip_mismatch: bool = False) -> None:
    """Fill the model with the weights in the file."""
    raise NotImplementedError
