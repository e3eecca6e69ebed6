"""@primitive: turns a NumPy function with its derivative into a differentiable operation."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from nn_core.autodiff.tape import Record, active_tapes
from nn_core.autodiff.tensor import Array, Symbolic, Tensor
from nn_core.autodiff.trace import Instruction, current_trace

Form = TypeVar("Form", bound=Callable[..., Any])
PRIMITIVES: dict[str, Callable[..., Any]] = {}


Promise = tuple[Callable[..., None], tuple[Any, ...]]


class Operation(Protocol):
    """What @primitive and @array_function make of a function."""

    __name__: str

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Compute, given tensors or arrays."""

    def planned(self, form: Form) -> Form:
        """Take a function as the planned form."""


class Plan(Protocol):
    """What a planned form may ask of the plan it becomes part of; `nn_core.plans.planner` tells how to write one."""

    memo: dict[Any, Any]

    def do(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Append the call `function(*args, **kwargs)` to the program."""

    def check(self, function: Callable[..., Any], x: Array, *args: Any) -> None:
        """Append `function(x, *args)`, which refuses wrong numbers; of an input it may look at all samples at once."""

    def empty(self, shape: tuple[int, ...], dtype: Any = "float32") -> Array:
        """Return an array for results, uninitialised when the call that fills it is made."""

    def like(self, x: Array) -> Array:
        """Return an array for results, of the shape and type of x."""

    def in_order(self, x: Array) -> Array:
        """Return x with its numbers lying in order: x itself, or a copy made in every step."""

    def is_constant(self, x: Any) -> bool:
        """Say whether the numbers in x are the same in all steps, so that one may look at them."""

    def constant(self, x: Array) -> Array:
        """Declare that the numbers in x stay the same in all steps."""

    def gradient(self, x: Array | None) -> Array:
        """Return the array into which the gradient of an input is best written."""

    def later(self, x: Array, function: Callable[..., None], *args: Any) -> None:
        """Promise that function(samples, x[samples], *args) writes any samples of x, when they are needed."""

    def followers(self) -> Sequence[Instruction]:
        """Return the operations that come next, each the only reader of the result before."""

    def promised(self, x: Array) -> Promise | None:
        """Return what was promised of x, for a form that wants the numbers in blocks, while they are in the cache."""


def primitive(function: Callable[..., tuple[Any, Any]]) -> Operation:
    """Make a differentiable operation of `function`.

    `function` takes arrays as positional arguments and settings as keyword-only arguments, and returns
    `(y, vjp)`: the result (an array, or a tuple of arrays) and a function `vjp(g, needs)` that gives
    one gradient per positional argument, `None` where `needs` is false. For several results `g` is a
    tuple in which a result nobody used has `None`. Arrays in `g` must not be changed in place.
    The caller may give settings by position, after the arrays, and arrays by name.

    An operation may have a planned form, given with `@operation.planned`; see `nn_core.plans.planner`.

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
        for x in args:
            if isinstance(x, Symbolic):
                return x.apply(function.__name__, operation, args, kwargs)
        trace = current_trace()
        if trace is None:
            y, vjp = function(*[x.value if isinstance(x, Tensor) else x for x in args], **kwargs)
        else:
            y, vjp = trace.call(function, args, kwargs)
        is_multiple = isinstance(y, tuple)
        outputs = tuple(Tensor(each) for each in y) if is_multiple else (Tensor(y),)
        if trace is not None:
            trace.record(Instruction(function.__name__, function, args, kwargs, outputs, True, is_multiple))
        for tape in active_tapes():
            needs = tuple(map(tape.follows, args))
            if any(needs):
                tape.record(Record(outputs, args, needs, vjp, is_multiple))
        return outputs if is_multiple else outputs[0]

    PRIMITIVES[function.__name__] = operation
    return with_planned(operation, function)


def with_planned(operation: Any, function: Any) -> Operation:
    """Let an operation take a planned form for its function."""

    def planned(form: Form) -> Form:
        function.planned_form = form
        return form

    operation.planned = planned
    found: Operation = operation
    return found


def _arrange(
    args: tuple[Any, ...], kwargs: dict[str, Any], arrays_named: list[str], settings_named: list[str]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Sort what was given into arrays by position and settings by name."""
    settings = dict(zip(settings_named, args[len(arrays_named) :], strict=False))
    named = [kwargs.pop(name) for name in arrays_named[len(args) :] if name in kwargs]
    return (*args[: len(arrays_named)], *named), {**settings, **kwargs}
