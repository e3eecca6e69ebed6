"""nn_core: a deep-learning engine on NumPy with Keras's public API.

Example:
    >>> import nn_core as keras
    >>> model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nn_core import (
    activations,
    backend,
    callbacks,
    config,
    constraints,
    dtype_policies,
    initializers,
    layers,
    losses,
    metrics,
    mixed_precision,
    models,
    ops,
    optimizers,
    preprocessing,
    random,
    regularizers,
    saving,
    tree,
    utils,
    wrappers,
)
from nn_core.autodiff import GradientTape, Tensor, Variable
from nn_core.backend import name_scope
from nn_core.initializers import Initializer
from nn_core.layers import Input, InputSpec, KerasTensor, Layer
from nn_core.losses import Loss
from nn_core.metrics import Metric
from nn_core.models import Model, Sequential
from nn_core.optimizers import Optimizer
from nn_core.regularizers import Regularizer
from nn_core.spec import old_modules
from nn_core.spec.dtype_policies import DTypePolicy

__version__ = "0.1.0"


def version() -> str:
    """Return the version of the engine."""
    return __version__


@contextmanager
def device(device_name: str) -> Iterator[None]:
    """Accept the name of a device; everything is computed by the processor."""
    yield


def remat(f: Any) -> Any:
    """Return a function as it is: nothing is computed twice to save memory here."""
    return f


def __getattr__(name: str) -> Any:
    """Import what few scripts need when one asks for it."""
    if name in ("applications", "datasets"):
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"module '{__name__}' has no attribute {name!r}")


old_modules.install()

__all__ = [
    "DTypePolicy",
    "GradientTape",
    "Initializer",
    "Input",
    "InputSpec",
    "KerasTensor",
    "Layer",
    "Loss",
    "Metric",
    "Model",
    "Optimizer",
    "Regularizer",
    "Sequential",
    "Tensor",
    "Variable",
    "activations",
    "applications",
    "backend",
    "callbacks",
    "config",
    "constraints",
    "device",
    "dtype_policies",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "mixed_precision",
    "models",
    "name_scope",
    "ops",
    "optimizers",
    "preprocessing",
    "random",
    "regularizers",
    "remat",
    "saving",
    "tree",
    "utils",
    "version",
    "wrappers",
]
