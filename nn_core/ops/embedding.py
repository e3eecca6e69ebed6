"""Embedding: look rows up in a table."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array


@primitive
def embedding(indices: Array, table: Array) -> tuple[Array, Vjp]:
    """Return the rows of `table` at whole-number `indices` of any shape."""
    rows = np.asarray(indices).astype(np.intp)
    _refuse_outside(rows, len(table))
    shape = table.shape

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[None, Array | None]:
        total = np.empty(shape, g.dtype) if needs[1] else None
        if total is not None:
            _sum_by_row(rows, g, total)
        return None, total

    return table[rows], vjp


@embedding.planned
def _(plan: Plan, indices: Array, table: Array) -> Any:
    y = plan.empty((*indices.shape, table.shape[1]), table.dtype)
    plan.check(_refuse_outside, indices, len(table))
    plan.do(_look_up, indices, table, y)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[None, Array | None]:
        total = plan.gradient(table) if needs[1] else None
        if total is not None:
            plan.do(_sum_by_row, indices, g, total)
        return None, total

    return y, vjp


def _refuse_outside(rows: Array, count: int) -> None:
    if rows.size and not (rows.min() >= 0 and rows.max() < count):
        wrong = rows.min() if rows.min() < 0 else rows.max()
        raise ValueError(f"A table with {count} rows takes indices from 0 to {count - 1}, but got {int(wrong)}.")


def _look_up(indices: Array, table: Array, y: Array) -> None:
    np.take(table, indices.astype(np.intp), axis=0, out=y, mode="clip")  # other modes take the result twice


def _sum_by_row(indices: Array, g: Array, total: Array) -> None:
    """Add up the gradients of equal rows: sorted, they stand together and are summed in one go."""
    total[...] = 0
    if indices.size:
        rows = indices.astype(np.intp).reshape(-1)
        order = np.argsort(rows, kind="stable")
        in_order = rows[order]
        starts = np.flatnonzero(np.diff(in_order, prepend=-1))
        total[in_order[starts]] = np.add.reduceat(g.reshape(len(rows), -1)[order], starts, axis=0)
