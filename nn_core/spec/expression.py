"""Expression: a function written as one line of arithmetic, such as `x ** 2` or `ops.mean(x, axis=1)`.

It is read by `ast` and worked out step by step from a list of what is allowed; nothing of it is ever run as Python.
"""

from __future__ import annotations

import ast
import inspect
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from nn_core import ops
from nn_core.spec.expression_names import MODULES, NOTHING, TYPES, as_call, constant_of, function_named, function_of

_LONGEST = 1000  # characters
_DEEPEST = 60
_LARGEST_NUMBER = 10**15
_LARGEST_GROWTH = 1024  # times the numbers that come in …
_FEW_NUMBERS = 2**24  # … or so many

_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    **{ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv},
    **{ast.FloorDiv: operator.floordiv, ast.Mod: operator.mod, ast.Pow: operator.pow, ast.MatMult: operator.matmul},
    **{ast.USub: operator.neg, ast.UAdd: operator.pos},
    **{ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge},
}


class Expression:
    """A function of `x` (and perhaps further names) that is worked out, never run.

    Example:
        >>> Expression("ops.sqrt(x) / 2")(4.0)
    """

    def __init__(self, text: str) -> None:
        self._tree, self.names = _parsed(text)
        _Checker(self.names).visit(self._tree)
        self.text = ast.unparse(self._tree)
        self.__name__ = self.text
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        self.__signature__ = inspect.Signature([inspect.Parameter(name, kind) for name in self.names])

    def __call__(self, x: Any, **others: Any) -> Any:
        given = {self.names[0]: x, **others}
        missing = [name for name in self.names if name not in given]
        if missing:
            raise ValueError(f"The expression {self.text!r} needs a value for {missing[0]!r}.")
        size = sum(_size(each) for each in (x if isinstance(x, list | tuple) else [x]))
        return _Worker(given, max(_FEW_NUMBERS, _LARGEST_GROWTH * size)).value_of(self._tree)

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Expression) and (self.text, self.names) == (other.text, other.names)

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return self.text

    def as_call(self) -> tuple[str, dict[str, Any]] | None:
        """Return the one function of ops that this is, with its further arguments by name; None if it is more."""
        return as_call(self._tree, self.names)


def _parsed(text: str) -> tuple[ast.expr, list[str]]:
    """Return the tree and the names of the arguments, that of the input first."""
    if len(text) > _LONGEST:
        raise ValueError(f"An expression has at most {_LONGEST:,} characters, this one {len(text):,}.")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        reason = getattr(error, "msg", None) or "it cannot be read"
        raise ValueError(f"{_short(text)} is no expression: {reason}. Write for instance x ** 2.") from None
    if _depth(tree) > _DEEPEST:
        raise ValueError(f"{_short(text)} is nested too deeply.")
    if isinstance(tree, ast.Lambda):
        arguments = tree.args
        if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.defaults or arguments.posonlyargs:
            raise ValueError(f"{text!r}: the arguments must be plain names, as in lambda x: x ** 2.")
        return tree.body, [each.arg for each in arguments.args]
    names = list(dict.fromkeys(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)))
    free = [name for name in names if name not in MODULES and function_named(name) is None]
    return tree, sorted(free, key=lambda name: name not in ("x", "inputs"))


def _depth(tree: ast.AST) -> int:
    depth, level = 0, [tree]
    while level:
        depth, level = depth + 1, [below for node in level for below in ast.iter_child_nodes(node)]
    return depth


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")


