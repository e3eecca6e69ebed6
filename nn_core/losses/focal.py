"""Focal losses: cross-entropies in which what the network already does well counts little."""

from __future__ import annotations

from typing import Any

from nn_core import ops
from nn_core.losses.crossentropy import axis_param, logits_param, smoothed, smoothing_param
from nn_core.losses.loss import Loss, Reduction, dtype_param, name_param, reduction_param
from nn_core.losses.matching import as_target, check_one_hot, matched
from nn_core.ops.losses import EPSILON
from nn_core.spec.params import param
from nn_core.spec.registry import register

GAMMA_HELP = "How strongly samples that are easy already are played down; 0 for not at all."


@register("loss")
class BinaryFocalCrossentropy(Loss):
    """For yes or no where one answer is rare: easy samples count little (Lin et al., 2017)."""

    apply_class_balancing: bool = param(default=False, help="Weigh the two answers with alpha and 1 - alpha.")
    alpha: float = param(default=0.25, help="Weight of the answer 1, if balanced.")
    gamma: float = param(default=2.0, help=GAMMA_HELP)
    from_logits: bool = logits_param()
    label_smoothing: float = smoothing_param()
    axis: int = axis_param()
    reduction: Reduction = reduction_param()
    name: str = name_param("binary_focal_crossentropy")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        settings = (self.apply_class_balancing, self.alpha, self.gamma)
        return binary_focal_crossentropy(y_true, y_pred, *settings, self.from_logits, self.label_smoothing, self.axis)


@register("loss")
def binary_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """Return the mean of (1 - p)^gamma · -log(p), p the probability given to the truth, for each sample."""
    y_true, y_pred = matched("binary_focal_crossentropy", y_true, y_pred)
    if label_smoothing:
        y_true = y_true * (1 - label_smoothing) + 0.5 * label_smoothing
    if from_logits:
        y_pred = ops.sigmoid(y_pred)
    missed = 1 - (y_true * y_pred + (1 - y_true) * (1 - y_pred))
    values = ops.power(missed, gamma) * ops.binary_crossentropy(y_true, y_pred)
    if apply_class_balancing:
        values = values * (y_true * alpha + (1 - y_true) * (1 - alpha))
    return ops.mean(values, axis=axis)


@register("loss")
class CategoricalFocalCrossentropy(Loss):
    """For one of several classes of very different frequency: easy samples count little (Lin et al., 2017)."""

    alpha: Any = param(default=0.25, help="Weight of the loss, or a list with one for each class.")
    gamma: float = param(default=2.0, help=GAMMA_HELP)
    from_logits: bool = logits_param()
    label_smoothing: float = smoothing_param()
    axis: int = axis_param()
    reduction: Reduction = reduction_param()
    name: str = name_param("categorical_focal_crossentropy")
    dtype: Any = dtype_param()

    def call(self, y_true: Any, y_pred: Any) -> Any:
        settings = (self.alpha, self.gamma, self.from_logits, self.label_smoothing, self.axis)
        return categorical_focal_crossentropy(y_true, y_pred, *settings)


@register("loss")
def categorical_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    alpha: Any = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """Return Σ alpha · (1 - y_pred)^gamma · -y_true · log(y_pred) for each sample."""
    y_pred = ops.convert_to_tensor(y_pred)
    check_one_hot("categorical_focal_crossentropy", y_true, y_pred)
    y_true = smoothed(as_target(y_true, y_pred), label_smoothing)
    if from_logits:
        y_pred = ops.softmax(y_pred, axis=axis)
    shares = y_pred / ops.sum(y_pred, axis=axis, keepdims=True)
    shares = ops.clip(shares, EPSILON, 1 - EPSILON)
    weight = alpha if isinstance(alpha, int | float) else as_target(alpha, y_pred)
    return ops.sum(weight * ops.power(1 - shares, gamma) * -y_true * ops.log(shares), axis=axis)
