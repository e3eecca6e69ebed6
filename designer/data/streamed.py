"""A dataset of arrays that stay in their file: the training reads them piece by piece, in a shuffled order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.data.dataset import Dataset, Fact
from designer.data.errors import DataError
from designer.data.scaling import UNSCALED, Scaling, divided_by, standardised
from designer.data.splitting import Order
from designer.data.stored import StoredRows
from designer.data.target import Target, read_target

SAMPLE_ROWS = 2000
Rows = NDArray[Any] | StoredRows


@dataclass(frozen=True)
class Part:
    """Some rows of an array of samples, and of the array of their targets."""

    x: Rows
    y: NDArray
    rows: Order


def dataset_of_parts(
    title: str, file: str, parts: dict[str, Part], is_large: bool, steps: tuple[Fact, ...] = ()
) -> Dataset:
    """Return a dataset of the parts "training", "test", and perhaps "validation"; large ones stay in their file."""
    training, test = parts["training"], parts["test"]
    scaling = scaling_of(training, file)
    targets = {name: _target(training, part, file) for name, part in parts.items() if name != "training"}
    held = {
        name: ({"x": _taken(part, scaling, is_large, file)}, {"y": targets[name].test})
        for name, part in parts.items()
        if name != "training"
    }
    known = targets["test"]
    return Dataset(
        title,
        known.task,
        {"x": _taken(training, scaling, is_large, file)},
        {"y": known.training},
        *held["test"],
        class_names=known.class_names,
        input_scaling={"x": scaling},
        target_scaling={"y": known.scaling},
        validation_inputs=held["validation"][0] if "validation" in held else {},
        validation_targets=held["validation"][1] if "validation" in held else {},
        steps=(_reading(training.x, test, is_large), *steps, Fact("Scale", scaling.text)),
    )


def scaling_of(training: Part, file: str) -> Scaling:
    """Choose by type and range, from a part of the training samples."""
    x, rows = training.x, training.rows
    if x.dtype == np.uint8:
        return divided_by(255, "bytes")
    if x.dtype.kind in "iub":
        return Scaling("whole numbers, as they are")
    some = x[np.sort(rows)[:: max(1, len(rows) // SAMPLE_ROWS)]]
    check_finite(some, f"{file}: x")
    is_small = some.min() >= -1 and some.max() <= 1
    return UNSCALED if is_small else standardised(some, "each column" if x.ndim == 2 else "all values")


def check_finite(values: NDArray, what: str) -> None:
    """Refuse NaN and infinity with a sentence."""
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise DataError(
            f"{what} contains values that are not finite numbers (NaN or infinity). Fill in or leave out those samples."
        )


def _target(training: Part, other: Part, file: str) -> Target:
    for values in (training.y, other.y):
        check_finite(values, f"{file}: y")
    return read_target(training.y[training.rows], other.y[other.rows], file)


def _taken(part: Part, scaling: Scaling, is_large: bool, file: str) -> Any:
    def make(values: NDArray) -> NDArray:
        check_finite(values, f"{file}: x")
        is_index = values.dtype.kind in "iub" and values.dtype != np.uint8
        return values.astype(np.int32) if is_index else scaling.apply(values)

    if is_large and isinstance(part.x, StoredRows):
        return part.x.at(part.rows).mapped(make)
    return make(part.x[part.rows])


def _reading(x: Rows, test: Part, is_large: bool) -> Fact:
    num_bytes = sum(
        int(np.prod(each.shape, dtype=np.int64)) * each.dtype.itemsize
        for each in {id(x): x, id(test.x): test.x}.values()
    )
    where = "streamed with a shuffled buffer" if is_large else "in memory"
    return Fact("Read", f"{num_bytes / 2**20:,.0f} MB, {where}")
