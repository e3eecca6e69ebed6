"""Pooling window by window, in passes over memory that Numba may compile (see `nn_core.autodiff.accelerator`).

Each does what NumPy does in `pooling` one tap after the other. As plain Python they are right too, and a thousand times
slower.
"""

from __future__ import annotations

from nn_core.autodiff.accelerator import Pictures
from nn_core.autodiff.tensor import Array


def write_largest(x: Pictures, height: int, width: int, y: Pictures) -> None:
    """Write the largest element of every window of this height and width into y; NaN where there is one."""
    for n in range(len(y)):
        for i in range(y.shape[1]):
            for j in range(y.shape[2]):
                _copy(x[n, i * height, j * width], y[n, i, j])
                for tap in range(1, height * width):
                    _take_larger(x[n, i * height + tap // width, j * width + tap % width], y[n, i, j])


def hand_to_largest(
    x: Pictures, y: Pictures, g: Pictures, height: int, width: int, is_rectified: int, dx: Pictures, spare: Array
) -> None:
    """Write the gradient of every window at its first maximum, nothing elsewhere; nothing for zeros of a ReLU."""
    if y.shape[1] * height < dx.shape[1] or y.shape[2] * width < dx.shape[2]:
        dx[:] = 0
    for n in range(len(y)):
        for i in range(y.shape[1]):
            for j in range(y.shape[2]):
                _worth(y[n, i, j], g[n, i, j], is_rectified, spare)
                for tap in range(height * width):
                    row, column = i * height + tap // width, j * width + tap % width
                    _hand_over(x[n, row, column], y[n, i, j], spare, dx[n, row, column])


def _copy(x: Array, y: Array) -> None:
    for c in range(len(y)):
        y[c] = x[c]


def _take_larger(x: Array, y: Array) -> None:
    for c in range(len(y)):
        y[c] = y[c] if y[c] >= x[c] or y[c] != y[c] else x[c]


def _worth(y: Array, g: Array, is_rectified: int, worth: Array) -> None:
    for c in range(len(y)):
        worth[c] = g[c] if not is_rectified or y[c] > 0 else 0


def _hand_over(x: Array, y: Array, worth: Array, dx: Array) -> None:
    """Give to elements as large as y what is left, which then is nothing."""
    for c in range(len(dx)):
        is_here = x[c] == y[c]
        dx[c] = worth[c] if is_here else 0
        worth[c] = 0 if is_here else worth[c]
