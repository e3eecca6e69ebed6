"""Activations that let positive numbers through and hold negative ones back."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.spec.registry import register


@register("activation")
def relu(x: Any, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Any:
    """max(x, 0); `max_value` cuts off above, below `threshold` the line rises by `negative_slope` instead of 0."""
    if not threshold and max_value is None:
        return leaky_relu(x, negative_slope) if negative_slope else ops.relu(x)
    positive = ops.where(ops.greater(x, threshold), x, 0) if threshold else ops.relu(x)
    if max_value is not None:
        positive = ops.clip(positive, 0, max_value)
    if not negative_slope:
        return positive
    return positive - ops.multiply(ops.relu(ops.subtract(threshold, x)), negative_slope)


@register("activation")
def leaky_relu(x: Any, negative_slope: float = 0.2) -> Any:
    """x where x > 0, elsewhere negative_slope · x."""
    return ops.where(ops.greater(x, 0), x, ops.multiply(x, negative_slope))


@register("activation")
def relu6(x: Any) -> Any:
    """min(max(x, 0), 6)."""
    return ops.minimum(ops.relu(x), 6)


@register("activation")
def elu(x: Any, alpha: float = 1.0) -> Any:
    """x where x > 0, elsewhere alpha · (exp(x) - 1)."""
    return ops.add(ops.relu(x), ops.multiply(ops.expm1(ops.minimum(x, 0)), alpha))


@register("activation")
def selu(x: Any) -> Any:
    """1.0507 · elu(x, 1.6733): keeps mean 0 and variance 1 from layer to layer (Klambauer et al., 2017)."""
    below = ops.multiply(ops.expm1(ops.minimum(x, 0)), 1.6732632423543772)
    return ops.multiply(ops.where(ops.less(x, 0), below, x), 1.0507009873554805)  # at 0 the slope is that above it


@register("activation")
def celu(x: Any, alpha: float = 1.0) -> Any:
    """x where x > 0, elsewhere alpha · (exp(x / alpha) - 1)."""
    return ops.add(ops.relu(x), ops.multiply(ops.expm1(ops.divide(ops.minimum(x, 0), alpha)), alpha))


@register("activation")
def threshold(x: Any, threshold: float, default_value: float) -> Any:
    """x where x > threshold, elsewhere default_value."""
    return ops.where(ops.greater(x, threshold), x, default_value)


@register("activation")
def hard_shrink(x: Any, threshold: float = 0.5) -> Any:
    """x where |x| > threshold, elsewhere 0."""
    return ops.where(ops.greater(ops.absolute(x), threshold), x, 0)


@register("activation")
def soft_shrink(x: Any, threshold: float = 0.5) -> Any:
    """x moved towards 0 by threshold; 0 where |x| <= threshold."""
    return ops.subtract(x, ops.clip(x, -threshold, threshold))


@register("activation")
def sparse_plus(x: Any) -> Any:
    """0 below -1, (x + 1)² / 4 up to 1, x above: softplus with true zeros."""
    bend = ops.square(ops.clip(ops.add(x, 1), 0, 2)) / 4
    return ops.where(ops.greater(x, 1), x, bend)
