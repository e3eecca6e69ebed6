"""Expressions: constants, names, operators, lists, f-strings, attributes; calls are in `calls`."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from nn_core.layers.layer import Layer
from nn_core.layers.node import KerasTensor
from nn_core.saving.interpreter import plain
from nn_core.saving.interpreter.known import attribute_of, usual
from nn_core.saving.interpreter.makers import makes_layers
from nn_core.saving.interpreter.values import (
    Class,
    Function,
    Instance,
    Known,
    Method,
    Module,
    OnlyWhenRun,
    Refused,
    Scope,
    Unknown,
    Unreadable,
    tensors_in,
    unknowns_in,
)
from nn_core.saving.source.reading import Note

MAX_STEPS = 200_000
MAX_DEPTH = 60  # of expressions and calls in one another
MAX_NOTES = 200
MAX_ELEMENTS = 5 * 10**7  # of a tensor, for one sample
_LAYER_ATTRIBUTES = (
    "name",
    "trainable",
    "input",
    "output",
    "inputs",
    "outputs",
    "layers",
    "input_shape",
    "output_shape",
)
_TENSOR_ATTRIBUTES = ("shape", "dtype", "name", "ndim")


class Expressions:
    """Evaluates expressions within limits and collects notes."""

    def __init__(self) -> None:
        self.notes: dict[int, Note] = {}
        self._steps = 0
        self._depth = 0

    # ---- limits and notes ---------------------------------------------------------------------------------

    def step(self, cost: int = 1) -> None:
        """Count a step; Refused when there are too many."""
        self._steps += cost
        if self._steps > MAX_STEPS:
            raise Refused("It takes more steps than any model needs; is there an endless loop?")

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Go one level down; Refused when that is too deep."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Refused("Its expressions or calls are nested more deeply than in any model.")
        try:
            yield
        finally:
            self._depth -= 1

    def note(self, node: ast.AST, text: str) -> None:
        """Note what could not be read; the first note of a line counts."""
        line = int(getattr(node, "lineno", 0))
        if line not in self.notes and len(self.notes) < MAX_NOTES:
            self.notes[line] = Note(line, text if text.endswith((".", "?")) else f"{text}.")

    # ---- evaluation ---------------------------------------------------------------------------------------

    def value(self, node: ast.expr, scope: Scope) -> Any:
        """Return the value of an expression."""
        self.step()
        found = getattr(self, f"_{type(node).__name__.lower()}", None)
        if found is None:
            raise Unreadable("This kind of expression cannot be read.")
        with self.deeper():
            return found(node, scope)

    def call(self, function: Any, args: list[Any], kwargs: dict[str, Any], node: ast.AST) -> Any:
        """Call something; see `Calls`."""
        raise NotImplementedError

    def _constant(self, node: ast.Constant, scope: Scope) -> Any:
        return plain.checked(node.value) if not isinstance(node.value, complex) else Unknown("a complex number")

    def _name(self, node: ast.Name, scope: Scope) -> Any:
        try:
            return scope.find(node.id)
        except KeyError:
            if node.id in plain.BUILTINS:
                return Known(node.id, plain.BUILTINS[node.id])
            return usual(node.id)

    def _namedexpr(self, node: ast.NamedExpr, scope: Scope) -> Any:
        scope.names[node.target.id] = found = self.value(node.value, scope)
        return found

    def _list(self, node: ast.List, scope: Scope) -> Any:
        return self._grown([*self._items(node.elts, scope)])

    def _tuple(self, node: ast.Tuple, scope: Scope) -> Any:
        return self._grown(tuple(self._items(node.elts, scope)))

    def _set(self, node: ast.Set, scope: Scope) -> Any:
        return plain.guarded(lambda: set(self._items(node.elts, scope)))

    def _grown(self, values: Any) -> Any:
        """Return a list after its size was counted as steps: lists of lists must not double for ever."""
        self.step(plain.size_of(values))
        return values

    def _items(self, nodes: list[ast.expr], scope: Scope) -> Iterator[Any]:
        for each in nodes:
            if isinstance(each, ast.Starred):
                yield from self.through(self.value(each.value, scope))
            else:
                yield self.value(each, scope)

    def _dict(self, node: ast.Dict, scope: Scope) -> Any:
        found: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            inner = self.value(value, scope)
            if key is None:
                found |= inner if isinstance(inner, dict) else {}
            else:
                name = self.value(key, scope)
                plain.guarded(partial(found.__setitem__, name, inner))
        return self._grown(found)

    def _joinedstr(self, node: ast.JoinedStr, scope: Scope) -> Any:
        parts = [self._part(each, scope) for each in node.values]
        unknown = unknowns_in(parts)
        return unknown[0] if unknown else plain.checked("".join(parts))

    def _part(self, node: ast.expr, scope: Scope) -> Any:
        if not isinstance(node, ast.FormattedValue):
            return self.value(node, scope)
        found = self.value(node.value, scope)
        spec = "" if node.format_spec is None else self.value(node.format_spec, scope)
        if unknowns_in([found, spec]):
            return Unknown("a text")
        return plain.formatted(repr(found) if node.conversion == ord("r") and plain.is_plain(found) else found, spec)

    def _lambda(self, node: ast.Lambda, scope: Scope) -> Any:
        return self.function("<lambda>", node.args, node.body, scope)

    def function(self, name: str, args: ast.arguments, body: Any, scope: Scope) -> Function:
        """Return a function of the script; its defaults are evaluated now."""
        positional = [*args.posonlyargs, *args.args]
        pairs = [*zip(positional[len(positional) - len(args.defaults) :], args.defaults, strict=True)]
        pairs += [(a, d) for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True) if d is not None]
        return Function(name, args, body, scope, {each.arg: self.value(default, scope) for each, default in pairs})

    # ---- operators ----------------------------------------------------------------------------------------

    def _binop(self, node: ast.BinOp, scope: Scope) -> Any:
        return self.operate(type(node.op), self.value(node.left, scope), self.value(node.right, scope), node)

    def operate(self, op: type[ast.operator], a: Any, b: Any, node: ast.AST) -> Any:
        """Return `a op b` for plain values or tensors."""
        tensors, unknown = tensors_in([a, b]), unknowns_in([a, b])
        if unknown:
            if not tensors:
                return unknown[0]
            self.note(node, f"'{unknown[0].what}' is not known without running the script; this step is left out.")
            return tensors[0]
        if tensors:
            return self.on_engine(lambda: plain.BINARY[op](a, b), tensors, node)
        if not (plain.is_plain(a) and plain.is_plain(b)):
            return Unknown("the result of an operator")
        return plain.binary(op, a, b)

    def on_engine(self, function: Callable[[], Any], tensors: list[KerasTensor], node: ast.AST) -> Any:
        """Return what the engine makes of tensors; where it refuses, note why and let the first one through."""
        try:
            self.step(20)
            if any(math.prod(size or 1 for size in x.shape) > MAX_ELEMENTS for x in tensors):
                raise ValueError("The tensor that goes in is larger than any model needs.")
            return function()
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, MemoryError) as error:
            self.note(node, f"{error} This step is left out.".replace("..", "."))
            return tensors[0] if tensors else Unknown("what could not be computed")

    def _unaryop(self, node: ast.UnaryOp, scope: Scope) -> Any:
        found = self.value(node.operand, scope)
        if isinstance(found, KerasTensor):
            return self.on_engine(lambda: plain.UNARY[type(node.op)](found), [found], node)
        if not plain.is_plain(found) or unknowns_in(found):
            return Unknown("the result of an operator")
        return plain.guarded(lambda: plain.UNARY[type(node.op)](found))

    def _boolop(self, node: ast.BoolOp, scope: Scope) -> Any:
        wanted = isinstance(node.op, ast.Or)
        found: Any = None
        for each in node.values:
            found = self.value(each, scope)
            if isinstance(found, Unknown) or self.truth(found) == wanted:
                break
        return found

    def truth(self, value: Any) -> bool | None:
        """Return whether a value counts as true; None if that is not known."""
        if isinstance(value, Unknown | KerasTensor):
            return None
        return bool(value) if plain.is_plain(value) else True

    def _compare(self, node: ast.Compare, scope: Scope) -> Any:
        left = self.value(node.left, scope)
        for op, right_node in zip(node.ops, node.comparators, strict=True):
            right = self.value(right_node, scope)
            tensors = tensors_in([left, right]) if not isinstance(op, ast.Is | ast.IsNot) else []
            if isinstance(left, Unknown) or isinstance(right, Unknown):
                return Unknown("a comparison")
            if tensors:
                return self.on_engine(partial(plain.COMPARED[type(op)], left, right), tensors, node)
            if not plain.guarded(partial(plain.COMPARED[type(op)], left, right)):
                return False
            left = right
        return True

    def _ifexp(self, node: ast.IfExp, scope: Scope) -> Any:
        found = self.truth(self.value(node.test, scope))
        if found is None:
            first = self.value(node.body, scope)
            if unknowns_in(first):
                return first
            self.note(node, "This condition is only known when the script runs; the first of the two cases was taken.")
        return self.value(node.orelse if found is False else node.body, scope)

    # ---- parts of values ----------------------------------------------------------------------------------

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        whole, key = self.value(node.value, scope), self.value(node.slice, scope)
        if isinstance(whole, KerasTensor):
            if unknowns_in(key):
                self.note(node, "What is taken from the tensor is not known without running the script.")
                return whole
            return self.on_engine(lambda: whole[key], [whole], node)
        if isinstance(whole, Unknown) or unknowns_in(key):
            return Unknown(ast.unparse(node)[:60])
        if not plain.is_plain(whole):
            return Unknown("a part of something")
        return plain.guarded(lambda: whole[key])

    def _slice(self, node: ast.Slice, scope: Scope) -> Any:
        ends = [None if each is None else self.value(each, scope) for each in (node.lower, node.upper, node.step)]
        unknown = unknowns_in(ends)
        return unknown[0] if unknown else slice(*ends)

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Any:
        owner = self.value(node.value, scope)
        return self.attribute(owner, node.attr)

    def attribute(self, owner: Any, name: str) -> Any:
        """Return an attribute of anything."""
        if isinstance(owner, Module):
            return attribute_of(owner, name)
        if isinstance(owner, Unknown):
            return Unknown(f"{owner.what}.{name}"[:80])
        if isinstance(owner, Instance):
            return self._of_instance(owner, name)
        if isinstance(owner, Method) and owner.name == "super":
            found = owner.start.find(name) if owner.start is not None else None
            return Method(owner.owner, name, found if isinstance(found, Function) else None)
        if isinstance(owner, Class):
            found = owner.find(name)
            return Unknown(f"{owner.name}.{name}") if found is None else found
        if isinstance(owner, KerasTensor):
            return getattr(owner, name) if name in _TENSOR_ATTRIBUTES else Unknown(f"tensor.{name}")
        if isinstance(owner, Layer):
            return self._of_layer(owner, name)
        if plain.has_method(owner, name):
            return Method(owner, name)
        return Unknown(name)

    def _of_instance(self, owner: Instance, name: str) -> Any:
        if name in owner.attributes:
            return owner.attributes[name]
        found = owner.cls.find(name)
        if isinstance(found, Function):
            return Method(owner, name, found)
        return Method(owner, name) if found is None else found

    def _of_layer(self, owner: Layer, name: str) -> Any:
        if name in _LAYER_ATTRIBUTES or name in type(owner).parameters:
            return plain.guarded(lambda: getattr(owner, name))
        return Method(owner, name)

    # ---- loops in expressions -----------------------------------------------------------------------------

    def _listcomp(self, node: ast.ListComp, scope: Scope) -> Any:
        return self._gathered(
            node, scope, lambda: [self.value(node.elt, each) for each in self._all_turns(node, scope)]
        )

    def _generatorexp(self, node: ast.GeneratorExp, scope: Scope) -> Any:
        return self._gathered(
            node, scope, lambda: [self.value(node.elt, each) for each in self._all_turns(node, scope)]
        )

    def _setcomp(self, node: ast.SetComp, scope: Scope) -> Any:
        return self._gathered(
            node, scope, lambda: {self.value(node.elt, each) for each in self._all_turns(node, scope)}
        )

    def _dictcomp(self, node: ast.DictComp, scope: Scope) -> Any:
        turns = self._all_turns(node, scope)
        return self._gathered(
            node, scope, lambda: {self.value(node.key, each): self.value(node.value, each) for each in turns}
        )

    def _gathered(self, node: ast.expr, scope: Scope, make: Callable[[], Any]) -> Any:
        """Return what a loop in an expression gathers; what goes through data, and makes no layers, is unknown."""
        try:
            return self._grown(plain.guarded(make))
        except OnlyWhenRun:
            if makes_layers(node, scope):
                raise
            return Unknown("a list")

    def _all_turns(self, node: Any, scope: Scope) -> Iterator[Scope]:
        return self._turns(node.generators, scope)

    def _turns(self, generators: list[ast.comprehension], scope: Scope) -> Iterator[Scope]:
        first, *rest = generators
        for each in self.through(self.value(first.iter, scope)):
            self.step()
            inner = Scope(scope)
            self.assign(first.target, each, inner)
            if all(self.truth(self.value(test, inner)) for test in first.ifs):
                if rest:
                    yield from self._turns(rest, inner)
                else:
                    yield inner

    def through(self, values: Any) -> list[Any]:
        """Return what a loop goes through."""
        if isinstance(values, Unknown):
            raise OnlyWhenRun(f"'{values.what}' is only known when the script runs.")
        return plain.listed(values)

    # ---- assignment ---------------------------------------------------------------------------------------

    def assign(self, target: ast.expr, value: Any, scope: Scope) -> None:
        """Give a value to a name, an attribute, a place in a list, or the parts of it to several."""
        if isinstance(target, ast.Name):
            scope.names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target.elts, value, scope)
        elif isinstance(target, ast.Starred):
            self.assign(target.value, value, scope)
        elif isinstance(target, ast.Attribute):
            self._set_attribute(self.value(target.value, scope), target.attr, value)
        elif isinstance(target, ast.Subscript):
            self._set_item(self.value(target.value, scope), self.value(target.slice, scope), value)

    def _unpack(self, targets: list[ast.expr], value: Any, scope: Scope) -> None:
        if isinstance(value, Unknown):
            for each in targets:
                self.assign(each, value, scope)
            return
        values = self.through(value)
        starred = next((place for place, each in enumerate(targets) if isinstance(each, ast.Starred)), None)
        if starred is not None and len(values) >= len(targets) - 1:
            after = len(values) - (len(targets) - starred - 1)
            values = [*values[:starred], values[starred:after], *values[after:]]
        if len(values) != len(targets):
            raise Unreadable(f"{len(values)} values are given to {len(targets)} names.")
        for each, one in zip(targets, values, strict=True):
            self.assign(each, one, scope)

    def _set_attribute(self, owner: Any, name: str, value: Any) -> None:
        if isinstance(owner, Instance):
            owner.attributes[name] = value
        elif isinstance(owner, Layer) and name == "trainable" and isinstance(value, bool):
            owner.trainable = value

    def _set_item(self, owner: Any, key: Any, value: Any) -> None:
        if isinstance(owner, list | dict) and plain.is_plain(key):
            plain.guarded(lambda: owner.__setitem__(key, value))
            self._grown(owner)
