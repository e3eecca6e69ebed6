"""Functions as parameters: an expression, a name, a Python function; and what a file keeps of each.

Code from a file is never run. It is refused, or kept under lock (see `locking_code`) until somebody writes an
expression in its place.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from nn_core import ops
from nn_core.spec import registry
from nn_core.spec.expression import Expression
from nn_core.spec.kinds import Kind
from nn_core.spec.serialization import find_custom

_CODE = "__lambda__"


@dataclass(frozen=True)
class FunctionKind(Kind):
    """An expression as text, the name of a function, or a Python function."""

    def check(self, value: Any) -> Any:
        if isinstance(value, str):
            return named(value) or Expression(value)
        if not callable(value):
            raise self.refuse(value)
        return value

    def describe(self) -> str:
        return "an expression such as x ** 2, or a function"

    def to_json(self, value: Any) -> Any:
        if isinstance(value, Expression):
            return value.text
        saved = reference(value)
        is_name = saved.get("class_name") == "function" if isinstance(saved, dict) else False
        return saved["config"] if is_name and named(saved["config"]) else saved


Function = Annotated[Any, FunctionKind()]


class LockedFunction:
    """A function of which only code is there, in a file; it is kept for whoever trusts it, and never run."""

    def __init__(self, saved: Any, layer_name: str) -> None:
        self.saved, self.layer_name = saved, layer_name
        self.__name__ = "locked"

    def __call__(self, x: Any) -> Any:
        raise ValueError(_refusal(self.saved, self.layer_name))


class _Locks(threading.local):
    is_locking = False


_locks = _Locks()


@contextmanager
def locking_code() -> Iterator[None]:
    """Let layers with code be made, under lock, instead of being refused."""
    before, _locks.is_locking = _locks.is_locking, True
    try:
        yield
    finally:
        _locks.is_locking = before


def is_locking_code() -> bool:
    """Say whether code in a file is kept under lock."""
    return _locks.is_locking


def named(name: str) -> Callable[..., Any] | None:
    """Return the function of that name: one of the user, an activation, or one of ops."""
    known = find_custom(name) or registry.find("activation", name)
    found = getattr(ops, name) if known is None and name in ops.__all__ else known
    return found if callable(found) else None


def find(saved: Any, layer_name: str, is_needed: bool = True) -> Any:
    """Return the function that a file means; ValueError if there is none of that name, or only code."""
    if callable(saved):
        return saved
    if own := find_custom(layer_name):
        return own
    text = _expression_in(saved)
    if text is not None:
        return Expression(text)
    name = _name_in(saved)
    known = named(name) if name else None
    if known is not None:
        return known
    if isinstance(saved, str) and not saved.isidentifier():
        return Expression(saved)
    if not is_needed:
        return None
    if _locks.is_locking:
        return LockedFunction(saved, layer_name)
    raise ValueError(_refusal(saved, layer_name))


def reference(function: Any) -> Any:
    """Return what a file keeps of a function, as Keras writes it: an expression or a name, nothing for a lambda."""
    if isinstance(function, LockedFunction):
        return function.saved
    if isinstance(function, Expression):
        call = function.as_call()
        if call is None:
            return {"class_name": _CODE, "config": {"expression": function.text}}
        return {**_named("keras.ops", call[0], call[0]), "expression": function.text}
    if function.__name__ == "<lambda>":
        return {"class_name": _CODE, "config": {}}
    name = getattr(function, "registered_name", None)
    return _named("builtins", name or function.__name__, name or "function")


def fixed_arguments(function: Any) -> dict[str, Any] | None:
    """Return the arguments that stand in an expression which is one function, by name."""
    call = function.as_call() if isinstance(function, Expression) else None
    return None if call is None else call[1]


def _named(module: str, name: str, registered: str) -> dict[str, Any]:
    return {"module": module, "class_name": "function", "config": name, "registered_name": registered}


def _expression_in(saved: Any) -> str | None:
    """Return the expression that a file of ours has beside or in place of the code."""
    places = [saved, saved.get("config")] if isinstance(saved, dict) else []
    found = [place["expression"] for place in places if isinstance(place, dict) and "expression" in place]
    return str(found[0]) if found else None


def _name_in(saved: Any) -> str:
    """Return the name of a saved function, "" if there is only code."""
    if isinstance(saved, dict):
        return str(saved.get("config")) if saved.get("class_name") != _CODE else ""
    return saved if isinstance(saved, str) else ""


def _refusal(saved: Any, layer_name: str) -> str:
    name = _name_in(saved)
    what = f"the function {name!r}" if name else "a lambda"
    return (
        f"The Lambda layer {layer_name!r} needs {what}: Python code, and code from a file is never run here. "
        "Write what it does as an expression such as x ** 2, or pass the function when loading, "
        f"custom_objects={{{name or layer_name!r}: function}}."
    )
