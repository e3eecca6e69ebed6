"""Calls: layers and models of the engine are made, functions of the script are followed, all else stays unknown."""

from __future__ import annotations

import ast
import math
from functools import partial
from typing import Any

from nn_core.layers.core.input_layer import Input
from nn_core.layers.core.lambda_layer import Lambda
from nn_core.layers.layer import Layer
from nn_core.layers.node import KerasTensor
from nn_core.saving.interpreter import known, plain
from nn_core.saving.interpreter.expressions import MAX_ELEMENTS, Expressions
from nn_core.saving.interpreter.values import (
    Class,
    Function,
    Instance,
    Known,
    Method,
    Refused,
    Scope,
    Unknown,
    Unreadable,
    is_of_engine,
    tensors_in,
    unknowns_in,
)
from nn_core.spec import registry
from nn_core.spec.expression import Expression
from nn_core.spec.naming import to_snake_case
from nn_core.spec.structure import leaves, map_structure

MAX_LAYERS = 5_000
_FIT_SETTINGS = ("epochs", "batch_size", "validation_split", "shuffle")
_QUIET = ("summary", "evaluate", "predict", "save", "save_weights", "to_json", "count_params", "adapt", "get_weights")


class Calls(Expressions):
    """Evaluates calls and remembers the layers and models that were made."""

    def __init__(self) -> None:
        super().__init__()
        self.layers: list[Layer] = []  # in the order in which they were made, models apart
        self.models: list[Any] = []
        self.chosen: Any = None  # the model that was compiled or trained last
        self.fit: dict[str, Any] = {}

    def _call(self, node: ast.Call, scope: Scope) -> Any:
        if isinstance(node.func, ast.Name) and node.func.id == "super":
            return self._super(scope)
        function = self.value(node.func, scope)
        args = list(self._items(node.args, scope))
        kwargs: dict[str, Any] = {}
        for each in node.keywords:
            value = self.value(each.value, scope)
            kwargs |= {each.arg: value} if each.arg else value if isinstance(value, dict) else {}
        return self.call(function, args, {str(name): value for name, value in kwargs.items()}, node)

    def call(self, function: Any, args: list[Any], kwargs: dict[str, Any], node: ast.AST) -> Any:
        """Call something of the script, of the engine, or of Python; what is none of these is Unknown."""
        if isinstance(function, Function):
            return self.follow(function, args, kwargs)
        if isinstance(function, Method):
            return self._method(function, args, kwargs, node)
        if isinstance(function, Known):
            return self._known(function, args, kwargs, node)
        if isinstance(function, Layer):
            return self._on_tensors(function, args, kwargs, node)
        if isinstance(function, Class):
            return self._made(function, args, kwargs)
        if isinstance(function, Instance):
            return self._instance(function, args, kwargs)
        return self._unknown(function, args, kwargs, node)

    # ---- what is not known --------------------------------------------------------------------------------

    def _unknown(self, function: Any, args: list[Any], kwargs: dict[str, Any], node: ast.AST) -> Any:
        what = function.what.removesuffix("()") if isinstance(function, Unknown) else "This"
        tensors = tensors_in([args, kwargs])
        if tensors and isinstance(function, Unknown) and function.line:
            self.note(node, f"The layer of line {function.line} was left out; what goes in goes on unchanged.")
            return tensors[0]
        if tensors:
            hint = known.hint_for(what)
            self.note(node, f"'{what}' is not known here; it is left out, and what goes in goes on unchanged.{hint}")
            return tensors[0]
        is_layer = what.startswith("keras.") and what.rpartition(".")[2][:1].isupper()
        if is_layer or any(map(is_of_engine, args)):
            self.note(node, f"'{what}' is not known here and is left out.{known.hint_for(what)}")
        return Unknown(f"{what}()"[:80])

    def _without_unknown(self, title: str, kwargs: dict[str, Any], node: ast.AST) -> dict[str, Any]:
        """Return the arguments that are known; note the others."""
        found = {}
        for name, value in kwargs.items():
            known_part = [each for each in value if not unknowns_in(each)] if isinstance(value, list) else None
            if unknown := unknowns_in(value):
                said = f"'{name}' of {title} is '{unknown[0].what}', which is not known without running the script"
                self.note(node, f"{said}; it is left out.")
                if known_part:
                    found[name] = known_part
            else:
                found[name] = value
        return found

    # ---- functions and classes of the script --------------------------------------------------------------

    def follow(self, function: Function, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Go through a function of the script and return what it returns."""
        scope = Scope(function.scope)
        scope.names |= self._bound(function, args, kwargs)
        with self.deeper():
            if isinstance(function.body, ast.expr):
                return self.value(function.body, scope)
            return self.run_function(function.body, scope)

    def run_function(self, body: list[ast.stmt], scope: Scope) -> Any:
        """Run the statements of a function; see `Statements`."""
        raise NotImplementedError

    def _bound(self, function: Function, args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
        """Return the parameters with their values."""
        parameters = function.arguments
        names = [each.arg for each in (*parameters.posonlyargs, *parameters.args)]
        others = [each.arg for each in parameters.kwonlyargs]
        if len(args) > len(names) and parameters.vararg is None:
            raise Unreadable(f"{function.name}() takes {len(names)} arguments, but gets {len(args)}.")
        found = {**function.defaults, **dict(zip(names, args, strict=False))}
        if parameters.vararg is not None:
            found[parameters.vararg.arg] = tuple(args[len(names) :])
        rest: dict[str, Any] = {}
        for name, value in kwargs.items():
            (found if name in names or name in others else rest)[name] = value
        if parameters.kwarg is not None:
            found[parameters.kwarg.arg] = rest
        elif rest:
            raise Unreadable(f"{function.name}() has no parameter '{next(iter(rest))}'.")
        return {**{name: Unknown(name) for name in (*names, *others)}, **found}

    def _made(self, cls: Class, args: list[Any], kwargs: dict[str, Any]) -> Any:
        instance = Instance(cls)
        start = cls.find("__init__")
        if isinstance(start, Function):
            self.follow(start, [instance, *args], kwargs)
        if cls.kind == "Model":
            self.models.append(instance)
        return instance

    def _super(self, scope: Scope) -> Any:
        try:
            cls, owner = scope.find("__class__"), scope.find("self")
        except KeyError:
            raise Unreadable("super() is only known inside a class.") from None
        return Method(owner, "super", None, cls.base)

    def _instance(self, instance: Instance, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Call an object of the script on tensors: what its call() does takes its place."""
        function = instance.cls.find("call") or instance.cls.find("__call__")
        if not isinstance(function, Function):
            return self._unknown(Unknown(instance.cls.name), args, kwargs, ast.Pass())
        told: dict[str, Any] = {
            name: None for name in ("training", "mask") if name in function.defaults and name not in kwargs
        }
        outputs = self.follow(function, [instance, *args], {**told, **kwargs})
        if tensors_in(args):
            instance.ends = args[0], outputs
        return outputs

    # ---- the engine ---------------------------------------------------------------------------------------

    def _known(self, function: Known, args: list[Any], kwargs: dict[str, Any], node: ast.AST) -> Any:
        target, name = function.target, function.name.rpartition(".")[2]
        if function.name in plain.BUILTINS:
            return self._builtin(function, args, kwargs)
        if target is known.set_random_seed:
            self.fit["seed"] = next((each for each in args if plain.is_number(each)), None)
            return None
        if target is known.array:
            return args[0] if args and not unknowns_in(args) else Unknown(function.name)
        if target is known.model:
            target = registry.get("layer", "Functional")
        kwargs = self._without_unknown(name, kwargs, node)
        if target is Lambda and args and isinstance(args[0], Function):
            expression = expression_of(args[0])
            if expression is None:
                return args[0]  # what it computes becomes operations where it is called
            args = [expression, *args[1:]]
        if (isinstance(target, type) and issubclass(target, Layer)) or target is Input:
            return self._layer(target, name, args, kwargs, node)
        return self._engine_function(target, name, args, kwargs, node)

    def _builtin(self, function: Known, args: list[Any], kwargs: dict[str, Any]) -> Any:
        if unknowns_in(args) and (function.name != "len" or isinstance(args[0], Unknown)):
            return Unknown(f"{function.name}()")
        self.step(sum(plain.size_of(each) for each in args if isinstance(each, list | tuple)))
        return plain.checked(plain.guarded(lambda: function.target(*args, **kwargs)))

    def _layer(self, cls: Any, name: str, args: list[Any], kwargs: dict[str, Any], node: ast.AST) -> Any:
        """Make a layer, an input or a model."""
        if cls is registry.get("layer", "Sequential") and args:
            args = [self._stack(args[0], node), *args[1:]]
        args = [self._argument(each) for each in args]
        if unknown := unknowns_in(args):
            self.note(node, f"{name} gets '{unknown[0].what}', which is not known without running the script.")
            args = args[: next(place for place, each in enumerate(args) if unknowns_in(each))]
        kwargs = {key: self._argument(value) for key, value in kwargs.items()}
        try:
            self.step(20)
            made = cls(*args, **kwargs)
        except (ValueError, TypeError, LookupError, AttributeError, MemoryError) as error:
            self.note(node, f"{error} This layer is left out.")
            return Unknown(name, int(getattr(node, "lineno", 0)))
        self._remember(made)
        return made

    def _remember(self, made: Any) -> None:
        if len(self.layers) + len(self.models) > MAX_LAYERS:
            raise Refused(f"It makes more than {MAX_LAYERS:,} layers.")
        is_model = isinstance(made, registry.get("layer", "Functional"))
        made = made.node.layer if isinstance(made, KerasTensor) and made.node is not None else made
        (self.models if is_model else self.layers).append(made)

    def _stack(self, layers: Any, node: ast.AST) -> Any:
        """Return the layers of a Sequential model that are known."""
        if not isinstance(layers, list | tuple):
            return [] if isinstance(layers, Unknown) else layers
        found = []
        for each in layers:
            if isinstance(each, Unknown | Instance | Function):
                what = each.what.removesuffix("()") if isinstance(each, Unknown) else "A layer of the script's own"
                self.note(node, f"'{what}' is not known here and is left out of the model.")
            else:
                found.append(each)
        return found

    def _argument(self, value: Any) -> Any:
        """Return an argument as the engine takes it: its own functions as they are, those of the script as Unknown."""
        if isinstance(value, Known):
            return value.target
        if isinstance(value, list | tuple):
            return type(value)(map(self._argument, value))
        return Unknown("a function") if isinstance(value, Function | Method | Class | Instance) else value

    def _engine_function(self, target: Any, name: str, args: list[Any], kwargs: dict[str, Any], node: ast.AST) -> Any:
        """Call an operation or make an optimizer, a loss …; an operation computes nothing unless it gets tensors."""
        tensors = tensors_in([args, kwargs])
        args, kwargs = [self._argument(each) for each in args], {k: self._argument(v) for k, v in kwargs.items()}
        if unknown := unknowns_in(args):
            if tensors:
                self.note(node, f"{name}() gets '{unknown[0].what}', which is not known; this step is left out.")
            return tensors[0] if tensors else Unknown(f"{name}()")
        if tensors:
            if name != "reshape" and may_be_large(tensors, [args, kwargs]):
                self.note(node, f"What {name}() gives here is larger than any model needs; this step is left out.")
                return tensors[0]
            return self.on_engine(lambda: target(*args, **kwargs), tensors, node)
        if isinstance(target, type):
            try:
                return target(*args, **kwargs)
            except (ValueError, TypeError) as error:
                raise Unreadable(str(error)) from None
        return Unknown(f"{name}()")

    def _on_tensors(self, layer: Layer, args: list[Any], kwargs: dict[str, Any], node: ast.AST) -> Any:
        """Call a layer or a model of the engine."""
        tensors = tensors_in([args, kwargs])
        if not tensors:
            return Unknown(f"{layer.name}()")
        kwargs = {name: value for name, value in kwargs.items() if value is not None}
        kwargs = self._without_unknown(str(layer.name), kwargs, node)
        if unknown := unknowns_in(args):
            self.note(node, f"'{layer.name}' gets '{unknown[0].what}', which is not known; that is left out.")
            args = [map_structure(lambda x: x, each) for each in args if not unknowns_in(each)] or [tensors[0]]
        return self.on_engine(lambda: layer(*args, **kwargs), tensors, node)

    # ---- methods ------------------------------------------------------------------------------------------

    def _method(self, method: Method, args: list[Any], kwargs: dict[str, Any], node: ast.AST) -> Any:
        owner = method.owner
        if method.function is not None:
            return self.follow(method.function, [owner, *args], kwargs)
        if plain.is_plain(owner):
            return self._plain_method(method, args, kwargs)
        if method.name == "compile":
            return self._compile(owner, args, kwargs, node)
        if method.name in ("fit", "fit_generator"):
            return self._fit(owner, kwargs, node)
        if isinstance(owner, Instance):
            return self._build_own(owner, args, node) if method.name == "build" else Unknown(method.name)
        if isinstance(owner, registry.get("layer", "Functional")):
            return self._of_model(owner, method.name, args, kwargs, node)
        return Unknown(f"{method.name}()")

    def _plain_method(self, method: Method, args: list[Any], kwargs: dict[str, Any]) -> Any:
        self.step(plain.size_of(method.owner) if isinstance(method.owner, list | dict) else 1)
        if unknowns_in(args) and isinstance(method.owner, str):
            return Unknown("a text")
        return plain.call_method(method.owner, method.name, args, kwargs)

    def _of_model(self, model: Any, name: str, args: list[Any], kwargs: dict[str, Any], node: ast.AST) -> Any:
        if name in ("load_weights", "set_weights"):
            self.note(node, "Weights are not read from a script; the model starts with new ones.")
            return None
        if name == "add":
            return self._add(model, [*args, *kwargs.values()], node)
        if name in ("pop", "build", "get_layer") and not unknowns_in([args, kwargs]):
            return self.on_engine(lambda: getattr(model, name)(*args, **kwargs), [], node)
        return Unknown(f"{name}()")

    def _add(self, model: Any, args: list[Any], node: ast.AST) -> None:
        for layer in self._stack(args[:1], node):
            self.on_engine(partial(model.add, layer), [], node)

    def _build_own(self, instance: Instance, args: list[Any], node: ast.AST) -> None:
        """Call a model of the script on an input of the shape it is built for."""
        if args and isinstance(args[0], tuple | list) and not unknowns_in(args):
            x = self._layer(Input, "Input", [], {"batch_shape": tuple(args[0])}, node)
            if isinstance(x, KerasTensor):
                self._instance(instance, [x], {})

    def _compile(self, model: Any, args: list[Any], kwargs: dict[str, Any], node: ast.AST) -> None:
        self.chosen = model
        given = {**dict(zip(("optimizer", "loss", "loss_weights", "metrics"), args, strict=False)), **kwargs}
        given = {key: map_structure(self._argument, value) for key, value in given.items()}
        given = self._without_unknown("compile()", given, node)
        if isinstance(model, Instance):
            model.compiled = given
        elif isinstance(model, Layer):
            self.on_engine(lambda: model.compile(**given), [], node)  # type: ignore[attr-defined]

    def _fit(self, model: Any, kwargs: dict[str, Any], node: ast.AST) -> Any:
        self.chosen = model
        for name in _FIT_SETTINGS:
            value = kwargs.get("nb_epoch" if name == "epochs" and "nb_epoch" in kwargs else name)
            if isinstance(value, int | float):
                self.fit[name] = value
            elif isinstance(value, Unknown):
                self.note(node, f"'{name}' of fit() is '{value.what}', which is not known without running the script.")
        callbacks = kwargs.get("callbacks")
        for each in callbacks if isinstance(callbacks, list) else []:
            if getattr(each, "family", "") == "callback":
                self.fit.setdefault("callbacks", []).append(sparse_config(each))
        return Unknown("history")


def sparse_config(each: Any) -> dict[str, Any]:
    """Return a configurable object as JSON data, without what is by default so."""
    config = {key: value for key, value in each.get_config().items() if value != each.parameters[key].default}
    return {"class_name": type(each).__name__, "config": config}


def expression_of(function: Function) -> Expression | None:
    """Return a lambda that needs nothing but its arguments as an expression; None for any other function."""
    if not isinstance(function.body, ast.expr):
        return None
    try:
        return Expression(ast.unparse(ast.Lambda(function.arguments, function.body)))
    except ValueError:
        return None


def may_be_large(tensors: list[KerasTensor], arguments: Any) -> bool:
    """Say whether an operation may give something huge: its shape is found by trying it."""
    largest = max(math.prod(size or 1 for size in x.shape) for x in tensors)
    numbers = [abs(each) for each in leaves(arguments) if isinstance(each, int) and each]
    return largest * math.prod(numbers) > MAX_ELEMENTS


def own_model(instance: Instance) -> Any:
    """Return the model that an object of the script draws when it is called; None if it was never called."""
    if instance.ends is None or not tensors_in(instance.ends[1]):
        return None
    model = registry.get("layer", "Functional")(*instance.ends, name=to_snake_case(instance.cls.name))
    if instance.compiled is not None:
        model.compile(**instance.compiled)
    return model
