"""Windows of a series: what was seen at some moments, and what is to be predicted for a later one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from designer.data.errors import DataError
from designer.data.splitting import Order, Parts
from designer.data.steps import Window
from designer.data.stored import StoredRows


def windowed(
    inputs: Mapping[str, Any], targets: Mapping[str, Any], parts: Parts, window: Window
) -> tuple[dict[str, Any], dict[str, Any], Parts]:
    """Return inputs (rows, length, columns), targets, and parts in terms of windows.

    A window belongs to the part in which its target lies; what it sees may be earlier, as in real life.
    """
    order = np.concatenate([parts.training, parts.validation, parts.test])
    reach = window.length - 1 + window.ahead
    num = len(order) - reach
    if num < 5:
        raise DataError(
            f"{len(order)} rows are too few for windows of {window.length} moments with a target {window.ahead} later."
        )
    seen = {name: replace(each, values=_windows(each.values, order, num, window)) for name, each in inputs.items()}
    later = {name: replace(each, values=each.values.at(order[reach:])) for name, each in targets.items()}
    ends = np.cumsum([len(parts.training), len(parts.validation), len(parts.test)]) - reach
    starts = [0, *np.maximum(ends[:-1], 0)]
    found: list[Order] = [np.arange(a, b)[:: window.stride] for a, b in zip(starts, np.maximum(ends, 0), strict=True)]
    if not len(found[0]):
        raise DataError("The training part is shorter than a window. Make the windows shorter.")
    return seen, later, Parts(*found, text=f"{parts.text}; {num:,} windows")


def _windows(series: StoredRows, order: Order, num: int, window: Window) -> StoredRows:
    moments = np.arange(window.length)

    def read(start: int, stop: int) -> NDArray:
        rows = order[np.arange(start, stop)[:, None] + moments]
        return series[rows.ravel()].reshape(*rows.shape, *series.shape[1:])

    return StoredRows(read, (num, window.length, *series.shape[1:]), series.dtype)
