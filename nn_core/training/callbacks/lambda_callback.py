"""LambdaCallback: a callback made of functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nn_core.spec.naming import did_you_mean
from nn_core.training.callbacks.callback import Callback

MOMENTS = [name for name in vars(Callback) if name.startswith("on_")]


class LambdaCallback(Callback):
    """Calls functions at given moments.

    Args:
        kwargs: the names of methods of Callback with a function for each.

    Example:
        >>> LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch, logs["loss"]))
    """

    def __init__(self, **kwargs: Callable[..., Any] | None) -> None:
        for moment, function in kwargs.items():
            if moment not in MOMENTS:
                raise TypeError(f"LambdaCallback: there is no moment {moment!r}.{did_you_mean(moment, MOMENTS)}")
            if function is not None:
                setattr(self, moment, function)
