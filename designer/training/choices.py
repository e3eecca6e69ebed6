"""Choices: the optimizers, losses and metrics the engine knows, by the names a user writes."""

from __future__ import annotations

import nn_core.losses
import nn_core.metrics
import nn_core.optimizers  # noqa: F401  (importing the three registers what they define)
from nn_core.spec import registry


def optimizers() -> list[str]:
    """Return the names of all optimizers."""
    return list(dict.fromkeys(registry.names("optimizer")))


def losses() -> list[str]:
    """Return the names of all losses."""
    return list(dict.fromkeys(registry.names("loss")))


def metrics() -> list[str]:
    """Return the names of all metrics that need no further arguments; accuracy, which means the fitting kind, first."""
    plain = [name for name in registry.names("metric") if not _has_required(name)]
    return list(dict.fromkeys(["accuracy", *plain]))


def _has_required(metric: str) -> bool:
    parameters = getattr(registry.get("metric", metric), "parameters", {})
    return any(each.is_required for each in parameters.values())
