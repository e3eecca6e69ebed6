"""Batch normalisation in few passes over memory that Numba may compile (see `nn_core.autodiff.accelerator`).

Each does what NumPy does in `normalization`, number by number in the same order. `data` are some rows; there is one
factor for each column. As plain Python they are right too, and a thousand times
slower.
"""

from __future__ import annotations

from nn_core.autodiff.accelerator import Rows
from nn_core.autodiff.tensor import Array


def sum_of_squares(data: Rows, mean: Array, total: Array) -> None:
    """Sum the squared differences from the mean."""
    total[:] = 0
    for i in range(len(data)):
        _add_square(data[i], mean, total)


def sums_back(data: Rows, worth: Rows, mean: Array, total: Array, product: Array) -> None:
    """Sum what the results are worth, and that times the difference from the mean."""
    total[:] = 0
    product[:] = 0
    for i in range(len(data)):
        _add_both(data[i], worth[i], mean, total, product)


def write_affine(data: Rows, scale: Array, shift: Array, y: Rows) -> None:
    """Write data * scale + shift."""
    for i in range(len(data)):
        _affine(data[i], scale, shift, y[i])


def write_mix(data: Rows, worth: Rows, mean: Array, scale: Array, a: Array, b: Array, dx: Rows) -> None:
    """Write worth * scale + (data - mean) * a + b."""
    for i in range(len(data)):
        _mix(data[i], worth[i], mean, scale, a, b, dx[i])


def _add_square(x: Array, mean: Array, total: Array) -> None:
    for j in range(len(x)):
        difference = x[j] - mean[j]
        total[j] += difference * difference


def _add_both(x: Array, worth: Array, mean: Array, total: Array, product: Array) -> None:
    for j in range(len(x)):
        total[j] += worth[j]
        product[j] += (x[j] - mean[j]) * worth[j]


def _affine(x: Array, scale: Array, shift: Array, y: Array) -> None:
    for j in range(len(x)):
        y[j] = x[j] * scale[j] + shift[j]


def _mix(x: Array, worth: Array, mean: Array, scale: Array, a: Array, b: Array, dx: Array) -> None:
    for j in range(len(x)):
        dx[j] = worth[j] * scale[j] + ((x[j] - mean[j]) * a[j] + b[j])
