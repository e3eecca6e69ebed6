"""Batches: the fitting source for whatever a user passes, and what is done to data before."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from nn_core.autodiff import convert_to_numpy
from nn_core.autodiff.tensor import Array
from nn_core.spec.structure import map_structure
from nn_core.training.array_batches import ArrayBatches, as_source, take_rows
from nn_core.training.refusals import check_class_weight, common_length
from nn_core.training.refusals import share as part_of_one
from nn_core.training.streamed_batches import StreamedBatches

Source = ArrayBatches | StreamedBatches


def batches_from(
    x: Any,
    y: Any = None,
    sample_weight: Any = None,
    batch_size: int | None = None,
    steps: int | None = None,
    shuffle: bool | str = False,
    dtype: str = "float32",
    class_weight: Any = None,
) -> Source:
    """Return the fitting source of batches for what a user passes to fit, evaluate or predict."""
    if x is None:
        raise ValueError("There is no data: pass x, an array, or a generator of batches.")
    if isinstance(x, str | bytes | int | float):
        raise ValueError(f"x must be an array with one row for each sample, or a generator of batches, not {x!r}.")
    weigh = None if class_weight is None else weighing(class_weight)
    if is_stream(x):
        if y is not None or sample_weight is not None:
            what = "y" if y is not None else "sample_weight"
            raise ValueError(f"{what} must not be given when x is a generator or a PyDataset: its batches hold it.")
        return StreamedBatches(x, steps, shuffle, dtype, weigh)
    if weigh is not None and y is not None:
        sample_weight = weigh(map_structure(as_source, y), sample_weight)
    return ArrayBatches(x, y, sample_weight, batch_size, steps, shuffle, dtype)


def is_stream(x: Any) -> bool:
    """Say whether x gives batches by itself."""
    return x is not None and not isinstance(x, list | tuple | dict) and not hasattr(x, "shape")


def split_for_validation(
    arrays: tuple[Any, Any, Any], share: float
) -> tuple[tuple[Any, Any, Any], tuple[Any, Any, Any]]:
    """Return (training part, validation part); the last `share` of the samples validates, as in Keras."""
    share = part_of_one("validation_split", share)
    if is_stream(arrays[0]):
        raise ValueError(
            "validation_split needs arrays; with a generator or a PyDataset, give another one as validation_data."
        )
    total = common_length(tuple(map_structure(as_source, part) for part in arrays))
    at = math.floor(total * (1 - share))
    if at in (0, total):
        raise ValueError(
            f"validation_split={share} would leave {at} samples to train and {total - at} to validate of {total}; "
            "both need at least one."
        )
    x, y, sample_weight = arrays
    first = take_rows(x, 0, at), take_rows(y, 0, at), take_rows(sample_weight, 0, at)
    return first, (take_rows(x, at, total), take_rows(y, at, total), take_rows(sample_weight, at, total))


def weighing(class_weight: dict[Any, Any]) -> Callable[[Any, Any], Any]:
    """Return a function that multiplies sample weights by the weight of each sample's class."""
    check_class_weight(class_weight)
    is_per_output = any(isinstance(each, dict) for each in class_weight.values())

    def weigh(y: Any, sample_weight: Any) -> Any:
        if not is_per_output:
            if isinstance(y, dict | list | tuple):
                raise ValueError(
                    "With several outputs, class_weight must say which it means: {'name of the output': {0: 1.0, ...}}."
                )
            return _times(class_weights_to_sample_weights(y, class_weight), sample_weight)
        unknown = [name for name in class_weight if not isinstance(y, dict) or name not in y]
        if unknown:
            known = f"y has {sorted(y)}" if isinstance(y, dict) else "y must then be a dict by output names too"
            raise ValueError(f"class_weight names an output {unknown[0]!r}, but {known}.")
        given = sample_weight if isinstance(sample_weight, dict) else dict.fromkeys(y, sample_weight)
        return {
            name: _times(class_weights_to_sample_weights(each, class_weight[name]), given.get(name))
            if name in class_weight
            else given.get(name)
            for name, each in y.items()
        }

    return weigh


def _times(factors: Array, sample_weight: Any) -> Any:
    return factors if sample_weight is None else factors * convert_to_numpy(sample_weight)


def class_weights_to_sample_weights(y: Any, class_weight: dict[int, float]) -> Array:
    """Return a weight for every sample from the weight of its class; `y` holds numbers or one-hot rows."""
    labels = convert_to_numpy(y)
    if labels.ndim > 1:
        labels = labels[..., 0] if labels.shape[-1] == 1 else labels.argmax(axis=-1)
    weights = np.ones(labels.shape, "float32")
    for label, weight in class_weight.items():
        weights[labels == label] = weight
    return weights
