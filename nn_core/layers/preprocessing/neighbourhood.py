"""Weighted sums of the pixels around each pixel, channel by channel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nn_core import ops


def weighted_sum(images: Any, weights: Any) -> Any:
    """Return for each pixel of images (channels last) the sum over a window around it; zeros lie beyond the border."""
    rows, columns = len(weights), len(weights[0])
    _, height, width, _ = images.shape
    borders = ((0, 0), (rows // 2, rows // 2), (columns // 2, columns // 2), (0, 0))
    padded = ops.pad(images, borders)
    parts = [
        padded[:, row : row + height, column : column + width] * float(weights[row][column])
        for row in range(rows)
        for column in range(columns)
    ]
    return _total(parts)


def _total(parts: Sequence[Any]) -> Any:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total
