"""Regularizers: penalties on weights and outputs."""

from typing import Any

from nn_core.regularizers.norms import L1, L1L2, L2
from nn_core.regularizers.orthogonal import OrthogonalRegularizer
from nn_core.regularizers.regularizer import Regularizer
from nn_core.spec import serialization
from nn_core.spec.serialization import serialize

l1, l2, orthogonal_regularizer = L1, L2, OrthogonalRegularizer  # Keras also spells the classes like functions


def l1_l2(l1: float = 0.01, l2: float = 0.01) -> L1L2:
    """Return the regularizer l1 · Σ |x| + l2 · Σ x²."""
    return L1L2(l1=l1, l2=l2)


def get(identifier: Any) -> Any:
    """Return the regularizer that a name, class, configuration, object or function means."""
    if identifier is None:
        return None
    return l1_l2() if identifier == "l1_l2" else serialization.resolve("regularizer", identifier)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Return the regularizer that `serialize` described."""
    return serialization.deserialize(config, "regularizer", custom_objects)


__all__ = [
    "L1",
    "L1L2",
    "L2",
    "OrthogonalRegularizer",
    "Regularizer",
    "deserialize",
    "get",
    "l1",
    "l1_l2",
    "l2",
    "orthogonal_regularizer",
    "serialize",
]
