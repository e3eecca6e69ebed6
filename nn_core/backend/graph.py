"""Names, sessions, placeholders and functions between the tensors of a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from nn_core.autodiff import Tensor, Variable, convert_to_numpy
from nn_core.layers import Input
from nn_core.layers.node import KerasTensor
from nn_core.models.functional import Functional
from nn_core.spec.naming import reset_names, unique_name
from nn_core.spec.structure import flatten

__all__ = [
    "backend",
    "clear_session",
    "function",
    "get_uid",
    "gradients",
    "is_keras_tensor",
    "is_tensor",
    "is_variable",
    "placeholder",
    "reset_uids",
    "symbolic",
]


def backend() -> str:
    """Return the name of what computes."""
    return "numpy"


def clear_session(free_memory: bool = True) -> None:
    """Let the names of layers count from the beginning again."""
    reset_names()


reset_uids = clear_session


def get_uid(prefix: str = "") -> int:
    """Return a number that was not given for this word before, from 1."""
    name = unique_name(prefix)
    return 1 if name == prefix else int(name.rpartition("_")[2]) + 1


def placeholder(
    shape: Any = None, ndim: int | None = None, dtype: str | None = None, sparse: bool = False, name: str | None = None
) -> Any:
    """Return the beginning of a graph; the shape includes the batch."""
    whole = (None,) * (ndim or 0) if shape is None else tuple(shape)
    return Input(batch_shape=whole, dtype=dtype, name=name)


def is_keras_tensor(x: Any) -> bool:
    """Say whether x is a tensor between layers."""
    return isinstance(x, KerasTensor)


def is_tensor(x: Any) -> bool:
    """Say whether x holds values or stands for some."""
    return isinstance(x, Tensor | KerasTensor)


def is_variable(x: Any) -> bool:
    """Say whether x is a variable."""
    return isinstance(x, Variable)


def function(inputs: Any, outputs: Any, updates: Any = None, **kwargs: Any) -> Callable[[Any], list[Any]]:
    """Return a function from values of some tensors of a model to those of others.

    Inputs may contain learning_phase(); a value of 1 for it computes as in training.

    Example:
        >>> hidden = function([model.input], [model.layers[0].output])
        >>> hidden([x])[0]
    """
    sources, wanted = list(inputs), flatten(outputs)
    places = [i for i, each in enumerate(sources) if isinstance(each, KerasTensor)]
    model = Functional([sources[i] for i in places], wanted)

    def call(values: Any) -> list[Any]:
        given = list(values) if isinstance(values, list | tuple) else [values]
        phases = [given[i] for i in range(len(given)) if i not in places]
        found = model([convert_to_numpy(given[i]) for i in places], training=any(map(bool, phases)))
        return [convert_to_numpy(each) for each in flatten(found)]

    return call


def gradients(loss: Any, variables: Any) -> NoReturn:
    """Refuse, and say what to do: gradients need values."""
    raise NotImplementedError(
        "Gradients of tensors without values do not exist here. Compute them with values: "
        "with GradientTape() as tape: tape.watch(x); loss = ...  then tape.gradient(loss, x)."
    )


def symbolic(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function as it is."""
    return function
