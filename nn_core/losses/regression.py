"""Losses for numbers: how far off, squared or not."""

from __future__ import annotations

import math
from typing import Any

from nn_core import ops
from nn_core.losses.loss import Loss, Reduction, dtype_param, name_param, reduction_param
from nn_core.losses.matching import matched
from nn_core.spec.kinds import Axes
from nn_core.spec.params import param
from nn_core.spec.registry import register

EPSILON = 1e-7


@register("loss")
class MeanSquaredError(Loss):
    """mean((y_true - y_pred)²): the usual loss for numbers; large errors count most."""

    reduction: Reduction = reduction_param()
    name: str = name_param("mean_squared_error")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return mean_squared_error(y_true, y_pred)


@register("loss", "mse", "MSE")
def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """Return mean((y_true - y_pred)²) for each sample."""
    y_true, y_pred = matched("mean_squared_error", y_true, y_pred)
    return ops.mean(ops.square(y_true - y_pred), axis=-1)


@register("loss")
class MeanAbsoluteError(Loss):
    """mean(|y_true - y_pred|): like the squared error, but outliers count less."""

    reduction: Reduction = reduction_param()
    name: str = name_param("mean_absolute_error")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return mean_absolute_error(y_true, y_pred)


@register("loss", "mae", "MAE")
def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    """Return mean(|y_true - y_pred|) for each sample."""
    y_true, y_pred = matched("mean_absolute_error", y_true, y_pred)
    return ops.mean(ops.absolute(y_true - y_pred), axis=-1)


@register("loss")
class MeanAbsolutePercentageError(Loss):
    """100 · mean(|y_true - y_pred| / |y_true|): the error as a share of the true value."""

    reduction: Reduction = reduction_param()
    name: str = name_param("mean_absolute_percentage_error")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return mean_absolute_percentage_error(y_true, y_pred)


@register("loss", "mape", "MAPE")
def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> Any:
    """Return 100 · mean(|y_true - y_pred| / |y_true|) for each sample."""
    y_true, y_pred = matched("mean_absolute_percentage_error", y_true, y_pred)
    return 100 * ops.mean(ops.absolute((y_true - y_pred) / ops.maximum(ops.absolute(y_true), EPSILON)), axis=-1)


@register("loss")
class MeanSquaredLogarithmicError(Loss):
    """mean((log(y_true + 1) - log(y_pred + 1))²): for positive numbers of very different sizes."""

    reduction: Reduction = reduction_param()
    name: str = name_param("mean_squared_logarithmic_error")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return mean_squared_logarithmic_error(y_true, y_pred)


@register("loss", "msle", "MSLE")
def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> Any:
    """Return mean((log(y_true + 1) - log(y_pred + 1))²) for each sample."""
    y_true, y_pred = matched("mean_squared_logarithmic_error", y_true, y_pred)
    true, pred = (ops.log(ops.maximum(y, EPSILON) + 1) for y in (y_true, y_pred))
    return ops.mean(ops.square(pred - true), axis=-1)


@register("loss")
class Huber(Loss):
    """Squared for errors up to delta, straight beyond: outliers pull with limited force (Huber, 1964)."""

    delta: float = param(default=1.0, minimum=0.0, help="Size of the error at which the line turns straight.")
    reduction: Reduction = reduction_param()
    name: str = name_param("huber_loss")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return huber(y_true, y_pred, self.delta)


@register("loss", "huber_loss")
def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Any:
    """Return the mean of error² / 2 where |error| <= delta, else delta · |error| - delta² / 2, for each sample."""
    y_true, y_pred = matched("huber", y_true, y_pred)
    size = ops.absolute(y_pred - y_true)
    return ops.mean(ops.where(size <= delta, 0.5 * ops.square(size), delta * size - 0.5 * delta**2), axis=-1)


@register("loss")
class LogCosh(Loss):
    """mean(log(cosh(y_pred - y_true))): nearly the squared error when small, the absolute one when large."""

    reduction: Reduction = reduction_param()
    name: str = name_param("log_cosh")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return log_cosh(y_true, y_pred)


@register("loss", "logcosh")
def log_cosh(y_true: Any, y_pred: Any) -> Any:
    """Return mean(log(cosh(y_pred - y_true))) for each sample."""
    y_true, y_pred = matched("log_cosh", y_true, y_pred)
    error = y_pred - y_true
    return ops.mean(error + ops.softplus(-2.0 * error) - math.log(2), axis=-1)


@register("loss")
class CosineSimilarity(Loss):
    """-cos of the angle between y_true and y_pred: direction counts, length does not."""

    axis: Axes = param(default=-1, help="Axis along which the vectors lie.")
    reduction: Reduction = reduction_param()
    name: str = name_param("cosine_similarity")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return cosine_similarity(y_true, y_pred, self.axis)


@register("loss", "cosine_proximity", "cosine")
def cosine_similarity(y_true: Any, y_pred: Any, axis: Any = -1) -> Any:
    """Return -Σ y_true · y_pred of vectors brought to length 1."""
    y_true, y_pred = matched("cosine_similarity", y_true, y_pred)
    return -ops.sum(_unit(y_true, axis) * _unit(y_pred, axis), axis=axis)


def _unit(x: Any, axis: Any) -> Any:
    length = ops.sqrt(ops.maximum(ops.sum(ops.square(x), axis=axis, keepdims=True), 1e-12))
    return x / length
