"""Accuracies: the share of samples for which the model is right."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.losses.matching import same_rank
from nn_core.metrics.mean import MeanMetric
from nn_core.metrics.metric import dtype_param, name_param
from nn_core.spec.params import param
from nn_core.spec.registry import register


@register("metric")
class Accuracy(MeanMetric):
    """How often y_pred is exactly y_true."""

    name: str = name_param("accuracy")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Array:
        return accuracy(y_true, y_pred)


def accuracy(y_true: Any, y_pred: Any) -> Array:
    """Return 1 where y_pred is y_true, else 0."""
    y_true, y_pred = same_rank(convert_to_numpy(y_true), convert_to_numpy(y_pred))
    return np.asarray(y_true == y_pred).astype(np.float32)


@register("metric")
class BinaryAccuracy(MeanMetric):
    """How often a probability is on the right side of the threshold."""

    name: str = name_param("binary_accuracy")
    dtype: Any = dtype_param()
    threshold: float = param(default=0.5, help="Probabilities above it count as 1.")

    def values(self, y_true: Any, y_pred: Any) -> Array:
        return binary_accuracy(y_true, y_pred, self.threshold)


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Array:
    """Return 1 where (y_pred > threshold) is y_true, else 0."""
    y_true, y_pred = same_rank(convert_to_numpy(y_true), convert_to_numpy(y_pred))
    return np.asarray(y_true == (y_pred > threshold)).astype(np.float32)


@register("metric")
class CategoricalAccuracy(MeanMetric):
    """How often the most probable class is the right one; targets are rows of zeros with a one."""

    name: str = name_param("categorical_accuracy")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Array:
        return categorical_accuracy(y_true, y_pred)


def categorical_accuracy(y_true: Any, y_pred: Any) -> Array:
    """Return 1 where both are largest at the same class, else 0."""
    right = np.argmax(convert_to_numpy(y_true), axis=-1) == np.argmax(convert_to_numpy(y_pred), axis=-1)
    return np.asarray(right).astype(np.float32)


@register("metric")
class SparseCategoricalAccuracy(MeanMetric):
    """How often the most probable class is the right one; targets are class numbers."""

    name: str = name_param("sparse_categorical_accuracy")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Array:
        return sparse_categorical_accuracy(y_true, y_pred)


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Array:
    """Return 1 where y_pred is largest at the class y_true, else 0."""
    y_pred = convert_to_numpy(y_pred)
    return np.asarray(class_numbers(y_true, y_pred) == np.argmax(y_pred, axis=-1)).astype(np.float32)


def class_numbers(y_true: Any, y_pred: Array) -> Array:
    """Return the classes without an axis of size 1 that y_pred does not have."""
    classes = convert_to_numpy(y_true)
    return classes[..., 0] if classes.ndim == y_pred.ndim and classes.shape[-1] == 1 else classes


@register("metric")
class TopKCategoricalAccuracy(MeanMetric):
    """How often the right class is among the k most probable; targets are rows of zeros with a one."""

    k: int = param(default=5, after="", minimum=1, help="Number of classes that may be named.")
    name: str = name_param("top_k_categorical_accuracy")
    dtype: Any = dtype_param()

    def values(self, y_true: Any, y_pred: Any) -> Array:
        return top_k_categorical_accuracy(y_true, y_pred, self.k)


def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Array:
    """Return 1 where the class of y_true is among the k largest of y_pred, else 0."""
    return sparse_top_k_categorical_accuracy(np.argmax(convert_to_numpy(y_true), axis=-1), y_pred, k)


@register("metric")
class SparseTopKCategoricalAccuracy(MeanMetric):
    """How often the right class is among the k most probable; targets are class numbers."""

    k: int = param(default=5, after="", minimum=1, help="Number of classes that may be named.")
    name: str = name_param("sparse_top_k_categorical_accuracy")
    dtype: Any = dtype_param()
    from_sorted_ids: bool = param(default=False, help="y_pred holds class numbers, the most probable first.")

    def values(self, y_true: Any, y_pred: Any) -> Array:
        return sparse_top_k_categorical_accuracy(y_true, y_pred, self.k, self.from_sorted_ids)


def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5, from_sorted_ids: bool = False) -> Array:
    """Return 1 where y_true is among the k best classes, else 0."""
    y_pred = convert_to_numpy(y_pred)
    classes = class_numbers(y_true, y_pred).astype(np.int64)[..., None]
    if from_sorted_ids:
        return np.asarray((y_pred[..., :k] == classes).any(axis=-1)).astype(np.float32)
    score = np.take_along_axis(y_pred, classes, axis=-1)
    return np.asarray((y_pred > score).sum(axis=-1) < k).astype(np.float32)
