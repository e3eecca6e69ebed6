"""Initializer: how the numbers of a weight start."""

from __future__ import annotations

from typing import Any, ClassVar

from nn_core.autodiff.tensor import Array
from nn_core.spec.params import Configurable


class Initializer(Configurable):
    """Makes an array for a shape.

    Example:
        >>> class Halves(Initializer):
        ...     def __call__(self, shape, dtype="float32"):
        ...         return np.full(shape, 0.5, dtype)
    """

    family: ClassVar[str] = "initializer"

    def __call__(self, shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        raise NotImplementedError(f"{type(self).__name__} must define __call__(shape, dtype) and return an array.")

    def clone(self) -> Any:
        """Return another initializer with the same parameters."""
        return type(self).from_config(self.get_config())
