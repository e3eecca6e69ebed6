"""Certainty: the losses of single samples, and an interval for each value an evaluation gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.training.control import Control
from designer.training.plan import Plan, metrics_of
from designer.training.scores.intervals import Interval, bootstrap, bootstrap_mean, wilson
from nn_core.autodiff import convert_to_numpy
from nn_core.metrics.mean import MeanMetric
from nn_core.metrics.metric import Metric
from nn_core.training.compiled import resolve_metric

_AT_ONCE = 2048
_MOST_RESAMPLED = 40_000_000  # numbers gathered for a metric that is no mean; beyond that it gets no interval
_NUM_DRAWS = 100


def sample_losses(loss: Any, true: NDArray, predicted: NDArray) -> NDArray[np.float64]:
    """Return the loss of each sample by itself."""
    found = []
    for start in range(0, len(predicted), _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        values = convert_to_numpy(loss.call(np.asarray(true[rows]), predicted[rows]))
        found.append(values.reshape(len(values), -1).mean(axis=1))
    return np.concatenate(found).astype(np.float64)


def intervals(
    prepared: Plan,
    values: Mapping[str, float],
    targets: Sequence[NDArray],
    predictions: Sequence[NDArray],
    by_sample: Sequence[NDArray],
    control: Control,
) -> dict[str, Interval]:
    """Return an interval for the values that have one: Wilson's for shares, the bootstrap for all others."""
    found = _of_losses(prepared, values, by_sample)
    for name, true, predicted in zip(prepared.output_names, targets, predictions, strict=True):
        prefix = f"{name}_" if len(targets) > 1 else ""
        for identifier in metrics_of(prepared.settings, name):
            control.passed("validation")  # an evaluation can be stopped here, too
            metric = resolve_metric(identifier, np.asarray(true[:_AT_ONCE]), predicted[:_AT_ONCE])
            interval = _of_metric(metric, np.asarray(true[:]), predicted, control)
            if interval is not None and prefix + metric.name in values:
                found[prefix + metric.name] = interval
    return found


def _of_losses(prepared: Plan, values: Mapping[str, float], by_sample: Sequence[NDArray]) -> dict[str, Interval]:
    """Resample the losses; what regularisation adds is the same for every sample."""
    names, weights = prepared.output_names, prepared.settings.loss_weights
    total = sum(weights.get(name, 1.0) * each for name, each in zip(names, by_sample, strict=True))
    parts = {"loss": np.asarray(total)}
    if len(names) > 1:
        parts |= {f"{name}_loss": each for name, each in zip(names, by_sample, strict=True)}
    return {name: _shifted(bootstrap_mean(each), values[name] - each.mean())
            for name, each in parts.items() if name in values and np.isfinite(each).all()}  # fmt: skip


def _shifted(interval: Interval, by: float) -> Interval:
    return Interval(interval.low + by, interval.high + by)


def _of_metric(metric: Metric, true: NDArray, predicted: NDArray, control: Control) -> Interval | None:
    if isinstance(metric, MeanMetric):
        values = convert_to_numpy(metric.values(true, predicted)).astype(np.float64)
        return _of_mean(values.reshape(len(true), -1).mean(axis=1)) if values.size % len(true) == 0 else None
    if predicted.size * _NUM_DRAWS > _MOST_RESAMPLED:
        return None

    def measure(rows: NDArray[np.intp]) -> float:
        control.passed("validation")
        metric.reset_state()
        metric.update_state(true[rows], predicted[rows])
        return float(convert_to_numpy(metric.result()))

    return bootstrap(measure, len(true), _NUM_DRAWS)


def _of_mean(values: NDArray[np.float64]) -> Interval | None:
    if not np.isfinite(values).all():
        return None
    is_share = np.isin(values, (0, 1)).all()
    return wilson(int(values.sum()), len(values)) if is_share else bootstrap_mean(values)
