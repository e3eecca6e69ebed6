"""Choices: the optimizers, losses and metrics the engine knows, by the names a user writes."""

from __future__ import annotations

import inspect
from typing import Any

import nn_core.losses
import nn_core.metrics
import nn_core.optimizers  # noqa: F401  (importing the three registers what they define)
from nn_core.spec import registry
from nn_core.spec.naming import to_snake_case

FROM_LOGITS = " from logits"  # ends the name of a loss that is told so
_USUAL_OPTIMIZERS = ("adam", "sgd", "rmsprop")


def optimizers() -> list[str]:
    """Return the names of all optimizers, the usual ones first."""
    alone = [
        name for name, cls in registry.entries("optimizer") if not any(p.is_required for p in cls.parameters.values())
    ]
    names = [optimizer_name(name) for name in alone]
    return sorted(names, key=lambda name: (name not in _USUAL_OPTIMIZERS, _position(name), name))


def optimizer_name(spelling: str) -> str:
    """Return the one name we use for an optimizer: that of its class in small letters, as in Keras."""
    entry = registry.find("optimizer", spelling)
    return spelling if entry is None else str(entry.__name__).lower()


def losses() -> list[str]:
    """Return the names of all losses; those that take logits a second time, behind the plain ones."""
    return [*dict.fromkeys(registry.names("loss")), *losses_of_logits()]


def losses_of_logits() -> dict[str, Any]:
    """Return the losses that also take what comes before softmax or sigmoid, by the name a setting has for that."""
    found = (each for each in registry.entries("loss") if "from_logits" in getattr(each[1], "parameters", {}))
    return {to_snake_case(name) + FROM_LOGITS: entry for name, entry in found}


def metrics() -> list[str]:
    """Return the names of all metrics that compare targets with predictions; accuracy, of the fitting kind, first."""
    fitting = [to_snake_case(name) for name, entry in registry.entries("metric") if _compares(entry)]
    return list(dict.fromkeys(["accuracy", *fitting]))


def metric_name(spelling: str) -> str:
    """Return the name under which `metrics` lists a metric: mean_absolute_error for mae."""
    entry = registry.find("metric", spelling)
    return spelling if entry is None else to_snake_case(entry.__name__)


def _position(name: str) -> int:
    return _USUAL_OPTIMIZERS.index(name) if name in _USUAL_OPTIMIZERS else 0


def _compares(metric: Any) -> bool:
    """Say whether a metric can be made by its name alone, compares y_true and y_pred, and gives one number."""
    _, *own = inspect.signature(metric.__init__).parameters.values()
    needed = [each for each in own if each.default is each.empty and each.kind is each.POSITIONAL_OR_KEYWORD]
    needed += [each for each in getattr(metric, "parameters", {}).values() if each.is_required]
    average = getattr(metric, "parameters", {}).get("average")
    is_per_class = average is not None and average.default is None
    return not needed and not is_per_class and "y_true" in inspect.signature(metric.update_state).parameters
