"""Hinge losses: nothing to pay beyond a margin; targets are -1 or 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core import ops
from nn_core.losses.loss import Loss, Reduction, dtype_param, name_param, reduction_param
from nn_core.losses.matching import matched
from nn_core.spec.registry import register


@register("loss")
class Hinge(Loss):
    """mean(max(1 - y_true · y_pred, 0)), with targets -1 or 1 (0 counts as -1)."""

    reduction: Reduction = reduction_param()
    name: str = name_param("hinge")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return hinge(y_true, y_pred)


@register("loss")
def hinge(y_true: Any, y_pred: Any) -> Any:
    """Return mean(max(1 - y_true · y_pred, 0)) for each sample."""
    y_true, y_pred = matched("hinge", y_true, y_pred)
    return ops.mean(ops.maximum(1.0 - _signs(y_true) * y_pred, 0.0), axis=-1)


@register("loss")
class SquaredHinge(Loss):
    """mean(max(1 - y_true · y_pred, 0)²), with targets -1 or 1 (0 counts as -1)."""

    reduction: Reduction = reduction_param()
    name: str = name_param("squared_hinge")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return squared_hinge(y_true, y_pred)


@register("loss")
def squared_hinge(y_true: Any, y_pred: Any) -> Any:
    """Return mean(max(1 - y_true · y_pred, 0)²) for each sample."""
    y_true, y_pred = matched("squared_hinge", y_true, y_pred)
    return ops.mean(ops.square(ops.maximum(1.0 - _signs(y_true) * y_pred, 0.0)), axis=-1)


@register("loss")
class CategoricalHinge(Loss):
    """max(largest wrong score - right score + 1, 0), with targets as rows of zeros with a one."""

    reduction: Reduction = reduction_param()
    name: str = name_param("categorical_hinge")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return categorical_hinge(y_true, y_pred)


@register("loss")
def categorical_hinge(y_true: Any, y_pred: Any) -> Any:
    """Return max(largest wrong score - right score + 1, 0) for each sample."""
    y_true, y_pred = matched("categorical_hinge", y_true, y_pred)
    right = ops.sum(y_true * y_pred, axis=-1)
    wrong = ops.max((1.0 - y_true) * y_pred, axis=-1)
    return ops.maximum(wrong - right + 1.0, 0.0)


def _signs(y_true: Any) -> Any:
    """Return targets 0 and 1 as -1 and 1; others as they are."""
    return 2.0 * y_true - 1.0 if np.isin(y_true.value, (0, 1)).all() else y_true
