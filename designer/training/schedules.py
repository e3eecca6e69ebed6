"""Schedules: learning rates that change with the steps: those on offer, how they begin, and their curves."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn_core.spec import registry
from nn_core.spec.kinds import Integer, Real
from nn_core.spec.params import Param
from nn_core.spec.serialization import deserialize

FAMILY = "schedule"
Config = dict[str, Any]
_NUM_POINTS = 200


def offered() -> list[str]:
    """Return the names of the schedules that a rate and a number of steps are enough to begin with."""
    return [name for name, _ in registry.entries(FAMILY) if not refusal(new_schedule(name, 0.001, 100))]


def new_schedule(class_name: str, learning_rate: float, num_steps: int) -> Config:
    """Return a schedule that begins at a learning rate and lasts so many steps."""
    parameters = registry.get(FAMILY, class_name).parameters.values()
    needed = {each.name: _start(each, learning_rate, num_steps) for each in parameters if each.is_required}
    return {"class_name": class_name, "config": needed}


def _start(each: Param, learning_rate: float, num_steps: int) -> Any:
    if isinstance(each.kind, Integer):
        return max(1, num_steps)
    if not isinstance(each.kind, Real):
        return None
    return learning_rate if "learning_rate" in each.name else 0.9  # what is left is the factor of a decay


def parameters_of(class_name: str) -> list[Param]:
    """Return what can be set."""
    cls = registry.find(FAMILY, class_name)
    return [each for each in getattr(cls, "parameters", {}).values() if each.name != "name"]


def refusal(schedule: Config) -> str:
    """Say in a sentence what is wrong with a schedule; nothing if it can be used."""
    try:
        deserialize(schedule, FAMILY)(0)
    except (ValueError, TypeError, ArithmeticError) as error:
        return str(error)
    return ""


def curve(schedule: Config, num_steps: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return steps from 0 to `num_steps` and the learning rate at each."""
    made = deserialize(schedule, FAMILY)
    steps = np.linspace(0, max(1, num_steps), _NUM_POINTS)
    return steps, np.array([float(made(step)) for step in steps])
