"""AUC: the area under a curve over all thresholds."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.losses.matching import same_rank
from nn_core.metrics.confusion import count_outcomes, name_param, spread
from nn_core.metrics.metric import Metric, divide_or_zero, dtype_param
from nn_core.metrics.rates import OUTCOMES, precision, recall
from nn_core.ops.activation import stable_sigmoid
from nn_core.spec.params import param
from nn_core.spec.registry import register

EPSILON = 1e-7  # the first threshold is this far below 0, the last this far above 1


@register("metric", "auc")
class AUC(Metric):
    """Area under the curve: how well the probabilities sort yes from no, whatever the threshold. 0.5 is guessing."""

    num_thresholds: int = param(default=200, minimum=2, help="At how many thresholds between 0 and 1 to look.")
    curve: Literal["ROC", "PR", "PRGAIN"] = param(
        default="ROC", help="ROC: hits against false alarms; PR: precision against recall; PRGAIN: their gains."
    )
    summation_method: Literal["interpolation", "minoring", "majoring"] = param(
        default="interpolation", help="Height of a strip between two thresholds: the mean, the lower or the higher."
    )
    name: str | None = name_param()
    dtype: Any = dtype_param()
    thresholds: Any = param(default=None, help="Thresholds of one's own, in place of num_thresholds.")
    multi_label: bool = param(default=False, help="Each column is a question of its own; the areas are averaged.")
    num_labels: int | None = param(default=None, minimum=1, help="Number of columns, with multi_label.")
    label_weights: Any = param(default=None, help="How much each column counts.")
    from_logits: bool = param(default=False, help="Tick if the last layer has no sigmoid.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.num_labels and not self.multi_label:
            raise ValueError("AUC: num_labels means something with multi_label=True only.")
        inner = np.arange(1, self.num_thresholds - 1) / (self.num_thresholds - 1)
        if self.thresholds is not None:
            inner = np.sort(np.asarray(self.thresholds, float))
            self.num_thresholds = len(inner) + 2
        self._levels = np.array([-EPSILON, *inner, 1 + EPSILON])
        self._counts: dict[str, Any] = {}
        if not self.multi_label or self.num_labels:
            self._begin((self.num_labels,) if self.num_labels else ())

    def _begin(self, labels: tuple[int, ...]) -> None:
        self._counts = {each: self.add_variable((self.num_thresholds, *labels), name=each) for each in OUTCOMES}

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in a batch of targets 0 or 1 and probabilities."""
        y_pred, y_true = same_rank(convert_to_numpy(y_pred), convert_to_numpy(y_true))
        if self.from_logits:
            y_pred = stable_sigmoid(y_pred)
        weight = spread(sample_weight, y_pred)
        if self.label_weights is not None and not self.multi_label:
            weight = weight * np.asarray(self.label_weights, float)
        if self.multi_label and y_pred.ndim != 2:
            raise ValueError(
                f"AUC: with multi_label=True predictions need two axes, but have the shape {y_pred.shape}."
            )
        if not self._counts:
            self._begin(y_pred.shape[1:])
        for outcome, count in self._outcomes(y_true, y_pred, weight).items():
            self._counts[outcome].value += count

    def _outcomes(self, y_true: Array, y_pred: Array, weight: Array) -> dict[str, Array]:
        if not self.multi_label:
            return count_outcomes(y_true, y_pred, weight, self._levels)
        columns = range(y_pred.shape[1])
        each = [count_outcomes(y_true[:, i], y_pred[:, i], weight[:, i], self._levels) for i in columns]
        return {outcome: np.stack([found[outcome] for found in each], axis=-1) for outcome in OUTCOMES}

    def result(self) -> float:
        """Return the area, averaged over the labels if there are several."""
        if not self._counts:
            return 0.0
        areas = np.sum(self._strips(), axis=0)
        if not self.multi_label:
            return float(areas)
        weights = np.ones(len(areas)) if self.label_weights is None else np.asarray(self.label_weights, float)
        return float(divide_or_zero(np.sum(areas * weights), np.sum(weights)))

    def _strips(self) -> Array:
        """Return the area between each two thresholds."""
        counts = {outcome: variable.value for outcome, variable in self._counts.items()}
        if self.curve == "PR" and self.summation_method == "interpolation":
            return interpolated_strips(counts)
        x, y = CURVES[self.curve](counts)
        if self.summation_method == "interpolation":
            heights = (y[:-1] + y[1:]) / 2
        else:
            heights = (np.minimum if self.summation_method == "minoring" else np.maximum)(y[:-1], y[1:])
        return np.asarray((x[:-1] - x[1:]) * heights)

    def get_config(self) -> dict[str, Any]:
        """Return the parameters as JSON data; thresholds only if they are one's own."""
        config = super().get_config()
        if config["thresholds"] is None:
            del config["thresholds"]
        return config


def roc(counts: dict[str, Array]) -> tuple[Array, Array]:
    """Return the share of false alarms and that of hits, at each threshold."""
    alarms = counts["false_positives"]
    return divide_or_zero(alarms, alarms + counts["true_negatives"]), recall(counts)


def precision_recall(counts: dict[str, Array]) -> tuple[Array, Array]:
    """Return recall and precision, at each threshold."""
    return recall(counts), precision(counts)


def precision_recall_gain(counts: dict[str, Array]) -> tuple[Array, Array]:
    """Return recall and precision measured from what always saying yes would reach (Flach & Kull, 2015)."""
    hits, misses, alarms = counts["true_positives"], counts["false_negatives"], counts["false_positives"]
    odds = divide_or_zero(hits + misses, counts["true_negatives"] + alarms)
    recall_gain = np.where(hits == 0, 0.0, 1 - odds * divide_or_zero(misses, hits))
    precision_gain = np.where(hits == 0, 1.0, 1 - odds * divide_or_zero(alarms, hits))
    return np.maximum(recall_gain, 0.0), precision_gain


CURVES = {"ROC": roc, "PR": precision_recall, "PRGAIN": precision_recall_gain}


def interpolated_strips(counts: dict[str, Array]) -> Array:
    """Return the areas below a precision-recall curve, hits and not precision on a straight line (Davis, 2006)."""
    hits = counts["true_positives"]
    said_yes = hits + counts["false_positives"]
    more_hits, more_yes = hits[:-1] - hits[1:], said_yes[:-1] - said_yes[1:]
    slope = divide_or_zero(more_hits, np.maximum(more_yes, 0))
    start = hits[1:] - slope * said_yes[1:]
    ratio = np.ones_like(start)
    both = (said_yes[:-1] > 0) & (said_yes[1:] > 0)
    np.divide(said_yes[:-1], said_yes[1:], out=ratio, where=both)
    return divide_or_zero(slope * (more_hits + start * np.log(ratio)), hits[1:] + counts["false_negatives"][1:])
