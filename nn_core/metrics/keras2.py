"""Metrics that only Keras 2 has."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.losses.matching import matched
from nn_core.metrics.mean import MeanMetric
from nn_core.metrics.metric import Metric, divide_or_zero, dtype_param, name_param
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("metric")
class MeanRelativeError(MeanMetric):
    """mean(|y_true - y_pred| / normalizer)."""

    normalizer: Any = param(help="Numbers to divide the errors by.")
    name: str = name_param("mean_relative_error")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Any:
        y_true, y_pred = matched("mean_relative_error", y_true, y_pred)
        return divide_or_zero(np.abs(y_true.value - y_pred.value), convert_to_numpy(self.normalizer))

    def get_config(self) -> dict[str, Any]:
        """Return the parameters as JSON data."""
        return {**super().get_config(), "normalizer": convert_to_numpy(self.normalizer).tolist()}


@register("metric")
class MeanTensor(Metric):
    """The mean of arrays, for each place of its own."""

    name: str = name_param("mean_tensor")
    dtype: Any = dtype_param()
    _sums: Any = None

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take in an array, always of the same shape."""
        values = convert_to_numpy(values).astype(float)
        if self._sums is None:
            self._sums = [self.add_variable(values.shape, name=name) for name in ("total", "count")]
        total, count = self._sums
        if values.shape != total.shape:
            raise ValueError(f"MeanTensor started with the shape {total.shape}; it cannot take in {values.shape}.")
        weight = np.ones(()) if sample_weight is None else convert_to_numpy(sample_weight).astype(float)
        weight = weight.reshape(weight.shape + (1,) * (values.ndim - weight.ndim))
        total.value += values * weight
        count.value += np.broadcast_to(weight, values.shape)

    def result(self) -> Any:
        """Return the mean array so far; 0 if nothing was seen."""
        return 0.0 if self._sums is None else divide_or_zero(self._sums[0].value, self._sums[1].value)
