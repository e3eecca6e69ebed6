"""Machine code: products and steps of optimizers from a list, on two threads, without the interpreter. Needs Numba.

Nobody imports this but `halves`, in a thread of its own. A list is a table of whole numbers, a row for each piece of
work; the rows are written there. Two threads of Python that want the interpreter at the same moment wait some 50 µs for
one another, a third of what they are to do; here neither wants it.

The memory by which the threads talk is one array, a line of the cache for each number: what was posted (negative as
soon as somebody has taken it), what is done, whether the second thread is awake, and the list that it is to work off.
"""

# mypy: ignore-errors
from __future__ import annotations

import platform
from typing import Any

from llvmlite import ir
from numba import carray, njit, types
from numba.core.cgutils import get_or_insert_function
from numba.extending import intrinsic

from nn_core.autodiff.tensor import Array
from nn_core.optimizers import one_pass

POSTED, DONE, AWAKE, TABLE, ROWS, NUMBERS = 0, 16, 32, 48, 49, 50
COLUMNS = 12  # of a table
PRODUCT, SGD, MOMENTUM, RMSPROP, ADAM = range(5)  # the first number of a row
_HAS_PAUSE = platform.machine() in ("x86_64", "AMD64")  # an instruction for loops that wait
_I32, _I64, _F32 = ir.IntType(32), ir.IntType(64), ir.FloatType()
_SETTINGS = {"nogil": True, "error_model": "numpy"}

_sgd, _momentum, _rmsprop, _adam = (
    njit(**_SETTINGS)(each) for each in (one_pass.sgd, one_pass.sgd_with_momentum, one_pass.rmsprop, one_pass.adam)
)


def _compiled(signature: str) -> Any:
    """Compile a function; the result is kept on disk where there is a place."""

    def compiled(function: Any) -> Any:
        try:
            return njit(signature, cache=True, **_SETTINGS)(function)
        except (RuntimeError, OSError):
            return njit(signature, **_SETTINGS)(function)

    return compiled


# ---- what Numba does not have: addresses, and numbers that two threads look at ---------------------------------------


@intrinsic
def _multiply(
    context: Any,
    address: Any,
    ta: Any,
    tb: Any,
    m: Any,
    n: Any,
    k: Any,
    a: Any,
    lda: Any,
    b: Any,
    ldb: Any,
    c: Any,
    ldc: Any,
) -> Any:
    """Call cblas_sgemm, which lies at an address: c = a @ b."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = _F32.as_pointer()
        given = [_I32, _I32, _I32, _I64, _I64, _I64, _F32, place, _I64, place, _I64, _F32, place, _I64]
        address, ta, tb, m, n, k, a, lda, b, ldb, c, ldc = args
        a, b, c = (builder.inttoptr(each, place) for each in (a, b, c))
        ta, tb = (builder.trunc(each, _I32) for each in (ta, tb))
        function = builder.inttoptr(address, ir.FunctionType(ir.VoidType(), given).as_pointer())
        builder.call(function, [_I32(101), ta, tb, m, n, k, _F32(1), a, lda, b, ldb, _F32(0), c, ldc])
        return context.get_dummy_value()

    return types.void(*[types.int64] * 12), code


def _pointer_to(kind: Any, llvm: Any) -> Any:
    @intrinsic
    def pointer(context: Any, address: Any) -> Any:
        return types.CPointer(kind)(types.int64), lambda _, builder, __, args: builder.inttoptr(
            args[0], llvm.as_pointer()
        )

    return pointer


_floats, _integers = _pointer_to(types.float32, _F32), _pointer_to(types.int64, _I64)


@intrinsic
def _look(context: Any, address: Any) -> Any:
    """Return a number that another thread may change."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        if _HAS_PAUSE:
            pause = ir.FunctionType(ir.VoidType(), [])
            builder.call(get_or_insert_function(builder.module, pause, "llvm.x86.sse2.pause"), [])
        return builder.load_atomic(builder.inttoptr(args[0], _I64.as_pointer()), "acquire", 8)

    return types.int64(types.int64), code


@intrinsic
def _tell(context: Any, address: Any, number: Any) -> Any:
    """Write a number that another thread looks at, after everything before."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store_atomic(args[1], builder.inttoptr(args[0], _I64.as_pointer()), "release", 8)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), code


@intrinsic
def _take(context: Any, address: Any, number: Any) -> Any:
    """Make -number of a number, if nobody else has done so; say whether it was done."""

    def code(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = builder.inttoptr(args[0], _I64.as_pointer())
        found = builder.cmpxchg(place, args[1], builder.neg(args[1]), "seq_cst", "seq_cst")
        return builder.extract_value(found, 1)

    return types.boolean(types.int64, types.int64), code


# ---- the work ------------------------------------------------------------------------------------------------------


@_compiled("void(int64, int64[:, ::1], float32[::1])")
def play(sgemm: int, table: Array, numbers: Array) -> None:
    """Work off a list."""
    for row in table:
        kind, count = row[0], row[1]
        if kind == PRODUCT:
            _multiply(sgemm, row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], row[10], row[11])
            continue
        w, g = carray(_floats(row[2]), count), carray(_floats(row[3]), count)
        a, b = carray(_floats(row[4]), count), carray(_floats(row[5]), count)
        if kind == SGD:
            _sgd(w, g, numbers[0])
        elif kind == MOMENTUM:
            _momentum(w, g, a, numbers[0], numbers[1])
        elif kind == RMSPROP:
            _rmsprop(w, g, a, numbers[0], numbers[1], numbers[2], numbers[3])
        elif kind == ADAM:
            _adam(w, g, a, b, numbers[0], numbers[1], numbers[2], numbers[3])


@_compiled("boolean(int64, int64[::1], int64, int64, int64[:, ::1], int64[:, ::1], float32[::1])")
def lead(sgemm: int, state: Array, number: int, patience: int, mine: Array, other: Array, numbers: Array) -> Any:
    """Post one list, work off another, and wait; the posted one is done here, too, if nobody has taken it by then.

    Returns:
        Whether the other thread was in time: it took its list, and was waited for no more than so many looks.
    """
    here = state.ctypes.data
    state[TABLE], state[ROWS], state[NUMBERS] = other.ctypes.data, len(other), numbers.ctypes.data
    _tell(here + 8 * POSTED, number)
    play(sgemm, mine, numbers)
    if _take(here + 8 * POSTED, number):
        play(sgemm, other, numbers)
        return False
    looks = 0
    while _look(here + 8 * DONE) != number:
        looks += 1
    return looks <= patience


@_compiled("void(int64, int64[::1], int64)")
def follow(sgemm: int, state: Array, patience: int) -> None:
    """Take what is posted, until nothing has been for so many looks."""
    here = state.ctypes.data
    looks = 0
    while looks < patience:
        number = _look(here + 8 * POSTED)
        looks += 1
        if number > 0 and _take(here + 8 * POSTED, number):
            table = carray(_integers(state[TABLE]), (state[ROWS], COLUMNS))
            play(sgemm, table, carray(_floats(state[NUMBERS]), 4))
            _tell(here + 8 * DONE, number)
            looks = 0
    _tell(here + 8 * AWAKE, 0)
