"""Activations that are straight or rise steeply, without a kink; several are a number times its own gate."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.activations.sigmoids import hard_sigmoid
from nn_core.spec.registry import register


@register("activation")
def linear(x: Any) -> Any:
    """x itself."""
    return x


@register("activation")
def exponential(x: Any) -> Any:
    """exp(x)."""
    return ops.exp(x)


@register("activation")
def softplus(x: Any) -> Any:
    """log(1 + exp(x)): a smooth relu."""
    return ops.softplus(x)


@register("activation")
def squareplus(x: Any, b: float = 4) -> Any:
    """(x + √(x² + b)) / 2: a smooth relu without exponentials."""
    return (x + ops.sqrt(ops.add(ops.square(x), b))) / 2


@register("activation", "swish")
def silu(x: Any) -> Any:
    """x · sigmoid(x), also called swish."""
    return ops.multiply(x, ops.sigmoid(x))


@register("activation", "hard_swish")
def hard_silu(x: Any) -> Any:
    """x · hard_sigmoid(x), also called hard swish."""
    return ops.multiply(x, hard_sigmoid(x))


@register("activation")
def gelu(x: Any, approximate: bool = False) -> Any:
    """x · P(z <= x) for a standard normal z; `approximate` uses tanh for P (Hendrycks & Gimpel, 2016)."""
    return ops.gelu(x, approximate=approximate)


@register("activation")
def mish(x: Any) -> Any:
    """x · tanh(log(1 + exp(x)))."""
    return ops.multiply(x, ops.tanh(ops.softplus(x)))


@register("activation")
def glu(x: Any, axis: int = -1) -> Any:
    """a · sigmoid(b), where a and b are the two halves of x along an axis."""
    a, b = ops.split(x, 2, axis=axis)
    return a * ops.sigmoid(b)
