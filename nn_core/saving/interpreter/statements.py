"""Statements: assignments, loops, conditions, functions and classes, one after the other."""

from __future__ import annotations

import ast
from contextlib import suppress
from typing import Any

from nn_core.saving.interpreter import known
from nn_core.saving.interpreter.calls import Calls
from nn_core.saving.interpreter.values import (
    Class,
    Known,
    Module,
    Scope,
    Unknown,
    Unreadable,
    touches_model,
)

MAX_TURNS = 10_000  # of a while loop


class _Break(Exception):
    pass


class _Continue(Exception):
    pass


class _Return(Exception):
    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


class Statements(Calls):
    """Runs statements; one that cannot be read is noted, and what it assigns is unknown from then on."""

    def run(self, body: list[ast.stmt], scope: Scope) -> None:
        """Run statements in order."""
        for each in body:
            self.step()
            try:
                with self.deeper():
                    self._run_one(each, scope)
            except Unreadable as error:
                self.note(each, str(error))
                self._forget(each, scope)

    def run_program(self, body: list[ast.stmt], scope: Scope) -> None:
        """Run a whole script."""
        with suppress(_Break, _Continue, _Return):  # no Python, strictly speaking; what came before is read
            self.run(body, scope)

    def run_function(self, body: list[ast.stmt], scope: Scope) -> Any:
        """Run the body of a function and return what it returns."""
        try:
            self.run(body, scope)
        except _Return as returned:
            return returned.value
        except (_Break, _Continue):
            pass
        return None

    def _run_one(self, node: ast.stmt, scope: Scope) -> None:
        found = getattr(self, f"_{type(node).__name__.lower()}", None)
        if found is None:
            raise Unreadable("This kind of statement is not read.")
        found(node, scope)

    def _forget(self, node: ast.stmt, scope: Scope) -> None:
        """Make unknown what a statement would have assigned."""
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        for target in targets:
            for each in ast.walk(target) if isinstance(target, ast.expr) else ():
                if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                    scope.names[each.id] = Unknown(each.id)

    # ---- simple statements --------------------------------------------------------------------------------

    def _expr(self, node: ast.Expr, scope: Scope) -> None:
        self.value(node.value, scope)

    def _assign(self, node: ast.Assign, scope: Scope) -> None:
        value = self.value(node.value, scope)
        for target in node.targets:
            self.assign(target, value, scope)

    def _annassign(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            self.assign(node.target, self.value(node.value, scope), scope)

    def _augassign(self, node: ast.AugAssign, scope: Scope) -> None:
        load = ast.copy_location(ast.parse(ast.unparse(node.target), mode="eval").body, node)
        value = self.operate(type(node.op), self.value(load, scope), self.value(node.value, scope), node)
        self.assign(node.target, value, scope)

    def _import(self, node: ast.Import, scope: Scope) -> None:
        for each in node.names:
            top = each.name.partition(".")[0]
            scope.names[each.asname or top] = known.module_of(each.name if each.asname else top)

    def _importfrom(self, node: ast.ImportFrom, scope: Scope) -> None:
        module = known.module_of(node.module or "")
        for each in node.names:
            if each.name == "*":
                scope.names |= known.all_names(module)
            elif isinstance(module, Module):
                scope.names[each.asname or each.name] = known.attribute_of(module, each.name)
            else:
                scope.names[each.asname or each.name] = Unknown(each.name)

    def _pass(self, node: ast.stmt, scope: Scope) -> None:
        """Nothing to do, for these do nothing to a model."""

    _assert = _global = _nonlocal = _delete = _raise = _pass

    # ---- what goes on elsewhere ---------------------------------------------------------------------------

    def _break(self, node: ast.Break, scope: Scope) -> None:
        raise _Break

    def _continue(self, node: ast.Continue, scope: Scope) -> None:
        raise _Continue

    def _return(self, node: ast.Return, scope: Scope) -> None:
        raise _Return(None if node.value is None else self.value(node.value, scope))

    def _if(self, node: ast.If, scope: Scope) -> None:
        found = True if _is_main(node.test) else self.truth(self.value(node.test, scope))
        if found is None:
            if touches_model(node, scope):
                raise Unreadable("This condition is only known when the script runs; the lines under it are left out.")
            return
        self.run(node.body if found else node.orelse, scope)

    def _for(self, node: ast.For, scope: Scope) -> None:
        values = self.value(node.iter, scope)
        if isinstance(values, Unknown) and not touches_model(node, scope):
            return
        for each in self.through(values):
            self.step()
            self.assign(node.target, each, scope)
            try:
                self.run(node.body, scope)
            except _Continue:
                continue
            except _Break:
                return
        self.run(node.orelse, scope)

    def _while(self, node: ast.While, scope: Scope) -> None:
        for _ in range(MAX_TURNS):
            found = self.truth(self.value(node.test, scope))
            if found is None:
                raise Unreadable("This condition is only known when the script runs; the loop is left out.")
            if not found:
                return
            try:
                self.run(node.body, scope)
            except _Continue:
                continue
            except _Break:
                return
        raise Unreadable(f"This loop does not end within {MAX_TURNS:,} turns.")

    def _with(self, node: ast.With, scope: Scope) -> None:
        for item in node.items:
            found = self.value(item.context_expr, scope)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, found, scope)
        self.run(node.body, scope)

    def _try(self, node: ast.Try, scope: Scope) -> None:
        for part in (node.body, node.orelse, node.finalbody):
            self.run(part, scope)

    # ---- functions and classes ----------------------------------------------------------------------------

    def _functiondef(self, node: ast.FunctionDef, scope: Scope) -> None:
        scope.names[node.name] = self.function(node.name, node.args, node.body, scope)

    def _classdef(self, node: ast.ClassDef, scope: Scope) -> None:
        bases = [self.value(each, scope) for each in node.bases]
        base = next((each for each in bases if isinstance(each, Class)), None)
        cls = Class(node.name, base.kind if base else _kind_of(bases), {}, base)
        inner = Scope(scope)
        inner.names["__class__"] = cls
        inside = Scope(inner)  # a class's own names are not seen by its methods
        for each in node.body:
            if isinstance(each, ast.FunctionDef):
                cls.methods[each.name] = self._method_of(each, inner)
            elif isinstance(each, ast.Assign | ast.AnnAssign):
                self.run([each], inside)
        cls.methods.update({name: value for name, value in inside.names.items() if name not in cls.methods})
        scope.names[node.name] = cls

    def _method_of(self, node: ast.FunctionDef, scope: Scope) -> Any:
        """Return a method; one with a decorator that changes it is not known."""
        names = {ast.unparse(each).rpartition(".")[2] for each in node.decorator_list}
        if names & {"property", "staticmethod", "classmethod"}:
            return Unknown(node.name)
        return self.function(node.name, node.args, node.body, scope)


def _kind_of(bases: list[Any]) -> str:
    for each in bases:
        if isinstance(each, Known):
            return "Model" if each.target is known.model else "Layer"
    return ""


def _is_main(test: ast.expr) -> bool:
    """Say whether this is `__name__ == "__main__"`."""
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"
