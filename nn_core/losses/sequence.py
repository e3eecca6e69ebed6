"""CTC: a loss for sequences whose symbols have no known place in time, as in speech and handwriting."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy, convert_to_tensor
from nn_core.losses.loss import Loss, Reduction, dtype_param, name_param, reduction_param
from nn_core.ops.ctc import ctc_loss
from nn_core.spec.registry import register


@register("loss")
class CTC(Loss):
    """For texts read from sound or ink; class 0 means nothing here, and fills up short targets (Graves, 2006)."""

    reduction: Reduction = reduction_param()
    name: str = name_param("ctc")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return ctc(y_true, y_pred)


@register("loss")
def ctc(y_true: Any, y_pred: Any) -> Any:
    """Return -log of the probability of each target, over all ways to place its symbols in time.

    Args:
        y_true: class numbers (batch, length), filled up with 0.
        y_pred: scores before the softmax (batch, steps, classes).
    """
    labels, y_pred = convert_to_numpy(y_true), convert_to_tensor(y_pred)
    if labels.ndim != 2 or y_pred.ndim != 3:
        raise ValueError(
            "ctc: y_true must have the shape (batch, length) and y_pred (batch, steps, classes), "
            f"but they have {labels.shape} and {y_pred.shape}."
        )
    if labels.size and not 0 <= labels.min() <= labels.max() < y_pred.shape[-1]:
        raise ValueError(
            f"ctc: the labels go from {labels.min()} to {labels.max()}, but y_pred has {y_pred.shape[-1]} classes, "
            f"numbered 0 to {y_pred.shape[-1] - 1}."
        )
    steps = np.full(len(labels), y_pred.shape[1])
    return ctc_loss(labels, y_pred, (labels != 0).sum(axis=-1), steps)
