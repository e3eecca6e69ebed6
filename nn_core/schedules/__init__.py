"""Schedules: learning rates that change during training."""

from typing import Any

from nn_core.schedules.cosine import CosineDecay, CosineDecayRestarts
from nn_core.schedules.decay import ExponentialDecay, InverseTimeDecay, PolynomialDecay
from nn_core.schedules.piecewise import PiecewiseConstantDecay
from nn_core.schedules.schedule import LearningRateSchedule
from nn_core.spec import serialization
from nn_core.spec.serialization import serialize


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Return the schedule that `serialize` described."""
    return serialization.deserialize(config, "schedule", custom_objects)


__all__ = [
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "LearningRateSchedule",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
    "deserialize",
    "serialize",
]
