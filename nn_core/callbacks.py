"""Callbacks under the name scripts import them by; they live in `nn_core.training.callbacks`."""

from nn_core.training.callbacks import *  # noqa: F403
from nn_core.training.callbacks import __all__ as __all__
