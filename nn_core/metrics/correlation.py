"""Correlations: whether predictions rise and fall with the targets."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.losses.matching import same_rank
from nn_core.metrics.mean import MeanMetric
from nn_core.metrics.metric import dtype_param, name_param
from nn_core.spec.kinds import Axes
from nn_core.spec.params import param
from nn_core.spec.registry import register

AXIS_HELP = "Axis along which targets and predictions are compared."
EPSILON = 1e-7


@register("metric")
class PearsonCorrelation(MeanMetric):
    """1 if y_pred is a rising straight line of y_true, -1 if a falling one, 0 if neither."""

    name: str = name_param("pearson_correlation")
    dtype: Any = dtype_param()
    axis: Axes = param(default=-1, help=AXIS_HELP)

    def values(self, y_true: Any, y_pred: Any) -> Array:
        return pearson_correlation(y_true, y_pred, self.axis)


def pearson_correlation(y_true: Any, y_pred: Any, axis: Any = -1) -> Array:
    """Return covariance / product of the standard deviations, along an axis."""
    true, pred = (_centered(y, axis) for y in _alike(y_true, y_pred))
    with np.errstate(divide="ignore", invalid="ignore"):  # a constant has no correlation: NaN, as in Keras
        return np.asarray((true * pred).mean(axis=axis) / (true.std(axis=axis) * pred.std(axis=axis)))


@register("metric")
class ConcordanceCorrelation(MeanMetric):
    """Like Pearson's correlation, but 1 only if y_pred equals y_true (Lin, 1989)."""

    name: str = name_param("concordance_correlation")
    dtype: Any = dtype_param()
    axis: Axes = param(default=-1, help=AXIS_HELP)

    def values(self, y_true: Any, y_pred: Any) -> Array:
        return concordance_correlation(y_true, y_pred, self.axis)


def concordance_correlation(y_true: Any, y_pred: Any, axis: Any = -1) -> Array:
    """Return 2 · covariance / (both variances + squared distance of the means), along an axis."""
    y_true, y_pred = _alike(y_true, y_pred)
    covariance = (_centered(y_true, axis) * _centered(y_pred, axis)).mean(axis=axis)
    distance = y_true.mean(axis=axis) - y_pred.mean(axis=axis)
    spread = y_true.var(axis=axis) + y_pred.var(axis=axis) + distance**2
    return np.asarray(2 * covariance / (spread + EPSILON))


def _alike(y_true: Any, y_pred: Any) -> tuple[Array, Array]:
    pred = convert_to_numpy(y_pred)
    true, pred = same_rank(convert_to_numpy(y_true).astype(pred.dtype), pred)
    return true, pred


def _centered(y: Array, axis: Any) -> Array:
    return np.asarray(y - y.mean(axis=axis, keepdims=True))
