"""Activations: the functions between layers, by name or as Python functions."""

from typing import Any

from nn_core import ops
from nn_core.activations.rectifiers import (
    celu,
    elu,
    hard_shrink,
    leaky_relu,
    relu,
    relu6,
    selu,
    soft_shrink,
    sparse_plus,
    threshold,
)
from nn_core.activations.sigmoids import (
    hard_sigmoid,
    hard_tanh,
    keras2_hard_sigmoid,
    log_sigmoid,
    sigmoid,
    softsign,
    sparse_sigmoid,
    tanh,
    tanh_shrink,
)
from nn_core.activations.smooth import (
    exponential,
    gelu,
    glu,
    hard_silu,
    linear,
    mish,
    silu,
    softplus,
    squareplus,
)
from nn_core.activations.softmaxes import log_softmax, softmax, sparsemax
from nn_core.spec import serialization
from nn_core.spec.serialization import serialize

swish, hard_swish = silu, hard_silu


def get(identifier: Any) -> Any:
    """Return the function that a name, a function or a saved configuration means; None means `linear`."""
    return linear if identifier is None else serialization.resolve("activation", identifier)


def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """Return the activation that `serialize` described."""
    return serialization.deserialize(config, "activation", custom_objects)


__all__ = [
    "celu",
    "deserialize",
    "elu",
    "exponential",
    "gelu",
    "get",
    "glu",
    "hard_shrink",
    "hard_sigmoid",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "keras2_hard_sigmoid",
    "leaky_relu",
    "linear",
    "log_sigmoid",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "serialize",
    "sigmoid",
    "silu",
    "soft_shrink",
    "softmax",
    "softplus",
    "softsign",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "swish",
    "tanh",
    "tanh_shrink",
    "threshold",
]

# keras.ops has the activations too
for _name in set(__all__) - {"deserialize", "get", "serialize", *dir(ops)}:
    setattr(ops, _name, globals()[_name])