class _Checker(ast.NodeVisitor):
    """Refuses whatever is not on the list."""

    def __init__(self, names: list[str]) -> None:
        if not names:
            raise ValueError("The expression must use the input: write x for it.")
        self._names = names

    def visit_Name(self, node: ast.Name) -> None:
        if node.id not in self._names:
            raise ValueError(f"{node.id!r} is not known here; write x for the input, and ops.NAME for functions.")

    def visit_Constant(self, node: ast.Constant) -> None:
        value = node.value
        is_small = isinstance(value, int | float) and abs(value) <= _LARGEST_NUMBER
        if not (value is None or value is ... or is_small or value in TYPES):
            raise ValueError(f"{ast.unparse(node)[:40]} cannot stand in an expression: numbers can, and None.")

    def visit_Call(self, node: ast.Call) -> None:
        function_of(node.func)
        if any(isinstance(each, ast.Starred) for each in node.args) or any(each.arg is None for each in node.keywords):
            raise ValueError("The arguments of a function must be written out, without * and **.")
        for each in (*node.args, *(keyword.value for keyword in node.keywords)):
            self.visit(each)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if constant_of(node) is NOTHING:
            if node.attr not in ("shape", "ndim"):
                raise ValueError(f".{node.attr} cannot stand in an expression; .shape and functions ops.NAME(…) can.")
            self.visit(node.value)

    def generic_visit(self, node: ast.AST) -> None:
        allowed = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Subscript, ast.Slice, ast.Tuple, ast.List, ast.expr_context)
        is_known = isinstance(node, allowed) or type(node) in _OPERATORS
        if not is_known or (isinstance(node, ast.Compare) and len(node.ops) > 1):
            raise ValueError(
                f"{ast.unparse(node)[:40]!r} cannot stand in an expression; arithmetic, comparisons, x[…] and "
                "functions such as ops.mean(x, axis=1) can."
            )
        super().generic_visit(node)


class _Worker:
    """Works out the value of a tree."""

    def __init__(self, given: Mapping[str, Any], most: int) -> None:
        self._given, self._most = given, most

    def value_of(self, node: Any) -> Any:
        """Return what a part of the tree gives."""
        match node:
            case None:
                return None
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                return self._given[name]
            case ast.Tuple(elts=parts):
                return tuple(map(self.value_of, parts))
            case ast.List(elts=parts):
                return list(map(self.value_of, parts))
            case ast.Slice(lower=lower, upper=upper, step=step):
                return slice(self.value_of(lower), self.value_of(upper), self.value_of(step))
            case ast.Subscript(value=value, slice=place):
                return self.value_of(value)[self.value_of(place)]
            case ast.Attribute():
                return self._attribute(node)
            case ast.UnaryOp(op=sign, operand=operand):
                return self._applied(_OPERATORS[type(sign)], self.value_of(operand))
            case ast.BinOp(left=left, op=sign, right=right) | ast.Compare(left=left, ops=[sign], comparators=[right]):
                return self._applied(_OPERATORS[type(sign)], self.value_of(left), self.value_of(right))
            case ast.Call(func=function, args=args, keywords=keywords):
                named = {str(each.arg): self.value_of(each.value) for each in keywords}
                return self._applied(function_of(function), *map(self.value_of, args), **named)
        raise AssertionError(f"{type(node).__name__} was let through")

    def _attribute(self, node: ast.Attribute) -> Any:
        constant = constant_of(node)
        return getattr(self.value_of(node.value), node.attr) if constant is NOTHING else constant

    def _applied(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a function after a look at how large its result can become."""
        self._refuse_growth(function, args)
        result = function(*args, **kwargs)
        if isinstance(result, int) and abs(result) > _LARGEST_NUMBER:
            raise ValueError("A number in the expression becomes too large.")
        return result

    def _refuse_growth(self, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
        if function is operator.pow and all(isinstance(each, int) for each in args):
            if args[0].bit_length() * abs(args[1]) > 64:
                raise ValueError("A number in the expression becomes too large.")
        elif function is operator.mul and any(isinstance(each, list | tuple | str) for each in args):
            raise ValueError("Only tensors and numbers can be multiplied.")
        shapes = [x.shape for x in args if hasattr(x, "shape")]
        if function in (operator.matmul, ops.matmul, ops.dot) and len(shapes) == 2:
            shapes = [(*shapes[0][:-1], 1), (*shapes[1][:-2], 1, *shapes[1][-1:])]
        ndim = max(map(len, shapes), default=0)
        aligned = [(1,) * (ndim - len(shape)) + tuple(shape) for shape in shapes]
        if math.prod(max(sizes) for sizes in zip(*aligned, strict=True)) > self._most:
            raise ValueError("The expression makes too many numbers out of those that come in.")


def _size(x: Any) -> int:
    return math.prod(getattr(x, "shape", ()))
