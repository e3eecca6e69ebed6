"""Embedding: look rows up in a table."""

from __future__ import annotations

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array


@primitive
def embedding(indices: Array, table: Array) -> tuple[Array, Vjp]:
    """Return the rows of `table` at whole-number `indices` of any shape."""
    rows = np.asarray(indices).astype(np.intp)
    if rows.size and not (rows.min() >= 0 and rows.max() < len(table)):
        wrong = rows.min() if rows.min() < 0 else rows.max()
        raise ValueError(f"A table with {len(table)} rows takes indices from 0 to {len(table) - 1}, but got {wrong}.")
    shape = table.shape

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[None, Array | None]:
        return None, _sum_by_row(rows.reshape(-1), g.reshape(-1, shape[1]), shape) if needs[1] else None

    return table[rows], vjp


def _sum_by_row(rows: Array, g: Array, shape: tuple[int, ...]) -> Array:
    """Add up the gradients of equal rows: sorted, they stand together and are summed in one go."""
    total = np.zeros(shape, g.dtype)
    if rows.size:
        order = np.argsort(rows, kind="stable")
        in_order = rows[order]
        starts = np.flatnonzero(np.diff(in_order, prepend=-1))
        total[in_order[starts]] = np.add.reduceat(g[order], starts, axis=0)
    return total
