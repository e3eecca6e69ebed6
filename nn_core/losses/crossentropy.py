"""Cross-entropies: losses for classes, given as probabilities or as logits."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core import ops
from nn_core.autodiff import Tensor, convert_to_numpy, convert_to_tensor
from nn_core.losses.loss import Loss, Reduction, dtype_param, name_param, reduction_param
from nn_core.losses.matching import answers, as_target, check_one_hot, class_numbers, matched
from nn_core.spec.params import param
from nn_core.spec.registry import register

LOGITS_HELP = "Tick if the last layer has no softmax or sigmoid: the loss applies it itself, which is more exact."
SMOOTHING_HELP = "Share of each target spread over all classes, so that the network is never entirely sure."
AXIS_HELP = "Axis of the classes."


def logits_param() -> Any:
    """Declare `from_logits`."""
    return param(default=False, help=LOGITS_HELP)


def smoothing_param() -> Any:
    """Declare `label_smoothing`."""
    return param(default=0.0, minimum=0.0, maximum=1.0, help=SMOOTHING_HELP)


def axis_param() -> Any:
    """Declare the axis of the classes."""
    return param(default=-1, help=AXIS_HELP)


@register("loss")
class BinaryCrossentropy(Loss):
    """For yes or no: targets 0 or 1, one output with a sigmoid for each question."""

    from_logits: bool = logits_param()
    label_smoothing: float = smoothing_param()
    axis: int = axis_param()
    reduction: Reduction = reduction_param()
    name: str = name_param("binary_crossentropy")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return binary_crossentropy(y_true, y_pred, self.from_logits, self.label_smoothing, self.axis)


@register("loss", "bce", "BCE")
def binary_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """Return -mean(y_true · log(y_pred) + (1 - y_true) · log(1 - y_pred)) for each sample."""
    logits = ops.logits_behind(y_pred)
    y_true, y_pred = matched("binary_crossentropy", y_true, y_pred if logits is None else logits)
    y_true = answers(y_true, "binary_crossentropy")
    if label_smoothing:
        y_true = y_true * (1 - label_smoothing) + 0.5 * label_smoothing
    return ops.mean(ops.binary_crossentropy(y_true, y_pred, from_logits or logits is not None), axis=axis)


@register("loss")
class CategoricalCrossentropy(Loss):
    """For one of several classes: targets are rows of zeros with a one at the class."""

    from_logits: bool = logits_param()
    label_smoothing: float = smoothing_param()
    axis: int = axis_param()
    reduction: Reduction = reduction_param()
    name: str = name_param("categorical_crossentropy")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return categorical_crossentropy(y_true, y_pred, self.from_logits, self.label_smoothing, self.axis)


@register("loss")
def categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """Return -Σ y_true · log(y_pred) for each sample."""
    y_pred, from_logits = _logits_if_known(y_pred, from_logits)
    check_one_hot("categorical_crossentropy", y_true, y_pred)
    y_true = smoothed(as_target(y_true, y_pred), label_smoothing)
    return ops.categorical_crossentropy(y_true, y_pred, from_logits, axis)


def smoothed(y_true: Any, label_smoothing: float) -> Any:
    """Return targets of which a share is spread evenly over all classes."""
    return y_true * (1 - label_smoothing) + label_smoothing / y_true.shape[-1] if label_smoothing else y_true


@register("loss")
class SparseCategoricalCrossentropy(Loss):
    """For one of several classes: targets are the numbers of the classes, from 0."""

    from_logits: bool = logits_param()
    ignore_class: int | None = param(default=None, help="Class whose samples count for nothing (padding).")
    reduction: Reduction = reduction_param()
    axis: int = axis_param()
    name: str = name_param("sparse_categorical_crossentropy")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return sparse_categorical_crossentropy(y_true, y_pred, self.from_logits, self.ignore_class, self.axis)


@register("loss")
def sparse_categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, ignore_class: int | None = None, axis: int = -1
) -> Any:
    """Return -log(y_pred) at the class y_true, for each sample."""
    y_pred, from_logits = _logits_if_known(y_pred, from_logits)
    labels = convert_to_tensor(y_true)
    if labels.ndim == y_pred.ndim and labels.shape[axis] == 1:
        labels = ops.squeeze(labels, axis)
    if ignore_class is None:
        labels = class_numbers("sparse_categorical_crossentropy", labels, y_pred)
        return ops.sparse_categorical_crossentropy(labels, y_pred, from_logits, axis)
    labels = ops.cast(labels, "int64")
    kept = labels != ignore_class
    labels = class_numbers("sparse_categorical_crossentropy", ops.where(kept, labels, 0), y_pred)
    values = ops.sparse_categorical_crossentropy(labels, y_pred, from_logits, axis)
    result: Tensor = ops.where(kept, values, 0.0)
    result._keras_mask = kept
    return result


@register("loss")
class CategoricalGeneralizedCrossEntropy(Loss):
    """For class numbers of which some are wrong: between cross-entropy (q near 0) and absolute error (q near 1)."""

    q: float = param(default=0.5, minimum=0.0, maximum=1.0, help="How little doubtful labels count, between 0 and 1.")
    reduction: Reduction = reduction_param()
    name: str = name_param("categorical_generalized_cross_entropy")
    dtype: Any = dtype_param()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not 0 < self.q < 1:
            raise ValueError(f"CategoricalGeneralizedCrossEntropy: q must be between 0 and 1, not {self.q}.")

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return categorical_generalized_cross_entropy(y_true, y_pred, self.q)


@register("loss")
def categorical_generalized_cross_entropy(y_true: Any, y_pred: Any, q: float = 0.5) -> Any:
    """Return (1 - p^q) / q, p the probability of the class y_true, for each sample (Zhang & Sabuncu, 2018)."""
    y_pred = convert_to_tensor(y_pred)
    labels = convert_to_numpy(y_true).astype(np.int64)
    if labels.ndim == y_pred.ndim and labels.shape[-1] == 1:
        labels = labels[..., 0]
    labels = class_numbers("categorical_generalized_cross_entropy", labels, y_pred).value
    share = ops.take_along_axis(y_pred, labels[..., None], axis=-1)[..., 0]
    return (1 - ops.power(share, q)) / q


def _logits_if_known(y_pred: Any, from_logits: bool) -> tuple[Any, bool]:
    """Return what went into the softmax instead of its result, if the result remembers; it is more exact."""
    logits = ops.logits_behind(y_pred)
    return (convert_to_tensor(y_pred), from_logits) if logits is None else (logits, True)
