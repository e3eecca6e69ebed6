"""Halves: lists of products and steps of optimizers, worked off by two threads in machine code.

`.github/decisions/0003-tiles-and-threads.md` tells why. Where Numba is not installed, or the linear algebra is
another than OpenBLAS, `halves` is never found, and everything goes as it does without.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from nn_core.autodiff.accelerator import Kernel, accelerator
from nn_core.autodiff.parallel import Worker, function_of_linear_algebra, linear_algebra_alone
from nn_core.autodiff.tensor import Array
from nn_core.optimizers import one_pass
from nn_core.optimizers.blocks import Block

Row = tuple[int, ...]

_KINDS: list[Any] = [None, one_pass.sgd, one_pass.sgd_with_momentum, one_pass.rmsprop, one_pass.adam]  # None: a product
_COLUMNS = 12
_AWAKE = 32  # where the second thread says that it is
_PATIENCE = 10_000  # looks at what was posted, some 0.2 ms, before the second thread falls asleep
_REST_S = 0.1
_SGEMM = ("scipy_cblas_sgemm64_", "cblas_sgemm64_")  # as NumPy's packages name it; sizes are numbers of 64 bits
_WHOLE, _TRANSPOSED = 111, 112


class Halves:
    """Works off two lists, one of them in a thread of its own, if that is free."""

    def __init__(self, code: Any, sgemm: int) -> None:
        self._code, self._sgemm = code, sgemm
        self._state = np.zeros(64, np.int64)  # what the two threads tell each other
        self._number = 0
        self._worker: Worker | None = None
        self._lock = threading.Lock()
        self._rests_until = 0.0

    def __call__(self, mine: Array, other: Array, numbers: Array) -> None:
        """Work off both lists; nothing in one may depend on the other."""
        with linear_algebra_alone():
            if not len(other) or not self._lock.acquire(blocking=False):
                self._code.play(self._sgemm, mine, numbers)
                self._code.play(self._sgemm, other, numbers)
                return
            try:
                is_awake = bool(self._state[_AWAKE])
                if not is_awake:
                    self._wake()
                self._number += 1
                where = self._sgemm, self._state, self._number, _PATIENCE
                if not self._code.lead(*where, mine, other, numbers) and is_awake:
                    self._rests_until = time.monotonic() + _REST_S
            finally:
                self._lock.release()

    @property
    def is_resting(self) -> bool:
        """Whether another program needs the processor: it lets a thread wait that never sleeps, others less so."""
        return time.monotonic() < self._rests_until

    def _wake(self) -> None:
        """Let the second thread look at what is posted; should it be too late, its list is worked off here."""
        if self._worker is None or not self._worker.is_alive():
            self._worker = Worker()
            self._worker.start()
        self._state[_AWAKE] = 1
        self._worker.jobs.put(lambda: self._code.follow(self._sgemm, self._state, _PATIENCE))


def halves(mine: Array, other: Array, numbers: Array) -> None:
    """Stand for `Halves`, until the accelerator has made it."""
    raise NotImplementedError


def _compiled() -> Kernel:
    from nn_core.optimizers import machine_code

    sgemm = function_of_linear_algebra(_SGEMM)
    if sgemm is None:
        raise NotImplementedError  # the linear algebra is not OpenBLAS
    found = Halves(machine_code, sgemm)
    x, y = np.arange(6, dtype=np.float32).reshape(2, 3), np.zeros((2, 2), np.float32)
    found(list_of([product(x, x.T, y)]), list_of([]), NO_NUMBERS)
    if not np.array_equal(y, x @ x.T):
        raise NotImplementedError  # it is called otherwise
    return found


halves.compiled = _compiled  # type: ignore[attr-defined]
NO_NUMBERS = np.zeros(4, np.float32)


def found_halves(size: int = 0) -> Kernel | None:
    """Return what works off lists, None if there is none (yet); to be told how many numbers it would have changed."""
    found = accelerator.find(halves, size)
    return None if isinstance(found, Halves) and found.is_resting else found


def list_of(rows: Sequence[Row]) -> Array:
    """Return a list to be worked off."""
    table = np.zeros((len(rows), _COLUMNS), np.int64)
    for place, row in zip(table, rows, strict=True):
        place[: len(row)] = row
    return table


def product(left: Array, right: Array, out: Array) -> Row:
    """Return the piece of work that writes a product; the arrays must live as long as the list."""
    sizes = out.shape[0], out.shape[1], left.shape[1]
    (ta, lda), (tb, ldb) = _order_of(left), _order_of(right)
    return 0, ta, tb, *sizes, left.ctypes.data, lda, right.ctypes.data, ldb, out.ctypes.data, _order_of(out)[1]


def _order_of(x: Array) -> tuple[int, int]:
    """Return how a matrix lies in memory, and how many numbers are from one of its rows (or columns) to the next."""
    rows, columns = (each // x.itemsize for each in x.strides)
    return (_WHOLE, rows) if columns == 1 else (_TRANSPOSED, columns)


def is_plain(x: Array) -> bool:
    """Say whether a matrix may take part in a product."""
    return x.dtype == np.float32 and x.ndim == 2 and min(x.shape) > 1 and min(x.strides) == x.itemsize


def changes(kernel: Kernel, names: Sequence[str], blocks: Sequence[Block]) -> list[Row]:
    """Return the pieces of work that change weights."""
    kind = _KINDS.index(kernel)
    return [
        (kind, w.size, w.ctypes.data, g.ctypes.data, *(slots[name].ctypes.data for name in names))
        for w, g, slots in blocks
    ]
