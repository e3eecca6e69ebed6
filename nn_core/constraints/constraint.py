"""Constraint: a rule that a weight is brought back to after every step of training."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.spec.params import Configurable


class Constraint(Configurable):
    """Gives for a weight the nearest values that are allowed.

    Example:
        >>> class AtMostOne(Constraint):
        ...     def __call__(self, w):
        ...         return ops.minimum(w, 1.0)
    """

    family: ClassVar[str] = "constraint"

    def __call__(self, w: Any) -> Any:
        return w


def norms(w: Any, axis: Any) -> tuple[Array, Array]:
    """Return a weight as an array, and the lengths of the vectors along the axes."""
    array = convert_to_numpy(w)
    axes = tuple(axis) if isinstance(axis, list | tuple) else axis
    return array, np.sqrt(np.sum(np.square(array), axis=axes, keepdims=True))
