"""Regularizer: a penalty for large weights, added to the loss."""

from __future__ import annotations

from typing import Any, ClassVar

from nn_core.spec.params import Configurable


class Regularizer(Configurable):
    """Gives a number for a weight (or an output): the larger, the less it is wanted.

    Example:
        >>> class Cubed(Regularizer):
        ...     def __call__(self, x):
        ...         return 0.01 * ops.sum(ops.absolute(x) ** 3)
    """

    family: ClassVar[str] = "regularizer"

    def __call__(self, x: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} must define __call__(x) and return one number.")
