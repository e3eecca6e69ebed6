"""Spreading the large calls of a program over several processors.

Functions of each number by itself that follow one another on large arrays are done block by block: a block is still in
the processor's cache when the next function reads it, and different threads do different blocks. Large matrix products
are cut along the longer side of their result.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from nn_core.autodiff.parallel import PASS, num_threads, pieces_of, run, strips_of
from nn_core.autodiff.tensor import Array

Call = tuple[Callable[..., Any], tuple[Any, ...]]

_LARGE = 2**18  # numbers in an array from which a block by block pays
_BLOCK = 2**17  # numbers in a block: small enough for the cache, large enough to be worth a call
PRODUCTS = (np.dot, np.ndarray.dot)
_LARGE_PRODUCT = 12_000_000  # operations


def spread(calls: Sequence[Call]) -> list[Call]:
    """Return calls that do the same, the large ones on several threads."""
    result: list[Call] = []
    chain: list[_Elementwise] = []
    for function, args in calls:
        call = _elementwise(function, args)
        if chain and (call is None or not _may_follow(chain, call)):
            result.append(_joined(chain))
            chain = []
        if call is not None:
            chain.append(call)
        elif function in PRODUCTS and _is_large_product(args):
            result.append((Product(*args), ()))
        else:
            result.append((function, args))
    return [*result, _joined(chain)] if chain else result


class _Elementwise:
    """A call of a ufunc on large arrays: `inputs` and `out`, cut along the first axis."""

    def __init__(self, function: np.ufunc, inputs: Sequence[Any], out: Array) -> None:
        self.function, self.inputs, self.out = function, inputs, out

    def at(self, rows: slice) -> Call:
        """Return the call for some rows."""
        cut = [x[rows] if isinstance(x, np.ndarray) and x.ndim == self.out.ndim else x for x in self.inputs]
        return functools.partial(self.function, out=self.out[rows]), tuple(cut)

    @property
    def arrays(self) -> list[Array]:
        """All arrays that take part."""
        return [*(x for x in self.inputs if isinstance(x, np.ndarray) and x.ndim), self.out]


def _elementwise(function: Any, args: tuple[Any, ...]) -> _Elementwise | None:
    """Return a call as one that may be cut into blocks; None where it is not."""
    ufunc, named = (function.func, function.keywords) if isinstance(function, functools.partial) else (function, {})
    if not isinstance(ufunc, np.ufunc) or ufunc.signature or ufunc.nout != 1 or set(named) - {"out"}:
        return None
    inputs, out = args[: ufunc.nin], named.get("out", args[-1])
    if len(args) + len(named) != ufunc.nin + 1 or not isinstance(out, np.ndarray) or out.size < _LARGE or len(out) < 2:
        return None
    call = _Elementwise(ufunc, inputs, out)
    fits = (x.flags.c_contiguous and x.shape == out.shape[out.ndim - x.ndim :] for x in call.arrays)
    return call if all(fits) else None


def _may_follow(chain: list[_Elementwise], call: _Elementwise) -> bool:
    """Say whether a call may be done block by block with those before it: no block may touch another's numbers.

    Arrays that are not needed at the same time share memory; they may lie across each other.
    """
    if call.out.shape != chain[0].out.shape:
        return False
    before = [x for each in chain for x in each.arrays]
    outputs = [each.out for each in chain]
    return not any(
        _lies_across(x, y) for xs, ys in ((before, [call.out]), (outputs, call.arrays)) for x in xs for y in ys
    )


def _lies_across(x: Array, y: Array) -> bool:
    start, other = x.ctypes.data, y.ctypes.data
    is_same = start == other and x.nbytes == y.nbytes and x.shape == y.shape
    return not is_same and start < other + y.nbytes and other < start + x.nbytes


def _joined(chain: list[_Elementwise]) -> Call:
    """Return one call that carries out a chain block by block."""
    out = chain[0].out
    pieces = [
        [call.at(block) for block in _blocks(piece, out.size // len(out)) for call in chain]
        for piece in pieces_of(len(out))
    ]
    return run, (_do_all, pieces, float(PASS * out.size * len(chain)))


def _blocks(piece: slice, row_length: int) -> Iterator[slice]:
    step = max(1, _BLOCK // row_length)
    for start in range(piece.start, piece.stop, step):
        yield slice(start, min(start + step, piece.stop))


def _do_all(calls: list[Call]) -> None:
    for function, args in calls:
        function(*args)


def write_in_blocks(x: Array, function: Callable[..., None], args: tuple[Any, ...]) -> None:
    """Write all of x with function(samples, x[samples], *args), on several threads if it is large."""

    def piece(samples: slice) -> None:
        for block in _blocks(samples, x.size // len(x)):
            function(block, x[block], *args)

    run(piece, pieces_of(len(x), PASS * x.size), PASS * x.size)


def _is_large_product(args: tuple[Any, ...]) -> bool:
    return len(args) == 3 and args[2].ndim == 2 and operations(args) >= _LARGE_PRODUCT


def operations(args: tuple[Any, ...]) -> int:
    """Return how many operations a product takes: left, right and result."""
    return int(2 * args[-1].size * args[0].shape[-1])


class Product:
    """The product of two matrices, a strip of the result for every thread.

    How long the strips are depends on the sizes and the number of threads alone.
    """

    def __init__(self, left: Array, right: Array, out: Array) -> None:
        self.factors, self.out = (left, right, out), out
        self.cost = operations((left, right, out))
        self.axis = int(out.shape[1] >= out.shape[0])  # that is cut
        self._strips: dict[int, list[Callable[[], Any]]] = {}  # by number of threads

    def __call__(self) -> None:
        count = num_threads()
        if count == 1:
            np.dot(*self.factors)
            return
        if count not in self._strips:
            cuts = strips_of(self.out.shape[self.axis], count, self.cost)
            self._strips[count] = [self.strip(each) for each in cuts]
        run(_make, self._strips[count])

    def strip(self, part: slice) -> Callable[[], Any]:
        """Return what writes a part of the result."""
        left, right, out = self.factors
        if self.axis:
            return functools.partial(np.matmul, left, right[:, part], out=out[:, part])
        return functools.partial(np.matmul, left[part], right, out=out[part])


def _make(strip: Callable[[], Any]) -> None:
    strip()
