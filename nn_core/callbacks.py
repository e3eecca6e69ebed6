"""Callbacks under the name scripts import them by; they live in `nn_core.training.callbacks`."""

from nn_core.training.callbacks import *  # noqa: F403
from nn_core.training.callbacks import __all__ as __all__

__path__: list[str] = []  # so that the module of that name inside it, an old place, can be imported
