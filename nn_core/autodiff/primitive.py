"""@primitive: turns a NumPy function with its derivative into a differentiable operation."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from nn_core.autodiff.tape import Record, active_tapes
from nn_core.autodiff.tensor import Symbolic, Tensor

PRIMITIVES: dict[str, Callable[..., Any]] = {}


def primitive(function: Callable[..., tuple[Any, Any]]) -> Callable[..., Any]:
    """Make a differentiable operation of `function`.

    `function` takes arrays as positional arguments and settings as keyword-only arguments, and returns
    `(y, vjp)`: the result (an array, or a tuple of arrays) and a function `vjp(g, needs)` that gives
    one gradient per positional argument, `None` where `needs` is false. For several results `g` is a
    tuple in which a result nobody used has `None`. Arrays in `g` must not be changed in place.
    The caller may give settings by position, after the arrays, and arrays by name.

    Example:
        >>> @primitive
        ... def square(x):
        ...     return x * x, lambda g, needs: (2 * g * x,)
    """

    parameters = inspect.signature(function).parameters.values()
    arrays_named = [each.name for each in parameters if each.kind is each.POSITIONAL_OR_KEYWORD]
    settings_named = [each.name for each in parameters if each.kind is each.KEYWORD_ONLY]
    takes_any = any(each.kind is each.VAR_POSITIONAL for each in parameters)

    @functools.wraps(function)
    def operation(*args: Any, **kwargs: Any) -> Any:
        if len(args) != len(arrays_named) and not takes_any:
            args, kwargs = _arrange(args, kwargs, arrays_named, settings_named)
        arrays = [x.value if isinstance(x, Tensor) else x for x in args]
        for x in args:
            if isinstance(x, Symbolic):
                return x.apply(function.__name__, operation, args, kwargs)
        y, vjp = function(*arrays, **kwargs)
        is_multiple = isinstance(y, tuple)
        outputs = tuple(Tensor(each) for each in y) if is_multiple else (Tensor(y),)
        for tape in active_tapes():
            needs = tuple(map(tape.follows, args))
            if any(needs):
                tape.record(Record(outputs, args, needs, vjp, is_multiple))
        return outputs if is_multiple else outputs[0]

    PRIMITIVES[function.__name__] = operation
    return operation


def _arrange(
    args: tuple[Any, ...], kwargs: dict[str, Any], arrays_named: list[str], settings_named: list[str]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Sort what was given into arrays by position and settings by name."""
    settings = dict(zip(settings_named, args[len(arrays_named) :], strict=False))
    named = [kwargs.pop(name) for name in arrays_named[len(args) :] if name in kwargs]
    return (*args[: len(arrays_named)], *named), {**settings, **kwargs}
