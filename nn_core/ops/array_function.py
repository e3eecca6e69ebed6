"""@array_function: turns a NumPy function into an operation on tensors that has no derivative."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from nn_core.autodiff import Symbolic, Tensor


def array_function(function: Callable[..., Any]) -> Callable[..., Tensor]:
    """Let a function of arrays take and give tensors; no gradient passes through it."""

    @functools.wraps(function)
    def operation(*args: Any, **kwargs: Any) -> Any:
        for x in args:
            if isinstance(x, Symbolic):
                return x.apply(function.__name__, operation, args, kwargs)
        arrays = [x.value if isinstance(x, Tensor) else x for x in args]
        named = {name: x.value if isinstance(x, Tensor) else x for name, x in kwargs.items()}
        return Tensor(function(*arrays, **named))

    return operation
