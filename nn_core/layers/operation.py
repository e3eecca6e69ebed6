"""Operation: a function of nn_core.ops between the layers of a functional model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nn_core import ops
from nn_core.autodiff import Variable
from nn_core.layers.layer import Layer
from nn_core.layers.node import KerasTensor
from nn_core.spec import registry
from nn_core.spec.literals import decode, encode
from nn_core.spec.naming import did_you_mean, unique_name
from nn_core.spec.params import param
from nn_core.spec.structure import flatten, map_structure

INPUT = "__input__"  # stands in the saved arguments where a tensor comes


class Operation(Layer, category=""):
    """A function of `nn_core.ops`, applied to what other layers give.

    Made by writing `x + y`, `x[:, 0]` or `ops.mean(x, axis=1)` with placeholders. It remembers the function's name and
    its arguments, in which {"class_name": "__input__", "config": {"number": 0}} stands for the first tensor.
    """

    op: str = param(help="Name of the function in nn_core.ops.")
    args: Any = param(default=(), help="Its arguments, with marks where tensors come.")
    kwargs: Any = param(default=None, help="Its arguments by name.")

    max_inputs = None
    casts = False
    open_sizes = (12, 24)  # with many divisors, for reshape(x, (-1, 4))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.args, self.kwargs = encode(self.args), encode(self.kwargs or {})
        self._function = find_function(self.op)
        self._arguments = decode(self.args), decode(self.kwargs)

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_function"}  # which `op` tells

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state, _function=find_function(state["op"]))

    @classmethod
    def on(cls, op: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Apply a function to arguments that hold placeholders; return placeholders for its results."""
        tensors: list[KerasTensor] = []

        def marked(x: Any) -> Any:
            if isinstance(x, Variable):
                raise TypeError(
                    f"ops.{op} between layers cannot take the variable '{x.path}': training would not reach it. "
                    "Make a layer of your own that holds it, and compute in its call()."
                )
            if not isinstance(x, KerasTensor):
                return x
            tensors.append(x)
            return input_mark(len(tensors) - 1)

        marked_args, marked_kwargs = map_structure(marked, (args, kwargs))
        return cls(op, marked_args, marked_kwargs, name=unique_name(op.replace("getitem", "get_item")))(tensors)

    @property
    def class_name(self) -> str:
        """The name of the operation, as Keras calls its class."""
        words = self.op.replace("getitem", "get_item").split("_")
        return "Absolute" if self.op == "abs" else "".join(word.capitalize() for word in words)

    def call(self, inputs: Any) -> Any:
        given = flatten(inputs)
        args, kwargs = _with_inputs(self._arguments, given)
        if self.op == "getitem":
            args[1] = tuple(args[1]) if isinstance(args[1], list) else args[1]
        return self._function(*args, **kwargs)

    def symbolic_outputs(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        try:
            return super().symbolic_outputs(args, kwargs)
        except (ValueError, TypeError, IndexError) as error:
            shapes = " and ".join(str(x.shape) for x in flatten(args))
            raise ValueError(f"ops.{self.op} does not work for tensors of shape {shapes}: {error}") from None


def input_mark(number: int) -> dict[str, Any]:
    """Return what stands in the arguments for a tensor."""
    return {"class_name": INPUT, "config": {"number": number}}


def find_function(name: str) -> Callable[..., Any]:
    """Return the function of that name in nn_core.ops (or an activation); ValueError names the nearest."""
    found = getattr(ops, name, None) if name in ops.__all__ else registry.find("activation", name)
    if not callable(found):
        raise ValueError(f"There is no operation called {name!r}.{did_you_mean(name, ops.__all__)}")
    function: Callable[..., Any] = found
    return function


def _with_inputs(arguments: Any, given: list[Any]) -> Any:
    """Return the arguments with the tensors in their places."""
    if isinstance(arguments, dict):
        if arguments.get("class_name") == INPUT:
            return given[arguments["config"]["number"]]
        return {key: _with_inputs(each, given) for key, each in arguments.items()}
    if isinstance(arguments, list | tuple):
        return [_with_inputs(each, given) for each in arguments]
    return arguments
