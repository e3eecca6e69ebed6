"""Functions made of other operations: a placeholder answers them as a whole, not step by step."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from nn_core.autodiff import Symbolic

# what these say of a placeholder is said at once, or cannot be said at all
NO_OPERATIONS = ("convert_to_numpy", "dtype", "is_tensor", "logits_behind", "ndim", "shape", "size")


def composed(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a placeholder among the arguments, or in a list of them, answer the function; an operation does already."""
    if hasattr(function, "__wrapped__") or function.__name__ in NO_OPERATIONS:
        return function

    @functools.wraps(function)
    def operation(*args: Any, **kwargs: Any) -> Any:
        placeholder = _first_placeholder((*args, *kwargs.values()))
        if placeholder is not None:
            return placeholder.apply(function.__name__, operation, args, kwargs)
        return function(*args, **kwargs)

    return operation


def _first_placeholder(values: Iterable[Any]) -> Symbolic | None:
    for value in values:
        found = _first_placeholder(value) if isinstance(value, list | tuple) else value
        if isinstance(found, Symbolic):
            return found
    return None
