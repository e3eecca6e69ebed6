"""Constraints: rules that weights obey after every step."""

from typing import Any

from nn_core.constraints.constraint import Constraint
from nn_core.constraints.non_negative import NonNeg
from nn_core.constraints.norm import MaxNorm, MinMaxNorm, UnitNorm
from nn_core.spec import serialization
from nn_core.spec.serialization import serialize

max_norm, min_max_norm, non_neg, unit_norm = MaxNorm, MinMaxNorm, NonNeg, UnitNorm  # Keras spells them both ways
maxnorm, nonneg, unitnorm = MaxNorm, NonNeg, UnitNorm  # and Keras 1 a third


def get(identifier: Any) -> Any:
    """Return the constraint that a name, class, configuration, object or function means."""
    return None if identifier is None else serialization.resolve("constraint", identifier)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Return the constraint that `serialize` described."""
    return serialization.deserialize(config, "constraint", custom_objects)


__all__ = [
    "Constraint",
    "MaxNorm",
    "MinMaxNorm",
    "NonNeg",
    "UnitNorm",
    "deserialize",
    "get",
    "max_norm",
    "maxnorm",
    "min_max_norm",
    "non_neg",
    "nonneg",
    "serialize",
    "unit_norm",
    "unitnorm",
]
