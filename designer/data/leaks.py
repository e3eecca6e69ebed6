"""Leaks: ways in which the test part, or the answer itself, gets into what the network learns from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from designer.data.column import Column

MOST_ROWS, MOST_VALUES = 200_000, 100_000_000
_CORRELATION = 0.9999


def duplicates(training: Mapping[str, NDArray], test: Mapping[str, NDArray]) -> str:
    """Say how many test samples are in the training part, value by value; nothing if none is, or too many to look."""
    arrays = [*training.values(), *test.values()]
    if not test or not all(isinstance(each, np.ndarray) and len(each) <= MOST_ROWS for each in arrays):
        return ""
    if sum(each.size for each in arrays) > MOST_VALUES:
        return ""
    known = set(_row_hashes(list(training.values())))
    count = sum(each in known for each in _row_hashes([test[name] for name in training]))
    if not count:
        return ""
    what = "test sample is" if count == 1 else f"of the {len(arrays[-1]):,} test samples are"
    return f"{count:,} {what} in the training part, too: the test would praise what was only learned by heart."


def answers_among(inputs: Sequence[Column], target: Column) -> list[str]:
    """Name the inputs that give the target away."""
    return [
        f"The input '{column.name}' gives the target '{target.name}' away: {reason}. Leave it out if it would not be "
        "known when the network is used."
        for column in inputs
        if (reason := _gives_away(column, target))
    ]


def scaled_before(columns: Sequence[Column]) -> str:
    """Say which columns were standardised over all rows, and so over the test part as well, before they came here."""
    names = [column.name for column in columns if column.kind == "number" and _is_standardised(column)]
    if len(names) < 2:
        return ""
    return (
        f"{len(names)} columns, such as '{names[0]}', have mean 0 and spread 1 over all rows: they were scaled before "
        "the split, so the test part had a say in it. Bring the numbers as they were measured."
    )


def _row_hashes(arrays: list[NDArray]) -> list[int]:
    flat = [np.ascontiguousarray(array.reshape(len(array), -1)) for array in arrays]
    return [hash(b"".join(array[row].tobytes() for array in flat)) for row in range(len(flat[0]))]


def _gives_away(column: Column, target: Column) -> str:
    some = min(len(column), MOST_ROWS)
    x, y = np.asarray(column.values[:some]), np.asarray(target.values[:some])
    if column.kind == "text" or target.kind == "text":
        return ""
    if column.kind != "category" and target.kind != "category":
        return _correlated(x, y)
    known = np.isfinite(x) & np.isfinite(y) & ((x >= 0) | (column.kind != "category")) & (y >= 0)
    pairs = len(np.unique(np.stack([x[known], y[known]]), axis=1).T)
    num_x, num_y = len(np.unique(x[known])), len(np.unique(y[known]))
    is_same = pairs == num_x == num_y and num_y > 1
    return f"each of its values stands for one of the {num_y} classes" if is_same else ""


def _correlated(x: NDArray, y: NDArray) -> str:
    known = np.isfinite(x) & np.isfinite(y)
    if known.sum() < 3 or x[known].std() == 0 or y[known].std() == 0:
        return ""
    correlation = float(np.corrcoef(x[known], y[known])[0, 1])
    return f"their correlation is {correlation:.4f}" if abs(correlation) > _CORRELATION else ""


def _is_standardised(column: Column) -> bool:
    values = np.asarray(column.values[:MOST_ROWS], np.float64)
    values = values[np.isfinite(values)]
    return len(values) > 10 and abs(values.mean()) < 1e-4 and abs(values.std() - 1) < 1e-3
