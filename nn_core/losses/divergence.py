"""Losses between distributions and counts."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.losses.loss import Loss, Reduction, dtype_param, name_param, reduction_param
from nn_core.losses.matching import matched
from nn_core.spec.registry import register

EPSILON = 1e-7


@register("loss")
class KLDivergence(Loss):
    """Σ y_true · log(y_true / y_pred): how much one distribution differs from another."""

    reduction: Reduction = reduction_param()
    name: str = name_param("kl_divergence")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return kl_divergence(y_true, y_pred)


@register("loss", "kld", "KLD", "kullback_leibler_divergence")
def kl_divergence(y_true: Any, y_pred: Any) -> Any:
    """Return Σ y_true · log(y_true / y_pred) for each sample."""
    y_true, y_pred = (ops.clip(y, EPSILON, 1) for y in matched("kl_divergence", y_true, y_pred))
    return ops.sum(y_true * ops.log(y_true / y_pred), axis=-1)


@register("loss")
class Poisson(Loss):
    """mean(y_pred - y_true · log(y_pred)): for counts."""

    reduction: Reduction = reduction_param()
    name: str = name_param("poisson")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return poisson(y_true, y_pred)


@register("loss")
def poisson(y_true: Any, y_pred: Any) -> Any:
    """Return mean(y_pred - y_true · log(y_pred)) for each sample."""
    y_true, y_pred = matched("poisson", y_true, y_pred)
    return ops.mean(y_pred - y_true * ops.log(y_pred + EPSILON), axis=-1)
