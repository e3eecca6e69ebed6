"""Activations with the shape of an S: they press all numbers into a range."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.autodiff import Tensor
from nn_core.spec.registry import register


@register("activation")
def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x)): from 0 to 1."""
    y = ops.sigmoid(x)
    if isinstance(x, Tensor):
        y._keras_logits = x  # the cross-entropies compute with these: more exact where y is nearly 0 or 1
    return y


@register("activation")
def log_sigmoid(x: Any) -> Any:
    """log(1 / (1 + exp(-x)))."""
    return -ops.softplus(ops.negative(x))


@register("activation")
def hard_sigmoid(x: Any) -> Any:
    """min(max(x / 6 + 1/2, 0), 1): straight lines in place of the sigmoid."""
    return ops.clip(ops.add(ops.divide(x, 6), 0.5), 0, 1)


@register("activation")
def keras2_hard_sigmoid(x: Any) -> Any:
    """min(max(x / 5 + 1/2, 0), 1): what hard_sigmoid was in Keras 2, for models from its files."""
    return ops.clip(ops.add(ops.divide(x, 5), 0.5), 0, 1)


@register("activation")
def sparse_sigmoid(x: Any) -> Any:
    """min(max((x + 1) / 2, 0), 1)."""
    return ops.clip(ops.multiply(ops.add(x, 1), 0.5), 0, 1)


@register("activation")
def tanh(x: Any) -> Any:
    """(exp(x) - exp(-x)) / (exp(x) + exp(-x)): from -1 to 1."""
    return ops.tanh(x)


@register("activation")
def hard_tanh(x: Any) -> Any:
    """min(max(x, -1), 1)."""
    return ops.clip(x, -1, 1)


@register("activation")
def tanh_shrink(x: Any) -> Any:
    """x - tanh(x)."""
    return ops.subtract(x, ops.tanh(x))


@register("activation")
def softsign(x: Any) -> Any:
    """x / (|x| + 1): from -1 to 1."""
    return ops.divide(x, ops.add(ops.absolute(x), 1))
