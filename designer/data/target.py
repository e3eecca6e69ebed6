"""The target of a file: find out whether it names classes or gives numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Task
from designer.data.errors import DataError
from designer.data.scaling import UNSCALED, Scaling, standardised


@dataclass(frozen=True)
class Target:
    """What is to be learned, for the training and the test part."""

    task: Task
    training: NDArray
    test: NDArray
    class_names: tuple[str, ...] = ()
    scaling: Scaling = UNSCALED


def read_target(training: NDArray, test: NDArray, file: str) -> Target:
    """Return class labels counted from 0, or scaled numbers with at least one axis per sample."""
    if training.shape[1:] != test.shape[1:]:
        raise DataError(
            f"{file}: a training target has the shape {training.shape[1:]}, a test target {test.shape[1:]}. "
            "Both parts need the same shape."
        )
    if len(training) and (training == training[:1]).all():
        raise DataError(
            f"{file}: the target is {_first(training)} for every sample, one class only: there is nothing to learn. "
            "Bring samples with other targets."
        )
    if _is_one_hot(training) and _is_one_hot(test):
        names = tuple(str(number) for number in range(training.shape[1]))
        labels = [part.argmax(axis=1).astype(np.int32) for part in (training, test)]
        return Target("classification", *labels, class_names=names)
    if training.ndim == 1 or training.shape[1:] == (1,):
        values = np.unique(training)
        if _are_classes(values, len(training)):
            return _classes(values, training.ravel(), test.ravel(), file)
    if training.dtype.kind == "U":
        raise DataError(f"{file}: the target holds words, but hardly any two are the same, so they cannot be classes.")
    return _numbers(training, test)


def _first(training: NDArray) -> str:
    return str(training[0].tolist() if training[0].size < 20 else "the same")


def _is_one_hot(y: NDArray) -> bool:
    if y.ndim != 2 or y.shape[1] < 2 or y.dtype.kind not in "biuf":
        return False
    return bool(((y == 0) | (y == 1)).all() and (y.sum(axis=1) == 1).all())


def _are_classes(values: NDArray, num_samples: int) -> bool:
    """Say whether these distinct values look like classes: words or whole numbers, few or often repeated."""
    is_whole = values.dtype.kind in "biuU" or bool((values == np.round(values)).all())
    is_few = len(values) <= 20 or len(values) <= min(1000, num_samples / 5)
    return is_whole and is_few and len(values) >= 2


def _classes(values: NDArray, training: NDArray, test: NDArray, file: str) -> Target:
    if unknown := sorted(set(np.unique(test).tolist()) - set(values.tolist())):
        raise DataError(
            f"{file}: the test part has the class {unknown[0]}, which the training part does not have. "
            "Every class needs samples to learn from."
        )
    labels = [np.searchsorted(values, part).astype(np.int32) for part in (training, test)]
    names = tuple(f"{value:g}" if values.dtype.kind == "f" else str(value) for value in values)
    return Target("classification", *labels, class_names=names)


def _numbers(training: NDArray, test: NDArray) -> Target:
    if training.ndim == 1:
        training, test = training[:, None], test[:, None]
    is_small = training.min() >= -1 and training.max() <= 1
    scaling = UNSCALED if is_small else standardised(training, "the target")
    return Target("regression", scaling.apply(training), scaling.apply(test), scaling=scaling)
