"""Mean and Sum, and metrics that are the mean of a function of each sample."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.losses.matching import same_rank
from nn_core.metrics.metric import Metric, dtype_param, name_param
from nn_core.spec.registry import register
from nn_core.spec.serialization import resolve, serialize


@register("metric")
class Mean(Metric):
    """The (weighted) mean of all values seen."""

    name: str = name_param("mean")
    dtype: Any = dtype_param()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.total = self.add_variable(name="total")
        self.count = self.add_variable(name="count")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take in values, one number (or an array, of which the mean counts) for each sample."""
        values = convert_to_numpy(values)
        if sample_weight is None:
            self.total.value += values.mean() * len(values) if values.ndim else values
            self.count.value += len(values) if values.ndim else 1
            return
        values, weights = weighted(values, sample_weight, np.mean)
        self.total.value += values.sum()
        self.count.value += weights.sum()

    def result(self) -> float:
        """Return the mean so far; 0 if nothing was seen."""
        count = self.count.item()
        return float(self.total.item() / count) if count else 0.0


@register("metric")
class Sum(Metric):
    """The (weighted) sum of all values seen."""

    name: str = name_param("sum")
    dtype: Any = dtype_param()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.total = self.add_variable(name="total")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take in values."""
        values = convert_to_numpy(values)
        if sample_weight is not None:
            values, _ = weighted(values, sample_weight, np.sum)
        self.total.value += values.sum()

    def result(self) -> float:
        """Return the sum so far."""
        return float(self.total.item())


def weighted(values: Array, sample_weight: Any, reduce: Callable[..., Any]) -> tuple[Array, Array]:
    """Return weighted values and weights, one for each sample; `reduce` takes further axes together."""
    values, weights = same_rank(values.astype(float), convert_to_numpy(sample_weight).astype(float))
    if values.ndim > weights.ndim:
        values = reduce(values, axis=tuple(range(weights.ndim, values.ndim)))
    ndim = weights.ndim
    weights = np.broadcast_to(weights, values.shape)
    values = values * weights
    if ndim > 1:
        weights = reduce(weights, axis=tuple(range(1, ndim)))
    if values.ndim > 1:
        values = reduce(values, axis=tuple(range(1, values.ndim)))
    return values, np.asarray(weights)


class MeanMetric(Mean):
    """Base of metrics that are the mean of `values(y_true, y_pred)`."""

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return a number for each sample."""
        raise NotImplementedError(f"{type(self).__name__} must define values(y_true, y_pred).")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        """Take in a batch; samples whose mask is false count for nothing."""
        mask = getattr(y_pred, "_keras_mask", None)
        values = self.values(convert_to_numpy(y_true), convert_to_numpy(y_pred))
        values_mask = getattr(values, "_keras_mask", None)
        super().update_state(values, masked_weight(sample_weight, mask, values_mask))


def masked_weight(sample_weight: Any, mask: Any, values_mask: Any = None) -> Any:
    """Return the sample weights, zero where a mask is false; None if there is neither."""
    if sample_weight is not None and values_mask is not None:
        mask = values_mask if mask is None else mask
    if mask is None:
        return sample_weight
    kept = convert_to_numpy(mask).astype(float)
    if sample_weight is None:
        return kept
    kept, weights = same_rank(kept, convert_to_numpy(sample_weight).astype(float))
    return kept * weights


@register("metric")
class MeanMetricWrapper(MeanMetric):
    """The mean of a function of (y_true, y_pred); further keyword arguments go to the function."""

    def __init__(self, fn: Callable[..., Any], name: str | None = None, dtype: Any = None, **kwargs: Any) -> None:
        super().__init__(name=name or str(getattr(fn, "__name__", "metric")), dtype=dtype)
        self.fn = fn
        self.settings = kwargs

    def values(self, y_true: Any, y_pred: Any) -> Any:
        """Return the function's result."""
        is_own = not str(getattr(self.fn, "__module__", "")).startswith("nn_core.")
        if is_own and convert_to_numpy(y_true).dtype.kind in "biu":  # 1 - y_true must not wrap around
            y_true = convert_to_numpy(y_true).astype(np.result_type(convert_to_numpy(y_pred).dtype, np.float32))
        return self.fn(y_true, y_pred, **self.settings)

    def get_config(self) -> dict[str, Any]:
        """Return the function's name and the parameters."""
        return {**super().get_config(), "fn": serialize(self.fn), **self.settings}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        return cls(**{**config, "fn": resolve("loss", config["fn"])})
