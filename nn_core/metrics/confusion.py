"""Precision, recall and the four counts behind them: hits and false alarms at one or more thresholds."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.losses.matching import same_rank
from nn_core.metrics.metric import Metric, divide_or_zero, dtype_param
from nn_core.spec.params import param
from nn_core.spec.registry import register

THRESHOLDS_HELP = "Probabilities above it count as yes; several give one result each. 0.5 if not given."
TOP_K_HELP = "Count the k most probable classes as yes, whatever their probability."
CLASS_HELP = "Look at this class only."


def name_param() -> Any:
    """Declare the name of a metric that is called after its class."""
    return param(default=None, help="Name of the metric, as it appears in curves and tables.")


class Counting(Metric):
    """Base of metrics made of counts, one for each threshold."""

    counts: ClassVar[tuple[str, ...]] = ()
    thresholds: Any = None
    top_k: int | None = None
    class_id: int | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._levels = self.levels()
        self._counts = {count: self.add_variable(self._levels.shape, name=count) for count in self.counts}

    def levels(self) -> Array:
        """Return the thresholds above which a probability counts as yes."""
        if self.thresholds is None:
            return np.array([0.5 if self.top_k is None else -1e10])
        levels = np.atleast_1d(self.thresholds).astype(float)
        if not ((levels >= 0) & (levels <= 1)).all():
            raise ValueError(f"{type(self).__name__}: thresholds must be from 0 to 1, not {self.thresholds!r}.")
        return levels

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in a batch of targets 0 or 1 and probabilities."""
        y_pred, y_true = same_rank(convert_to_numpy(y_pred), convert_to_numpy(y_true))
        weight = spread(sample_weight, y_pred)
        if self.top_k is not None:
            y_pred = _only_top(y_pred, self.top_k)
        if self.class_id is not None:
            y_true, y_pred, weight = (x[..., self.class_id] for x in (y_true, y_pred, weight))
        found = count_outcomes(y_true, y_pred, weight, self._levels)
        for count, variable in self._counts.items():
            variable.value += found[count]

    def _result(self, values: Array) -> Any:
        return float(values[0]) if len(values) == 1 else values


def count_outcomes(y_true: Array, y_pred: Array, weight: Array, thresholds: Array) -> dict[str, Array]:
    """Return the weighted numbers of hits, false alarms, misses and right refusals at each threshold."""
    label = y_true.astype(bool).reshape(-1)
    weight = weight.reshape(-1)
    is_yes = y_pred.reshape(-1) > thresholds[:, None]
    hits, alarms = is_yes @ (weight * label), is_yes @ (weight * ~label)
    return {
        "true_positives": hits,
        "false_positives": alarms,
        "false_negatives": weight @ label - hits,
        "true_negatives": weight @ ~label - alarms,
    }


def spread(sample_weight: Any, y_pred: Array) -> Array:
    """Return one weight for each prediction."""
    if sample_weight is None:
        return np.ones(y_pred.shape)
    weight = convert_to_numpy(sample_weight).astype(float)
    return np.broadcast_to(weight.reshape(weight.shape + (1,) * (y_pred.ndim - weight.ndim)), y_pred.shape)


def _only_top(y_pred: Array, k: int) -> Array:
    """Return predictions with all but the k largest of each row far below every threshold."""
    order = np.argsort(-y_pred, axis=-1, kind="stable")
    lowered = np.full(y_pred.shape, -1e10)
    top = order[..., :k]
    np.put_along_axis(lowered, top, np.take_along_axis(y_pred, top, -1), -1)
    return lowered


@register("metric")
class Precision(Counting):
    """Of all that the model called yes, the share that is right."""

    counts = ("true_positives", "false_positives")
    thresholds: Any = param(default=None, help=THRESHOLDS_HELP)
    top_k: int | None = param(default=None, minimum=1, help=TOP_K_HELP)
    class_id: int | None = param(default=None, minimum=0, help=CLASS_HELP)
    name: str | None = name_param()
    dtype: Any = dtype_param()

    def result(self) -> Any:
        hits, alarms = (self._counts[count].value for count in self.counts)
        return self._result(divide_or_zero(hits, hits + alarms))


@register("metric")
class Recall(Counting):
    """Of all that is yes, the share that the model found."""

    counts = ("true_positives", "false_negatives")
    thresholds: Any = param(default=None, help=THRESHOLDS_HELP)
    top_k: int | None = param(default=None, minimum=1, help=TOP_K_HELP)
    class_id: int | None = param(default=None, minimum=0, help=CLASS_HELP)
    name: str | None = name_param()
    dtype: Any = dtype_param()

    def result(self) -> Any:
        hits, misses = (self._counts[count].value for count in self.counts)
        return self._result(divide_or_zero(hits, hits + misses))


class _Count(Counting):
    """Base of the four counts themselves."""

    thresholds: Any = param(default=None, help=THRESHOLDS_HELP)
    name: str | None = name_param()
    dtype: Any = dtype_param()

    def result(self) -> Any:
        return self._result(self._counts[self.counts[0]].value.copy())


@register("metric")
class TruePositives(_Count):
    """How often the model rightly says yes."""

    counts = ("true_positives",)


@register("metric")
class FalsePositives(_Count):
    """How often the model wrongly says yes."""

    counts = ("false_positives",)


@register("metric")
class TrueNegatives(_Count):
    """How often the model rightly says no."""

    counts = ("true_negatives",)


@register("metric")
class FalseNegatives(_Count):
    """How often the model wrongly says no."""

    counts = ("false_negatives",)
