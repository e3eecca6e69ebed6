"""normalize: vectors of length 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array


def normalize(x: Any, axis: int = -1, order: int = 2) -> Array:
    """Return x divided by the length of the vectors along an axis; vectors of zeros stay as they are."""
    array = np.asarray(convert_to_numpy(x))
    array = array if array.dtype.kind == "f" else array.astype(float)
    length = np.linalg.norm(array, order, axis=axis, keepdims=True) if array.ndim else np.abs(array)
    return np.asarray(array / np.where(length == 0, 1, length))
