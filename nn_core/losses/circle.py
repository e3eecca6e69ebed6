"""Circle loss: brings what belongs together near, and pushes the rest away."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core import ops
from nn_core.autodiff import convert_to_numpy
from nn_core.losses.loss import Loss, Reduction, dtype_param, name_param, reduction_param
from nn_core.spec.params import param
from nn_core.spec.registry import register

FAR_BELOW = -1e9  # in place of -inf, so that an anchor without a partner still has a gradient, zero


@register("loss")
class Circle(Loss):
    """For embeddings of length 1 with the number of their class: pairs far from their goal count most (Sun, 2020)."""

    gamma: float = param(default=80.0, minimum=0.0, help="How sharply far pairs are preferred.")
    margin: float = param(default=0.4, help="How near a pair must be to be left in peace.")
    remove_diagonal: bool = param(default=True, help="Do not compare a sample with itself.")
    reduction: Reduction = reduction_param()
    name: str = name_param("circle")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return circle(y_true, y_pred, remove_diagonal=self.remove_diagonal, gamma=self.gamma, margin=self.margin)


@register("loss")
def circle(
    y_true: Any,
    y_pred: Any,
    ref_labels: Any = None,
    ref_embeddings: Any = None,
    remove_diagonal: bool = True,
    gamma: float = 80,
    margin: float = 0.4,
) -> Any:
    """Return the loss of each embedding (row of y_pred), compared with all others or with given references."""
    y_pred = ops.convert_to_tensor(y_pred)
    labels = _class_numbers(y_true)
    other_labels = labels if ref_labels is None else _class_numbers(ref_labels)
    references = y_pred if ref_embeddings is None else ops.convert_to_tensor(ref_embeddings)
    distance = ops.maximum(1 - ops.matmul(y_pred, ops.transpose(references)), 0.0)
    is_same = labels[:, None] == other_labels[None, :]
    is_other = ~is_same
    if remove_diagonal:
        np.fill_diagonal(is_same, False)
    pull = -gamma * ops.maximum(margin + distance, 0.0) * (margin - distance)
    push = gamma * ops.maximum(1 + margin - distance, 0.0) * (1 - margin - distance)
    values = ops.softplus(_log_sum(is_same, pull) + _log_sum(is_other, push))
    values._keras_mask = values.value > 0
    return values


def _log_sum(chosen: Any, scores: Any) -> Any:
    return ops.logsumexp(ops.where(chosen, scores, FAR_BELOW), axis=1)


def _class_numbers(labels: Any) -> Any:
    return convert_to_numpy(labels).astype(np.int64).reshape(-1)
