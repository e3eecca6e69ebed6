"""What the interpreter computes with, besides Python's plain values and the engine's layers and tensors."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

from nn_core.layers.layer import Layer
from nn_core.layers.node import KerasTensor
from nn_core.spec.structure import leaves


class Unreadable(Exception):
    """Something that cannot be read; the sentence goes to the note of its line."""


class OnlyWhenRun(Unreadable):
    """A loop goes through values that only running the script would tell, such as the rows of a file."""


class Refused(Exception):
    """The program as a whole is refused: too long, too deep, too much to compute."""


@dataclass(frozen=True)
class Unknown:
    """A value that only running the script would tell; `what` is how the script calls it.

    `line` is where a layer should have been made that could not be; a note there says why.
    """

    what: str
    line: int = 0


@dataclass(frozen=True)
class Module:
    """A module or part of one: "keras.layers", "numpy"."""

    path: str


@dataclass(frozen=True)
class Known:
    """A class or function of the engine."""

    name: str
    target: Any


class Scope:
    """Names and what they stand for; a function sees those around it."""

    def __init__(self, around: Scope | None = None) -> None:
        self.names: dict[str, Any] = {}
        self.around = around

    def find(self, name: str) -> Any:
        """Return the value of a name; KeyError if there is none."""
        if name in self.names:
            return self.names[name]
        if self.around is None:
            raise KeyError(name)
        return self.around.find(name)


@dataclass(frozen=True, eq=False)
class Function:
    """A function or lambda of the script."""

    name: str
    arguments: ast.arguments
    body: list[ast.stmt] | ast.expr
    scope: Scope
    defaults: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Class:
    """A class of the script; `kind` is the engine's class it comes from: "Model", "Layer" or nothing."""

    name: str
    kind: str
    methods: dict[str, Any]
    base: Class | None = None

    def find(self, name: str) -> Any:
        """Return a method or class attribute, or None."""
        found = self.methods.get(name)
        return self.base.find(name) if found is None and self.base is not None else found


@dataclass(eq=False)
class Instance:
    """An object of a class of the script. A model of its own remembers how it was called and compiled."""

    cls: Class
    attributes: dict[str, Any] = field(default_factory=dict)
    ends: tuple[Any, Any] | None = None
    compiled: dict[str, Any] | None = None


@dataclass(frozen=True, eq=False)
class Method:
    """A method with what it belongs to: an object of the script, of the engine, or a plain value."""

    owner: Any
    name: str
    function: Function | None = None
    start: Class | None = None  # for super(): where the search begins


def tensors_in(value: Any) -> list[KerasTensor]:
    """Return the placeholders in nested lists and dicts."""
    return [each for each in leaves(value) if isinstance(each, KerasTensor)]


def unknowns_in(value: Any) -> list[Unknown]:
    """Return what is not known in nested lists and dicts."""
    return [each for each in leaves(value) if isinstance(each, Unknown)]


def touches_model(node: ast.AST, scope: Scope) -> bool:
    """Say whether a piece of code names a layer, a tensor, or something of the script or of Keras that makes such."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            try:
                found = scope.find(each.id)
            except KeyError:
                continue
            if isinstance(found, Layer | KerasTensor | Function | Class | Instance | Known | Module):
                return True
    return False


def is_of_engine(value: Any) -> bool:
    """Say whether a value is a layer, model or tensor."""
    return isinstance(value, Layer | KerasTensor)
