"""Trace: notes the operations of a step while it runs, so that a plan can repeat them.

Under a trace the operations compute as always. Beside that they leave an `Instruction` each, and what they return is
`Traced`: a tensor that notices when somebody looks at its values other than through an operation. Whoever looks may
act upon what he sees, and a plan could not; the trace then ends with CannotRepeatError.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from nn_core.autodiff.tensor import Array, Tensor, Variable, convert_to_numpy


class Instruction(NamedTuple):
    """One operation of a step: `function` with arguments, among them tensors, and the tensors it gave.

    `name` is the operation's; `function` takes arrays where the operation takes tensors. If `is_primitive`, it returns
    the result and the vjp; otherwise the result alone, and no gradient passes. If `is_multiple`, the result is a tuple.
    """

    name: str
    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    outputs: tuple[Tensor, ...]
    is_primitive: bool
    is_multiple: bool = False


class _Current(threading.local):
    trace: Trace | None = None


_current = _Current()
_raw = Tensor.__dict__["value"]


def current_trace() -> Trace | None:
    """Return the trace that records in this thread."""
    return _current.trace


class CannotRepeatError(Exception):
    """What is going to happen cannot be repeated by a plan; the trace ends before it happens."""


def notice(what: str) -> None:
    """Raise CannotRepeatError if a trace records; called before something that a plan cannot repeat."""
    if _current.trace is not None:
        raise CannotRepeatError(what)


class Trace:
    """Records the operations of one step.

    Example:
        >>> with Trace(model.weights).recording() as trace:
        ...     trace.watch(x)
        ...     y = model(x)
        >>> trace.instructions
    """

    def __init__(self, variables: Iterable[Variable]) -> None:
        self.instructions: list[Instruction] = []
        self._variables = list(variables)
        self._tensors: list[Tensor] = []
        self._before: dict[int, tuple[Variable, Array]] = {}

    @contextmanager
    def recording(self) -> Iterator[Trace]:
        """Record in this thread; afterwards tensors and variables are ordinary again."""
        before, _current.trace = _current.trace, self
        for variable in self._variables:
            variable.__class__ = TracedVariable
        try:
            yield self
        finally:
            _current.trace = before
            for variable in self._variables:
                variable.__class__ = Variable
            for tensor in self._tensors:
                tensor.__class__ = Tensor

    def watch(self, tensor: Tensor) -> Tensor:
        """Notice from here on who looks at the values of this tensor."""
        if type(tensor) is Tensor:
            tensor.__class__ = Traced
            self._tensors.append(tensor)
        return tensor

    def call(self, function: Callable[..., Any], args: Iterable[Any], kwargs: dict[str, Any]) -> Any:
        """Return what `function` gives for the values of the tensors; what happens inside is not recorded."""
        before, _current.trace = _current.trace, None
        try:
            return function(*map(value_of, args), **{name: value_of(x) for name, x in kwargs.items()})
        finally:
            _current.trace = before

    def keep(self, variable: Variable) -> None:
        """Remember the values of a variable that is about to change."""
        if id(variable) not in self._before:
            self._before[id(variable)] = variable, value_of(variable).copy()

    def undo(self) -> None:
        """Give the variables the values they had before the trace."""
        for variable, values in self._before.values():
            value_of(variable)[...] = values

    def record(self, instruction: Instruction) -> None:
        """Append an instruction that has been carried out."""
        self.instructions.append(instruction)
        for output in instruction.outputs:
            self.watch(output)


def value_of(x: Any) -> Any:
    """Return the array of a tensor, unnoticed, and anything else as it is."""
    return _raw.__get__(x) if isinstance(x, Tensor) else x


def _array(tensor: Any) -> Array:
    array: Array = _raw.__get__(tensor)
    return array


class _Noticing:
    """What notices that somebody looks at the values; shape and type may be looked at."""

    __slots__ = ()

    @property
    def value(self) -> Array:
        """The values; asking for them is noticed."""
        notice("the values of a tensor were looked at")
        return _array(self)

    @value.setter
    def value(self, array: Array) -> None:
        notice("the values of a tensor were replaced")
        _raw.__set__(self, array)

    @property
    def shape(self) -> tuple[int, ...]:
        return _array(self).shape

    @property
    def ndim(self) -> int:
        return _array(self).ndim

    @property
    def size(self) -> int:
        return _array(self).size

    @property
    def dtype(self) -> str:
        return str(self.number_type.name)

    @property
    def number_type(self) -> np.dtype[Any]:
        return np.dtype(_array(self).dtype)

    def __len__(self) -> int:
        return len(_array(self))


class Traced(_Noticing, Tensor):
    """A tensor under a trace."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Tensor]:
        return (self[index] for index in range(len(self)))


class TracedVariable(_Noticing, Variable):
    """A variable under a trace: what is assigned to it becomes an instruction."""

    __slots__ = ()

    def assign(self, value: Any) -> Variable:
        self._change("assign", _assign, value)
        return self

    def assign_add(self, value: Any) -> Variable:
        self._change("assign_add", _assign_add, value)
        return self

    def assign_sub(self, value: Any) -> Variable:
        self._change("assign_sub", _assign_sub, value)
        return self

    def _change(self, name: str, function: Callable[..., None], value: Any) -> None:
        trace = _current.trace
        new = value if isinstance(value, Tensor) else convert_to_numpy(value)
        if new.shape != self.shape and name == "assign":
            Variable.assign(self, value)  # which says what is wrong
        if trace is None:  # inside of an operation, or from another thread
            function(value_of(self), value_of(new))
            return
        trace.keep(self)
        trace.call(function, (self, new), {})
        trace.record(Instruction(name, function, (self, new), {}, (), is_primitive=False))


def _assign(target: Array, value: Array) -> None:
    target[...] = value


def _assign_add(target: Array, value: Array) -> None:
    target += value


def _assign_sub(target: Array, value: Array) -> None:
    target -= value
