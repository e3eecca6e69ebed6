"""F scores: precision and recall in one number."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.metrics.metric import Metric, dtype_param, name_param
from nn_core.spec.params import param
from nn_core.spec.registry import register

Average = Literal["micro", "macro", "weighted"] | None
AVERAGE_HELP = "One number: over all samples, over classes, or over classes weighted by their frequency."
THRESHOLD_HELP = "Probabilities above it count as yes; if not given, the most probable class does."
EPSILON = 1e-7


class _FScore(Metric):
    """(1 + β²) · precision · recall / (β² · precision + recall), for each class or averaged."""

    average: Any = None
    beta: float = 1.0
    threshold: float | None = None
    _counts: Any = None

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in a batch: rows of zeros and ones, and rows of probabilities."""
        y_true, y_pred = convert_to_numpy(y_true).astype(float), convert_to_numpy(y_pred)
        if y_true.ndim != 2 or y_true.shape != y_pred.shape:
            raise ValueError(
                f"{type(self).__name__} takes rows with one number for each class, but y_true has shape {y_true.shape} "
                f"and y_pred {y_pred.shape}. to_categorical() makes such rows of class numbers."
            )
        is_yes = self._is_yes(y_pred)
        weight = 1.0 if sample_weight is None else convert_to_numpy(sample_weight).astype(float).reshape(-1, 1)
        axis = None if self.average == "micro" else 0
        found = [np.sum(x * weight, axis=axis) for x in (is_yes * y_true, is_yes * (1 - y_true), ~is_yes * y_true)]
        if self._counts is None:
            names = ("true_positives", "false_positives", "false_negatives")
            self._counts = [self.add_variable(np.shape(found[0]), name=name) for name in names]
        for variable, count in zip(self._counts, found, strict=True):
            variable.value += count

    def _is_yes(self, y_pred: Array) -> Array:
        if self.threshold is not None:
            return np.asarray(y_pred > self.threshold)
        return np.asarray((y_pred >= y_pred.max(axis=-1, keepdims=True)) & (np.abs(y_pred) > 1e-9))

    def result(self) -> Any:
        """Return one number, or one for each class if there is no average."""
        if self._counts is None:
            return 0.0
        hits, alarms, misses = (variable.value for variable in self._counts)
        precision, recall = hits / (hits + alarms + EPSILON), hits / (hits + misses + EPSILON)
        score = (1 + self.beta**2) * precision * recall / (self.beta**2 * precision + recall + EPSILON)
        if self.average == "weighted":
            frequency = hits + misses
            return float(np.sum(score * frequency / (np.sum(frequency) + EPSILON)))
        return score if self.average is None else float(np.mean(score))


@register("metric")
class FBetaScore(_FScore):
    """Precision and recall in one number; with β above 1, recall counts more."""

    average: Average = param(default=None, help=AVERAGE_HELP)
    beta: float = param(default=1.0, help="How many times as much recall counts as precision.")
    threshold: float | None = param(default=None, minimum=0.0, maximum=1.0, help=THRESHOLD_HELP)
    name: str = name_param("fbeta_score")
    dtype: Any = dtype_param()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.beta <= 0:
            raise ValueError(f"FBetaScore: beta must be greater than 0, not {self.beta}.")


@register("metric")
class F1Score(_FScore):
    """2 · precision · recall / (precision + recall)."""

    average: Average = param(default=None, help=AVERAGE_HELP)
    threshold: float | None = param(default=None, minimum=0.0, maximum=1.0, help=THRESHOLD_HELP)
    name: str = name_param("f1_score")
    dtype: Any = dtype_param()
