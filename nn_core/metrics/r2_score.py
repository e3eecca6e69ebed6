"""R2Score: the share of the targets' spread that the model explains."""

from __future__ import annotations

import warnings
from typing import Any, Literal

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.losses.matching import same_rank
from nn_core.metrics.metric import Metric, dtype_param, name_param
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("metric")
class R2Score(Metric):
    """1 - squared error / spread of the targets: 1 is perfect, 0 is as good as always answering the mean."""

    class_aggregation: Literal["uniform_average", "variance_weighted_average"] | None = param(
        default="uniform_average", help="How several outputs become one number; one result for each if empty."
    )
    num_regressors: int = param(default=0, minimum=0, help="Number of inputs, to correct for having many of them.")
    name: str = name_param("r2_score")
    dtype: Any = dtype_param()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.num_samples = self.add_variable(name="num_samples")
        self._sums: list[Any] = []

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in a batch of rows, one number for each output."""
        true, pred = same_rank(convert_to_numpy(y_true).astype(float), convert_to_numpy(y_pred).astype(float))
        if true.ndim == 1:
            true, pred = true[:, None], pred[:, None]
        if true.ndim != 2 or true.shape != pred.shape:
            raise ValueError(
                f"R2Score takes rows with one number for each output, but y_true has the shape {true.shape} "
                f"and y_pred {pred.shape}."
            )
        weight = np.ones(()) if sample_weight is None else convert_to_numpy(sample_weight).astype(float)
        weight = np.broadcast_to(weight[:, None] if weight.ndim == 1 else weight, true.shape)
        if not self._sums:
            names = ("squared_sum", "sum", "residual", "count")
            self._sums = [self.add_variable((true.shape[1],), name=name) for name in names]
        found = (true**2 * weight, true * weight, (true - pred) ** 2 * weight, weight)
        for variable, each in zip(self._sums, found, strict=True):
            variable.value += each.sum(axis=0)
        self.num_samples.value += true.size

    def result(self) -> Any:
        """Return one number, or one for each output without aggregation."""
        if not self._sums or not self.num_samples.item():
            return 0.0
        squared, total, residual, count = (variable.value for variable in self._sums)
        spread = squared - total * total / count
        with np.errstate(divide="ignore", invalid="ignore"):
            scores = 1 - residual / spread
        scores = np.where(np.isinf(scores), 0.0, scores)
        if self.class_aggregation is None:
            return self._corrected(scores)
        weights = spread if self.class_aggregation == "variance_weighted_average" else np.ones_like(spread)
        return float(self._corrected(np.sum(weights * scores) / np.sum(weights)))

    def _corrected(self, score: Array) -> Array:
        """Return the score corrected for the number of inputs, where there are enough samples to do so."""
        if not self.num_regressors:
            return score
        left = self.num_samples.item() - self.num_regressors - 1
        if left <= 0:
            warnings.warn(
                "R2Score: too few samples to correct for num_regressors; this is the plain score.", stacklevel=3
            )
            return score
        return np.asarray(1 - (1 - score) * (self.num_samples.item() - 1) / left)
