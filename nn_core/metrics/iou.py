"""Intersection over union: how well predicted regions cover the true ones."""

from __future__ import annotations

import warnings
from typing import Any, ClassVar

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.metrics.confusion import name_param
from nn_core.metrics.metric import Metric, dtype_param
from nn_core.spec.params import param
from nn_core.spec.registry import register

EPSILON = 1e-7
CLASSES_HELP = "Number of classes."
IGNORE_HELP = "Class whose places count for nothing."
TARGETS_HELP = "Classes to average over."
SPARSE_TRUE_HELP = "Targets are class numbers; untick for rows of zeros with a one."
SPARSE_PRED_HELP = "Predictions are class numbers; untick for one probability for each class."
AXIS_HELP = "Axis of the classes, where they are not numbers."


class _IoU(Metric):
    """Base: a table that counts how often which class was taken for which."""

    num_classes: int = 2
    target_class_ids: Any = None
    ignore_class: int | None = None
    sparse_y_true: bool = True
    sparse_y_pred: bool = True
    axis: int = -1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.target_class_ids is not None:
            self.target_class_ids = [int(each) for each in self.target_class_ids]
            if not all(0 <= each < self.num_classes for each in self.target_class_ids):
                raise ValueError(
                    f"{type(self).__name__}: target_class_ids must be numbers from 0 to {self.num_classes - 1}, "
                    f"not {self.target_class_ids}."
                )
        self.total_cm = self.add_variable((self.num_classes, self.num_classes), name="total_confusion_matrix")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in a batch; numbers that are no class count for nothing."""
        true = self._classes(y_true, self.sparse_y_true)
        pred = self._classes(y_pred, self.sparse_y_pred)
        weight = np.ones(()) if sample_weight is None else self._counting_weight(convert_to_numpy(sample_weight))
        counted = (true >= 0) & (true < self.num_classes) & (pred >= 0) & (pred < self.num_classes)
        if self.ignore_class is not None:
            counted &= true != self.ignore_class
        weight = np.broadcast_to(weight, true.shape)[counted]
        np.add.at(self.total_cm.value, (true[counted], pred[counted]), weight)

    def _classes(self, y: Any, is_sparse: bool) -> Array:
        array = convert_to_numpy(y)
        array = array if is_sparse else np.argmax(array, axis=self.axis)
        return array.astype(np.int64).reshape(-1)

    def _counting_weight(self, weight: Array) -> Array:
        """Return weights as whole numbers, unless the type of the metric says otherwise; so does Keras."""
        whole = weight.astype(np.int64)
        if "float" in str(self.dtype):
            return weight.reshape(-1)
        if not np.array_equal(whole, weight):
            text = (
                f"{type(self).__name__} rounds sample_weight down to whole numbers; give it dtype='float32' to keep it."
            )
            warnings.warn(text, stacklevel=3)
        return whole.reshape(-1)

    def result(self) -> float:
        """Return intersection / union, averaged over the classes that occur."""
        table = self.total_cm.value
        chosen = slice(None) if self.target_class_ids is None else self.target_class_ids
        overlap = np.diag(table)[chosen]
        union = (table.sum(axis=0) + table.sum(axis=1))[chosen] - overlap
        occurs = union > 1e-9
        return float((overlap / (union + EPSILON))[occurs].sum() / (occurs.sum() + EPSILON))


@register("metric")
class IoU(_IoU):
    """Overlap divided by union, averaged over chosen classes."""

    num_classes: int = param(minimum=1, help=CLASSES_HELP)
    target_class_ids: Any = param(help=TARGETS_HELP)
    name: str | None = name_param()
    dtype: Any = dtype_param()
    ignore_class: int | None = param(default=None, help=IGNORE_HELP)
    sparse_y_true: bool = param(default=True, help=SPARSE_TRUE_HELP)
    sparse_y_pred: bool = param(default=True, help=SPARSE_PRED_HELP)
    axis: int = param(default=-1, help=AXIS_HELP)


@register("metric")
class BinaryIoU(_IoU):
    """Overlap divided by union for two classes, told apart by a threshold."""

    num_classes: ClassVar[int] = 2  # type: ignore[misc]
    target_class_ids: Any = param(default=(0, 1), help=TARGETS_HELP)
    threshold: float = param(default=0.5, help="Predictions from here on count as class 1.")
    name: str | None = name_param()
    dtype: Any = dtype_param()

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in a batch of targets 0 or 1 and probabilities."""
        super().update_state(y_true, convert_to_numpy(y_pred) >= self.threshold, sample_weight)


@register("metric")
class MeanIoU(_IoU):
    """Overlap divided by union, averaged over all classes."""

    num_classes: int = param(minimum=1, help=CLASSES_HELP)
    name: str | None = name_param()
    dtype: Any = dtype_param()
    ignore_class: int | None = param(default=None, help=IGNORE_HELP)
    sparse_y_true: bool = param(default=True, help=SPARSE_TRUE_HELP)
    sparse_y_pred: bool = param(default=True, help=SPARSE_PRED_HELP)
    axis: int = param(default=-1, help=AXIS_HELP)


@register("metric")
class OneHotIoU(_IoU):
    """Overlap divided by union of chosen classes, for targets that are rows of zeros with a one."""

    sparse_y_true = False
    num_classes: int = param(minimum=1, help=CLASSES_HELP)
    target_class_ids: Any = param(help=TARGETS_HELP)
    name: str | None = name_param()
    dtype: Any = dtype_param()
    ignore_class: int | None = param(default=None, help=IGNORE_HELP)
    sparse_y_pred: bool = param(default=False, help=SPARSE_PRED_HELP)
    axis: int = param(default=-1, help=AXIS_HELP)


@register("metric")
class OneHotMeanIoU(_IoU):
    """Overlap divided by union of all classes, for targets that are rows of zeros with a one."""

    sparse_y_true = False
    num_classes: int = param(minimum=1, help=CLASSES_HELP)
    name: str | None = name_param()
    dtype: Any = dtype_param()
    ignore_class: int | None = param(default=None, help=IGNORE_HELP)
    sparse_y_pred: bool = param(default=False, help=SPARSE_PRED_HELP)
    axis: int = param(default=-1, help=AXIS_HELP)
