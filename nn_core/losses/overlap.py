"""Losses for pictures cut into regions: how little the predicted region overlaps the true one."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.losses.loss import Loss, Reduction, dtype_param, name_param, reduction_param
from nn_core.losses.matching import matched
from nn_core.spec.kinds import Axes
from nn_core.spec.params import param
from nn_core.spec.registry import register

EPSILON = 1e-7
AXIS_HELP = "Axes over which one region extends; the whole batch as one region if not given."
ALPHA_HELP = "Weight of what is true but was not predicted."
BETA_HELP = "Weight of what was predicted but is not true."


@register("loss")
class Dice(Loss):
    """1 - 2 · overlap / (sum of both): 0 where prediction and truth cover the same (Milletari et al., 2016)."""

    reduction: Reduction = reduction_param()
    name: str = name_param("dice")
    axis: Axes | None = param(default=None, help=AXIS_HELP)
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return dice(y_true, y_pred, self.axis)


@register("loss")
def dice(y_true: Any, y_pred: Any, axis: Any = None) -> Any:
    """Return 1 - 2 · Σ y_true · y_pred / (Σ y_true + Σ y_pred)."""
    y_true, y_pred = matched("dice", y_true, y_pred)
    overlap = ops.sum(y_true * y_pred, axis=axis)
    return 1 - 2 * overlap / (ops.sum(y_true, axis=axis) + ops.sum(y_pred, axis=axis) + EPSILON)


@register("loss")
class Tversky(Loss):
    """Like Dice, with separate weights for what was missed and what was wrongly predicted (Salehi et al., 2017)."""

    alpha: float = param(default=0.5, minimum=0.0, help=ALPHA_HELP)
    beta: float = param(default=0.5, minimum=0.0, help=BETA_HELP)
    reduction: Reduction = reduction_param()
    name: str = name_param("tversky")
    axis: Axes | None = param(default=None, help=AXIS_HELP)
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return tversky(y_true, y_pred, self.alpha, self.beta, self.axis)


@register("loss")
def tversky(y_true: Any, y_pred: Any, alpha: float = 0.5, beta: float = 0.5, axis: Any = None) -> Any:
    """Return 1 - overlap / (overlap + alpha · missed + beta · wrongly predicted)."""
    y_true, y_pred = matched("tversky", y_true, y_pred)
    overlap = ops.sum(y_true * y_pred, axis=axis)
    missed = ops.sum(y_true * (1 - y_pred), axis=axis)
    wrong = ops.sum((1 - y_true) * y_pred, axis=axis)
    return 1 - overlap / (overlap + alpha * missed + beta * wrong + EPSILON)
