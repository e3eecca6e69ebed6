"""Activations that turn the numbers along an axis into shares of 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core import ops
from nn_core.autodiff import Tensor
from nn_core.spec.registry import register


@register("activation")
def softmax(x: Any, axis: Any = -1) -> Any:
    """exp(x) / Σ exp(x): positive numbers that add up to 1, the probabilities of classes."""
    y = ops.softmax(x, axis=axis)
    if isinstance(x, Tensor) and axis in (-1, x.ndim - 1):
        y._keras_logits = x  # the cross-entropies compute with these: more exact where y is nearly 0 or 1
    return y


@register("activation")
def log_softmax(x: Any, axis: Any = -1) -> Any:
    """x - log Σ exp(x): the logarithms of softmax."""
    return ops.log_softmax(x, axis=axis)


@register("activation")
def sparsemax(x: Any, axis: int = -1) -> Any:
    """max(x - τ, 0): like softmax, but small numbers become true zeros (after Martins & Astudillo, 2016).

    τ is Keras's: the sum of the running sums of the numbers kept, less 1, divided by how many are kept. Where more
    than one is kept, the results add up to less than 1, unlike in the paper.
    """
    x = ops.convert_to_tensor(x)
    falling = ops.take_along_axis(x, np.argsort(-x.value, axis=axis), axis=axis)
    running = ops.cumsum(falling, axis=axis)
    rank = np.arange(1, x.shape[axis] + 1).reshape([-1 if each == axis % x.ndim else 1 for each in range(x.ndim)])
    kept = falling.value > (running.value - 1) / rank
    tau = (ops.sum(running * kept, axis=axis, keepdims=True) - 1) / kept.sum(axis=axis, keepdims=True)
    return ops.relu(x - tau)
