"""Embedding: look rows up in a table."""

from __future__ import annotations

from typing import Any

import numpy as np

from nn_core.autodiff import primitive
from nn_core.autodiff.primitive import Plan
from nn_core.autodiff.tape import Vjp
from nn_core.autodiff.tensor import Array
from nn_core.ops.equal_rows import EqualRows, distinct

_RECURRENCES = ("simple_rnn", "gru", "lstm")  # which may work with the words themselves


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
    readers = plan.followers()
    if readers and readers[0].name in _RECURRENCES:
        plan.later(y, _look_up, indices, table)
    else:
        plan.do(_look_up, slice(None), y, indices, table)

    def vjp(g: Array, needs: tuple[bool, ...]) -> tuple[None, Array | None]:
        total = plan.memo.get(("gradient of table", id(g)))
        if total is None and needs[1]:
            total = plan.gradient(table)
            plan.do(_sum_by_row, indices, g, total)
        return None, total

    return y, vjp


def words_behind(plan: Plan, y: Array) -> tuple[Array, Array] | None:
    """Return indices and table if y holds the vectors of words, which nobody else reads and which are not written yet.

    Whoever works with these instead, and never names y in a call, tells of the gradient by `gradient_of_table`.
    """
    promise = plan.promised(y)
    return (promise[1][0], promise[1][1]) if promise is not None and promise[0] is _look_up else None


def gradient_of_table(plan: Plan, g: Array, table: Array) -> Array:
    """Return the place for the gradient of a table, to be written in place of g, that of the vectors looked up."""
    total = plan.memo["gradient of table", id(g)] = plan.gradient(table)
    return total


def _refuse_outside(rows: Array, count: int) -> None:
    if rows.size and not (rows.min() >= 0 and rows.max() < count):
        wrong = rows.min() if rows.min() < 0 else rows.max()
        raise ValueError(f"A table with {count} rows takes indices from 0 to {count - 1}, but got {int(wrong)}.")


def _look_up(samples: slice, y: Array, indices: Array, table: Array) -> None:
    np.take(table, indices[samples].astype(np.intp), axis=0, out=y, mode="clip")  # other modes take the result twice


def _sum_by_row(indices: Array, g: Array, total: Array) -> None:
    """Add up the gradients of equal rows."""
    total[...] = 0
    if indices.size:
        found, numbers = distinct(indices.astype(np.intp).reshape(-1), len(total))
        sums = np.empty((len(found), total.shape[1]), g.dtype)
        EqualRows(numbers, len(found)).sum(g.reshape(len(numbers), -1), sums)
        total[found] = sums
