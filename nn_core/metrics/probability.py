"""Metrics for probabilities and scores: the means of the losses of the same names."""

from __future__ import annotations

from typing import Any

from nn_core import losses
from nn_core.losses.crossentropy import AXIS_HELP, LOGITS_HELP, SMOOTHING_HELP
from nn_core.metrics.mean import MeanMetric
from nn_core.metrics.metric import dtype_param, name_param
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("metric", "bce", "BCE")
class BinaryCrossentropy(MeanMetric):
    """The mean binary cross-entropy."""

    name: str = name_param("binary_crossentropy")
    dtype: Any = dtype_param()
    from_logits: bool = param(default=False, help=LOGITS_HELP)
    label_smoothing: float = param(default=0, minimum=0.0, maximum=1.0, help=SMOOTHING_HELP)

    def values(self, y_true: Any, y_pred: Any) -> Any:
        return losses.binary_crossentropy(y_true, y_pred, self.from_logits, self.label_smoothing)


@register("metric")
class CategoricalCrossentropy(MeanMetric):
    """The mean cross-entropy of classes given as rows of zeros with a one."""

    name: str = name_param("categorical_crossentropy")
    dtype: Any = dtype_param()
    from_logits: bool = param(default=False, help=LOGITS_HELP)
    label_smoothing: float = param(default=0, minimum=0.0, maximum=1.0, help=SMOOTHING_HELP)
    axis: int = param(default=-1, help=AXIS_HELP)

    def values(self, y_true: Any, y_pred: Any) -> Any:
        return losses.categorical_crossentropy(y_true, y_pred, self.from_logits, self.label_smoothing, self.axis)


@register("metric")
class SparseCategoricalCrossentropy(MeanMetric):
    """The mean cross-entropy of classes given as numbers."""

    name: str = name_param("sparse_categorical_crossentropy")
    dtype: Any = dtype_param()
    from_logits: bool = param(default=False, help=LOGITS_HELP)
    ignore_class: int | None = param(default=None, help="Class whose samples have a loss of 0.")
    axis: int = param(default=-1, help=AXIS_HELP)

    def values(self, y_true: Any, y_pred: Any) -> Any:
        return losses.sparse_categorical_crossentropy(y_true, y_pred, self.from_logits, self.ignore_class, self.axis)


@register("metric", "kld", "KLD", "kullback_leibler_divergence")
class KLDivergence(MeanMetric):
    """The mean of Σ y_true · log(y_true / y_pred)."""

    name: str = name_param("kl_divergence")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Any:
        return losses.kl_divergence(y_true, y_pred)


@register("metric")
class Poisson(MeanMetric):
    """The mean of y_pred - y_true · log(y_pred)."""

    name: str = name_param("poisson")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Any:
        return losses.poisson(y_true, y_pred)


@register("metric")
class Hinge(MeanMetric):
    """The mean of max(1 - y_true · y_pred, 0)."""

    name: str = name_param("hinge")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Any:
        return losses.hinge(y_true, y_pred)


@register("metric")
class SquaredHinge(MeanMetric):
    """The mean of max(1 - y_true · y_pred, 0)²."""

    name: str = name_param("squared_hinge")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Any:
        return losses.squared_hinge(y_true, y_pred)


@register("metric")
class CategoricalHinge(MeanMetric):
    """The mean of max(largest wrong score - right score + 1, 0)."""

    name: str = name_param("categorical_hinge")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Any:
        return losses.categorical_hinge(y_true, y_pred)
