"""Threads: a large operation in pieces, which several processors work on at once.

NumPy lets go of the interpreter while it computes. Threads therefore share the work well as long as every call is
large; many small calls only wait for one another. The pieces are always the same, however many threads there are, and
sums over pieces are taken in their order: results depend neither on timing nor on the number of threads.
"""

from __future__ import annotations

import contextvars
import ctypes
import functools
import itertools
import math
import os
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import numpy as np

from nn_core.autodiff.tensor import Array

Piece = TypeVar("Piece")

NUM_PIECES = 4  # into which a batch is cut; also the most threads there are
_WORTH = 8_000_000  # operations: from here on, some 100 µs, a second thread is worth waking
PASS = 16  # what reading and writing a number once costs, in operations of a matrix product
_WAKING = 4_000_000  # operations that the caller does before another thread, woken by it, begins: some 45 µs
_IDLE_S = 0.2  # a thread that has had nothing to do for so long ends

_busy = threading.Lock()
_workers: list[Worker] = []


def num_threads() -> int:
    """Return how many threads may compute: as many as the linear algebra may use, but at most NUM_PIECES.

    OMP_NUM_THREADS=1, or threadpoolctl's limits around a call, therefore hold here as well.
    """
    held = _held.before if _held.count else [(each, each.get_num_threads()) for each in _linear_algebra()]
    allowed = min((threads for _, threads in held), default=_num_processors())
    return int(min(allowed, NUM_PIECES))


def run(function: Callable[[Piece], None], pieces: Sequence[Piece], cost: float = math.inf) -> None:
    """Call function(piece) for every piece; on several threads if so many operations are worth it.

    The caller's thread works as well, and waits only for pieces that another thread has begun.
    """
    others = min(num_threads(), len(pieces)) - 1 if cost >= _WORTH else 0
    if others < 1 or not _busy.acquire(blocking=False):  # a piece may itself be large: it stays in its thread
        for piece in pieces:
            function(piece)
        return
    try:
        with linear_algebra_alone():
            job = _Job(function, pieces)
            for worker in _awake(others):
                worker.jobs.put(functools.partial(contextvars.copy_context().run, job.work))
            job.work()
            job.wait()
    finally:
        _busy.release()


def pieces_of(length: int, cost: float = math.inf) -> list[slice]:
    """Cut a batch into at most NUM_PIECES pieces of nearly equal length; one, if so few operations are not worth it."""
    count = min(NUM_PIECES if cost >= _WORTH else 1, length)
    ends = [length * i // count for i in range(count + 1)] if count else []
    return [slice(start, end) for start, end in itertools.pairwise(ends)]


def strips_of(length: int, count: int, cost: float) -> list[slice]:
    """Cut a length for so many threads that all end at the same time.

    The caller begins at once and takes the longest strip, the first; so it need not fall asleep and be woken itself.
    Where there is enough, strips begin with a line of the cache.
    """
    rest = length * max(0.0, cost - _WAKING) / cost / count  # for each of the others
    line = 16 if length > 64 else 1
    ends = [round((length - rest * (count - i)) / line) * line for i in range(1, count)]
    return [slice(start, end) for start, end in itertools.pairwise([0, *ends, length])]


class _Job(Iterable[Any]):
    """Pieces to be taken by whichever thread is free."""

    def __init__(self, function: Callable[[Any], None], pieces: Sequence[Any]) -> None:
        self._function = function
        self._waiting: Iterator[Any] = iter(pieces)
        self._count = len(pieces)
        self._finished: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()

    def __iter__(self) -> Iterator[Any]:
        return self._waiting

    def work(self) -> None:
        """Take pieces until there are none left."""
        for piece in self:
            try:
                self._function(piece)
                self._finished.put(None)
            except BaseException as error:
                self._finished.put(error)

    def wait(self) -> None:
        """Wait until every piece is finished; raise what went wrong in one of them."""
        errors = [error for error in (self._finished.get() for _ in range(self._count)) if error is not None]
        if errors:
            raise errors[0]


class Worker(threading.Thread):
    """A thread that carries out jobs, and ends when none came for a while."""

    def __init__(self) -> None:
        super().__init__(name="nn_core", daemon=True)
        self.jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def run(self) -> None:
        while True:
            try:
                self.jobs.get(timeout=_IDLE_S)()
            except queue.Empty:
                return


def _awake(count: int) -> list[Worker]:
    """Return running workers; should one end this very moment, the others do its pieces."""
    _workers[:] = [each for each in _workers if each.is_alive()]
    while len(_workers) < count:
        _workers.append(Worker())
        _workers[-1].start()
    return _workers[:count]


@functools.cache
def _linear_algebra() -> list[Any]:
    """Return the libraries that matrix products run in, as threadpoolctl finds them (macOS's own it does not know)."""
    from threadpoolctl import ThreadpoolController  # takes some milliseconds, which a small model need not wait for

    return list(ThreadpoolController().select(user_api="blas").lib_controllers)


def function_of_linear_algebra(names: Iterable[str]) -> int | None:
    """Return where one of these functions of OpenBLAS lies in memory, None if it is not there."""
    for each in _linear_algebra():
        for name in names if each.internal_api == "openblas" else ():
            if hasattr(each.dynlib, name):
                return ctypes.cast(getattr(each.dynlib, name), ctypes.c_void_p).value
    return None


class _Held:
    """Who wants matrix products to stay in one thread, and how many threads they had before."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.count = 0
        self.before: list[tuple[Any, int]] = []


_held = _Held()


@contextmanager
def linear_algebra_alone() -> Iterator[None]:
    """Let every matrix product run in the thread that asked for it.

    The libraries' own threads wait for one another in loops that never sleep: on a processor that has something else to
    do as well, a product of middle size takes ten times as long with them.
    """
    with _held.lock:
        if not _held.count:
            _held.before = [(each, each.get_num_threads()) for each in _linear_algebra()]
            for each, threads in _held.before:
                if threads != 1:
                    each.set_num_threads(1)
        _held.count += 1
    try:
        yield
    finally:
        with _held.lock:
            _held.count -= 1
            if not _held.count:
                for each, threads in _held.before:
                    if threads != 1:
                        each.set_num_threads(threads)


def _num_processors() -> int:
    allowed = getattr(os, "sched_getaffinity", None)
    available = len(allowed(0)) if allowed else os.cpu_count() or 1
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    return min(available, int(wanted)) if wanted.isdigit() else available


class _Memory(threading.local):
    """Working memory, one for each thread, used again by every operation."""

    buffer: Array = np.empty(0, np.uint8)


_memory = _Memory()
_LINE = 64  # bytes: arrays begin with a cache line


def workspace(dtype: Any, *shapes: tuple[int, ...]) -> list[Array]:
    """Return uninitialised arrays in this thread's working memory; the next call here gives them away again."""
    itemsize = np.dtype(dtype).itemsize
    sizes = [-(-math.prod(shape) * itemsize // _LINE) * _LINE for shape in shapes]
    if _memory.buffer.nbytes < sum(sizes) + _LINE:
        _memory.buffer = np.empty(0, np.uint8)  # let go of the old one first
        _memory.buffer = np.empty(sum(sizes) + _LINE, np.uint8)
    start = -_memory.buffer.ctypes.data % _LINE
    arrays = []
    for shape, size in zip(shapes, sizes, strict=True):
        part = _memory.buffer[start : start + math.prod(shape) * itemsize]
        arrays.append(part.view(dtype).reshape(shape))
        start += size
    return arrays
