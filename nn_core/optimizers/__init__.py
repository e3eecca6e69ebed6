"""Optimizers: how the weights follow the gradient."""

from typing import Any

from nn_core import schedules
from nn_core.optimizers import legacy
from nn_core.optimizers.adadelta import Adadelta
from nn_core.optimizers.adafactor import Adafactor
from nn_core.optimizers.adagrad import Adagrad
from nn_core.optimizers.adam import Adam, AdamW
from nn_core.optimizers.adamax import Adamax
from nn_core.optimizers.ftrl import Ftrl
from nn_core.optimizers.lamb import Lamb
from nn_core.optimizers.lion import Lion
from nn_core.optimizers.loss_scale import LossScaleOptimizer
from nn_core.optimizers.muon import Muon
from nn_core.optimizers.nadam import Nadam
from nn_core.optimizers.optimizer import Optimizer
from nn_core.optimizers.rmsprop import RMSprop
from nn_core.optimizers.schedule_free import ScheduleFreeAdamW
from nn_core.optimizers.sgd import SGD
from nn_core.spec import registry, serialization
from nn_core.spec.serialization import serialize


def get(identifier: Any) -> Any:
    """Return the optimizer that a name, class, configuration or object means; names in any spelling of capitals."""
    if identifier is None:
        return None
    if isinstance(identifier, str) and registry.find("optimizer", identifier) is None:
        identifier = identifier.lower()
    optimizer = serialization.resolve("optimizer", identifier)
    if not isinstance(optimizer, Optimizer):
        raise ValueError(f"The optimizer must be a name such as 'adam', or an Optimizer, not {identifier!r}.")
    return optimizer


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Return the optimizer that `serialize` described."""
    return serialization.deserialize(config, "optimizer", custom_objects)


__all__ = [
    "SGD",
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lamb",
    "Lion",
    "LossScaleOptimizer",
    "Muon",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "ScheduleFreeAdamW",
    "deserialize",
    "get",
    "legacy",
    "schedules",
    "serialize",
]
