"""Bring targets to the type and shape of predictions, or say what does not fit."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core import ops
from nn_core.autodiff import Tensor, convert_to_numpy, convert_to_tensor
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tensor import Array
from nn_core.ops.array_function import array_function

NOISE = 0.5  # how far beyond 0 and 1 targets may lie: some add noise to the labels of adversarial networks


def matched(function: str, y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    """Return both as floats of the same shape; ValueError with both shapes if they differ.

    An axis of size 1 at the end may be missing in one of them.
    """
    y_pred = convert_to_tensor(y_pred)
    y_true, y_pred = same_rank(as_target(y_true, y_pred), y_pred)
    if y_true.shape != y_pred.shape:
        raise ValueError(_mismatch(function, y_true.shape, y_pred.shape))
    return y_true, y_pred


def as_target(y_true: Any, y_pred: Tensor) -> Any:
    """Return the targets in the type of the predictions."""
    dtype = y_pred.dtype if y_pred.number_type.kind == "f" else "float32"
    return ops.cast(y_true, dtype) if isinstance(y_true, Tensor) else Tensor(convert_to_numpy(y_true, dtype))


def same_rank(x: Any, y: Any) -> tuple[Any, Any]:
    """Add or remove an axis of size 1 at the end, where the number of axes differs by one."""
    if x.ndim == y.ndim + 1 and x.shape[-1] == 1:
        return (x, y[..., None]) if y.ndim == 1 else (x[..., 0], y)
    if y.ndim == x.ndim + 1 and y.shape[-1] == 1:
        return (x[..., None], y) if x.ndim == 1 else (x, y[..., 0])
    return x, y


def check_one_hot(function: str, y_true: Any, y_pred: Any) -> None:
    """Raise ValueError if targets and predictions differ in shape; the likely cause is classes given as numbers."""
    shape = ops.shape(y_true)
    if shape == y_pred.shape:
        return
    if len(shape) < y_pred.ndim or shape[-1] == 1:
        raise ValueError(
            f"{function}: y_true has shape {shape}, y_pred {y_pred.shape}. Classes given as numbers need "
            "sparse_categorical_crossentropy, or to_categorical() to make rows of zeros and ones of them."
        )
    raise ValueError(_mismatch(function, shape, y_pred.shape))


def class_numbers(function: str, labels: Any, y_pred: Any) -> Any:
    """Return the labels as whole numbers; ValueError unless there is one for each row of y_pred, each a class."""
    count = y_pred.shape[-1]
    if labels.shape != y_pred.shape[:-1]:
        hint = (
            "The targets look like rows of zeros and ones: use categorical_crossentropy."
            if labels.shape == y_pred.shape
            else "There must be one class number for each row of y_pred."
        )
        raise ValueError(f"{function}: y_true has shape {labels.shape}, y_pred {y_pred.shape}. {hint}")
    return _checked(labels, function, count)


@array_function
def _checked(labels: Array, function: str, count: int) -> Array:
    labels = np.asarray(labels)
    _refuse_fractions(labels, function)
    whole = labels.astype(np.int64, copy=False)
    _refuse_beyond(whole, function, count)
    return whole


@_checked.planned
def _(plan: Plan, labels: Array, function: str, count: int) -> Any:
    whole = labels
    plan.do(_refuse_fractions, labels, function)
    if labels.dtype != np.int64:
        whole = plan.empty(labels.shape, np.int64)
        plan.do(np.copyto, whole, labels, "unsafe")
    plan.check(_refuse_beyond, whole, function, count)
    return whole


def _refuse_fractions(labels: Array, function: str) -> None:
    """Raise ValueError if a label is no whole number, or no number at all."""
    if labels.dtype.kind == "f" and not np.array_equal(labels, np.trunc(labels)):
        wrong = labels[labels != np.trunc(labels)][0]
        raise ValueError(f"{function}: classes are whole numbers from 0, but y_true holds {wrong:g}.")


def _refuse_beyond(labels: Array, function: str, count: int) -> None:
    """Raise ValueError unless all labels are numbers of classes."""
    if labels.size and not (labels.min() >= 0 and labels.max() < count):
        wrong = labels.max() if labels.max() >= count else labels.min()
        raise ValueError(
            f"{function}: found the label {wrong}, but y_pred has {count} classes, numbered 0 to {count - 1}. "
            + (f"Give the last layer {wrong + 1} units." if wrong >= count else "Labels must not be negative.")
        )


@array_function
def answers(y_true: Array, function: str) -> Array:
    """Return targets between 0 and 1; ValueError if they are class numbers, or -1 and 1, instead."""
    _refuse_no_answers(y_true, function)
    return y_true


@answers.planned
def _(plan: Plan, y_true: Array, function: str) -> Any:
    plan.check(_refuse_no_answers, y_true, function)
    return y_true


def _refuse_no_answers(y_true: Array, function: str) -> None:
    low, high = (y_true.min(), y_true.max()) if y_true.size else (0, 1)
    if low < -NOISE or high > 1 + NOISE:
        wrong = low if low < -NOISE else high
        raise ValueError(
            f"{function}: found the target {wrong:g}, but targets must be 0 (no) or 1 (yes), or between. Classes "
            "numbered 0, 1, 2 … need sparse_categorical_crossentropy; of -1 and 1 make (y + 1) / 2, or use hinge."
        )


def _mismatch(function: str, true: tuple[int, ...], pred: tuple[int, ...]) -> str:
    text = f"{function}: y_true has shape {true}, but y_pred {pred}; they must be equal."
    if len(true) == len(pred) and true[:-1] == pred[:-1]:
        text += f" Give the last layer {true[-1]} units, or targets with {pred[-1]} values each."
    return text
