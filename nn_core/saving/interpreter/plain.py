"""Python's plain values: operators, functions and methods, none of which can take long or grow large."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Iterable
from typing import Any

from nn_core.saving.interpreter.values import Refused, Unreadable

MAX_ITEMS = 20_000  # of a list, characters of a text
MAX_BITS = 4_096  # of a whole number
_PLAIN = (type(None), bool, int, float, str, bytes, list, tuple, dict, set, frozenset, range, slice, type(Ellipsis))
_FORMAT = re.compile(r"[<>=^]?[+\- ]?#?0?\d{0,2}[,_]?(\.\d{1,2})?[a-zA-Z%]?")

BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
}
UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
    ast.Invert: operator.invert,
}
COMPARED: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}
_METHODS: dict[type, tuple[str, ...]] = {
    list: ("append", "extend", "insert", "pop", "reverse", "index", "count", "copy", "remove", "clear"),
    tuple: ("index", "count"),
    dict: ("items", "keys", "values", "get", "update", "pop", "setdefault", "copy"),
    set: ("add", "union", "discard"),
    str: (
        *("lower", "upper", "title", "capitalize", "strip", "lstrip", "rstrip", "replace", "split", "join"),
        *("startswith", "endswith", "removeprefix", "removesuffix", "format"),
    ),
}


def is_plain(value: Any) -> bool:
    """Say whether a value is one of Python's own."""
    return isinstance(value, _PLAIN)


def is_number(value: Any) -> bool:
    """Say whether a value is a number."""
    return isinstance(value, int | float)


def binary(op: type[ast.operator], a: Any, b: Any) -> Any:
    """Return `a op b`; Unreadable if that is an error, or would be very large."""
    if op is ast.Pow and is_number(a) and is_number(b):
        _refuse_if(isinstance(a, int) and isinstance(b, int) and a.bit_length() * abs(b) > MAX_BITS, "power")
    if op is ast.LShift and isinstance(b, int):
        _refuse_if(b > MAX_BITS, "number")
    if op is ast.Mult:
        for sequence, count in ((a, b), (b, a)):
            if hasattr(sequence, "__len__") and isinstance(count, int):
                _refuse_if(len(sequence) * max(count, 0) > MAX_ITEMS, "repetition")
    if op is ast.Mod and isinstance(a, str):
        _refuse_if(bool(re.search(r"%[^a-zA-Z%]*(\d{3}|\*)", a)), "text")
    return checked(guarded(lambda: BINARY[op](a, b)))


def formatted(value: Any, spec: str) -> str:
    """Return a number or text as an f-string writes it."""
    if not isinstance(value, int | float | str | type(None)) or not _FORMAT.fullmatch(spec):
        raise Unreadable("This text is put together in a way that cannot be read.")
    return str(checked(guarded(lambda: format(value, spec))))


def has_method(value: Any, name: str) -> bool:
    """Say whether a plain value has a method that is safe to call."""
    return any(isinstance(value, kind) and name in names for kind, names in _METHODS.items())


def call_method(value: Any, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Call a method of a plain value."""
    if name == "format":
        _refuse_if(bool(re.search(r"[\[.!]|:[^}]*\d{3}|\{[^}]*\{", value)), "text")
    if name == "join":
        args = [list(each) for each in args]
    if name == "replace":
        _refuse_if(len(value) * max((len(each) for each in args if isinstance(each, str)), default=0) > 10**7, "text")
    if name == "extend" and args and args[0] is value:
        args = [list(value)]
    found = guarded(lambda: getattr(value, name)(*args, **kwargs))
    checked(value)
    return checked(list(found) if name in ("items", "keys", "values") else found)


def listed(values: Any) -> list[Any]:
    """Return what a loop goes through; Unreadable if that is not known or too much."""
    if isinstance(values, range | str | list | tuple | dict | set | frozenset):
        _refuse_if(len(values) > MAX_ITEMS, "loop")
        return list(values)
    raise Unreadable("What this goes through is only known when the script runs.")


def checked(value: Any) -> Any:
    """Return a value that is not too large; Refused otherwise."""
    if isinstance(value, str | bytes | range):
        _refuse_if(len(value) > MAX_ITEMS, "text" if isinstance(value, str) else "range")
    elif isinstance(value, int):
        _refuse_if(value.bit_length() > MAX_BITS, "number")
    elif isinstance(value, list | tuple | dict | set | frozenset):
        size_of(value)
    return value


def size_of(value: Any) -> int:
    """Return how many values a list and all lists in it hold; Refused if too many or too deeply nested."""
    waiting, count = [(value, 0)], 0
    while waiting:
        each, depth = waiting.pop()
        count += 1
        if count > MAX_ITEMS or depth > 20:
            raise Refused("It builds lists of more values than any model needs.")
        if isinstance(each, dict):
            waiting += [(inner, depth + 1) for inner in each.values()]
        elif isinstance(each, list | tuple | set | frozenset):
            waiting += [(inner, depth + 1) for inner in each]
    return count


def guarded(function: Callable[[], Any]) -> Any:
    """Return what a function gives; Unreadable says what went wrong in it."""
    try:
        return function()
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f"This cannot be computed: {error}.") from None


def _refuse_if(is_large: bool, what: str) -> None:
    if is_large:
        raise Refused(f"It has a {what} that is larger than any model needs.")


def _sequences(values: Iterable[Any]) -> list[list[Any]]:
    return [listed(each) for each in values]


def _range(*limits: Any) -> Any:
    return checked(range(*limits))


BUILTINS: dict[str, Callable[..., Any]] = {
    "range": _range,
    "len": len,
    "int": int,
    "float": float,
    "str": lambda value="": formatted(value, "") if not isinstance(value, str) else value,
    "bool": bool,
    "list": lambda values=(): listed(values),
    "tuple": lambda values=(): tuple(listed(values)),
    "set": lambda values=(): set(listed(values)),
    "dict": lambda values=(), **named: {**dict(values), **named},
    "zip": lambda *values, strict=False: list(zip(*_sequences(values), strict=strict)),
    "enumerate": lambda values, start=0: list(enumerate(listed(values), start)),
    "reversed": lambda values: listed(values)[::-1],
    "sorted": lambda values, reverse=False: sorted(listed(values), reverse=reverse),
    "sum": lambda values, start=0: sum(listed(values), start),
    "min": min,
    "max": max,
    "abs": abs,
    "round": round,
    "any": lambda values: any(listed(values)),
    "all": lambda values: all(listed(values)),
}
MATHEMATICS: dict[str, Any] = {
    **{name: getattr(math, name) for name in ("ceil", "floor", "sqrt", "log", "log2", "log10", "exp", "pi", "prod")},
}
