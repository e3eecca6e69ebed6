"""Metrics for numbers: the means of how far off the model is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn_core import losses
from nn_core.losses.matching import matched
from nn_core.metrics.mean import MeanMetric
from nn_core.metrics.metric import dtype_param, name_param
from nn_core.spec.kinds import Axes
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("metric", "mse", "MSE")
class MeanSquaredError(MeanMetric):
    """mean((y_true - y_pred)²)."""

    name: str = name_param("mean_squared_error")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Any:
        return losses.mean_squared_error(y_true, y_pred)


@register("metric", "mae", "MAE")
class MeanAbsoluteError(MeanMetric):
    """mean(|y_true - y_pred|): in the unit of the targets."""

    name: str = name_param("mean_absolute_error")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Any:
        return losses.mean_absolute_error(y_true, y_pred)


@register("metric")
class RootMeanSquaredError(MeanMetric):
    """√mean((y_true - y_pred)²): in the unit of the targets, large errors count most."""

    name: str = name_param("root_mean_squared_error")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Any:
        y_true, y_pred = matched("root_mean_squared_error", y_true, y_pred)
        return np.square(y_pred.value - y_true.value)

    def result(self) -> float:
        return math.sqrt(super().result())


@register("metric", "mape", "MAPE")
class MeanAbsolutePercentageError(MeanMetric):
    """100 · mean(|y_true - y_pred| / |y_true|)."""

    name: str = name_param("mean_absolute_percentage_error")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Any:
        return losses.mean_absolute_percentage_error(y_true, y_pred)


@register("metric", "msle", "MSLE")
class MeanSquaredLogarithmicError(MeanMetric):
    """mean((log(y_true + 1) - log(y_pred + 1))²)."""

    name: str = name_param("mean_squared_logarithmic_error")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Any:
        return losses.mean_squared_logarithmic_error(y_true, y_pred)


@register("metric", "logcosh", "log_cosh")
class LogCoshError(MeanMetric):
    """mean(log(cosh(y_pred - y_true)))."""

    name: str = name_param("logcosh")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Any:
        return losses.log_cosh(y_true, y_pred)


@register("metric", "cosine_proximity")
class CosineSimilarity(MeanMetric):
    """The cosine of the angle between y_true and y_pred: 1 for the same direction, -1 for the opposite."""

    name: str = name_param("cosine_similarity")
    dtype: Any = dtype_param()
    axis: Axes = param(default=-1, help="Axis along which the vectors lie.")

    def values(self, y_true: Any, y_pred: Any) -> Any:
        return -losses.cosine_similarity(y_true, y_pred, self.axis)
