"""LearningRate: the kind of parameter that is a number or a schedule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from nn_core.autodiff import Tensor
from nn_core.spec.kinds import Real
from nn_core.spec.params import param
from nn_core.spec.serialization import deserialize, serialize


@dataclass(frozen=True)
class LearningRate(Real):
    """A number of at least 0, a schedule, or a function without arguments that returns the number."""

    minimum: float | None = 0.0

    def check(self, value: Any) -> Any:
        if isinstance(value, dict):
            return deserialize(value, "schedule")
        if isinstance(value, Tensor):
            value = value.item()
        return value if callable(value) else float(super().check(value))

    def describe(self) -> str:
        return f"{super().describe()}, or a learning-rate schedule"

    def to_json(self, value: Any) -> Any:
        return serialize(value) if callable(value) else float(value)


Rate = Annotated[Any, LearningRate()]


def learning_rate_param(default: float) -> Any:
    """Declare the learning rate of an optimizer."""
    return param(default=default, help="How far to go in each step: a number, or a schedule that changes it.")
