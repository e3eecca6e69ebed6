"""makes_layers: whether a piece of a script has to do with the model, or only with data."""

from __future__ import annotations

import ast
from typing import Any

from nn_core.layers.core.input_layer import Input
from nn_core.layers.layer import Layer
from nn_core.layers.node import KerasTensor
from nn_core.saving.interpreter.known import attribute_of, model, usual
from nn_core.saving.interpreter.values import Class, Function, Instance, Known, Module, Scope


def makes_layers(node: ast.AST, scope: Scope, within: tuple[Function, ...] = ()) -> bool:
    """Say whether code makes or uses layers, itself or in the functions of the script that it calls."""
    return any(_is_of_model(_named(each, scope), within) for each in ast.walk(node) if isinstance(each, ast.expr))


def _is_of_model(found: Any, within: tuple[Function, ...]) -> bool:
    if isinstance(found, Function):
        body = found.body if isinstance(found.body, list) else [found.body]
        return found not in within and any(makes_layers(each, found.scope, (*within, found)) for each in body)
    if isinstance(found, Known):
        is_class = isinstance(found.target, type) and issubclass(found.target, Layer)
        return is_class or found.target in (Input, model)
    return isinstance(found, Layer | KerasTensor | Class | Instance)


def _named(node: ast.expr, scope: Scope) -> Any:
    """Return what a name, or an attribute of a module, stands for; None if that is not known."""
    if isinstance(node, ast.Name):
        try:
            return scope.find(node.id)
        except KeyError:
            return usual(node.id)
    if isinstance(node, ast.Attribute):
        owner = _named(node.value, scope)
        return attribute_of(owner, node.attr) if isinstance(owner, Module) else None
    return None
