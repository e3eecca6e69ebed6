"""@array_function: turns a NumPy function into an operation on tensors that has no derivative."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from nn_core.autodiff import Symbolic, Tensor
from nn_core.autodiff.primitive import Operation, with_planned
from nn_core.autodiff.trace import Instruction, current_trace


def array_function(function: Callable[..., Any]) -> Operation:
    """Let a function of arrays take and give tensors; no gradient passes through it.

    Like a primitive it may have a planned form, which returns the result alone.
    """

    @functools.wraps(function)
    def operation(*args: Any, **kwargs: Any) -> Any:
        for x in args:
            if isinstance(x, Symbolic):
                return x.apply(function.__name__, operation, args, kwargs)
        trace = current_trace()
        if trace is not None:
            found = Tensor(trace.call(function, args, kwargs))
            trace.record(Instruction(function.__name__, function, args, kwargs, (found,), is_primitive=False))
            return found
        arrays = [x.value if isinstance(x, Tensor) else x for x in args]
        named = {name: x.value if isinstance(x, Tensor) else x for name, x in kwargs.items()}
        return Tensor(function(*arrays, **named))

    return with_planned(operation, function)
