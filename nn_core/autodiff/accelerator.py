"""Accelerator: compiles passes over memory with the optional package Numba (`pip install nn-designer[fast]`).

Here alone it is decided whether that is done; `.github/decisions/0008-accelerator.md` tells why it is done so.
"""

from __future__ import annotations

import functools
import importlib.util
import inspect
import logging
import threading
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from nn_core.autodiff.tensor import Array

Kernel = Callable[..., None]  # changes the arrays it is given; the annotations of its parameters are among _TYPES
Rows = Array
Pictures = Array

WORTH = 200_000_000  # numbers changed by NumPy, in about 0.2 s; the package takes 0.5 s to load
_TYPES = {
    "Array": "float32[::1]",
    "Rows": "float32[:, ::1]",
    "Pictures": "float32[:, :, :, ::1]",
    "float": "float32",
    "int": "int64",
}


class _Switch:
    is_on = True


def accelerator_is_used() -> bool:
    """Return whether Numba, where it is installed, does what it is quicker at; the results are the same."""
    return _Switch.is_on


def use_accelerator(value: bool) -> None:
    """Switch the use of Numba on or off, for the trainings begun from now on."""
    _Switch.is_on = bool(value)


class Accelerator:
    """Compiled functions, made by a thread of its own once a training has gone on for a while; before there are none.

    Nobody waits for it. As compiled functions give the same bits, it does not matter when they come.
    """

    def __init__(self) -> None:
        self._compiled: dict[Kernel, Kernel | None] = {}  # None: not yet, or it cannot be compiled
        self._failed: set[Kernel] = set()
        self._changed = 0  # numbers that NumPy has changed
        self._lock = threading.Lock()

    def may_come(self, kernel: Kernel) -> bool:
        """Say whether there is a compiled function, or will be one once it is worth it."""
        return accelerator_is_used() and kernel not in self._failed and _is_installed()

    def find(self, kernel: Kernel, size: int) -> Kernel | None:
        """Return the compiled function that is to change `size` numbers, None if NumPy has to do it."""
        if not accelerator_is_used():
            return None
        if kernel not in self._compiled:
            self._changed += size
            if self._changed >= WORTH:
                self._compiled[kernel] = None
                threading.Thread(target=self.compile, args=(kernel,), name="nn_core accelerator").start()
        return self._compiled.get(kernel)

    def fitting(self, kernel: Kernel, *arrays: Array) -> Kernel | None:
        """Return the compiled function for passes over these arrays, None if NumPy has to do it."""
        fits = all(x.dtype == np.float32 and x.flags.c_contiguous for x in arrays)
        return self.find(kernel, sum(x.size for x in arrays)) if fits else None

    def compile(self, kernel: Kernel) -> Kernel | None:
        """Return the compiled function, None where that is not possible; `find` knows it from now on."""
        with self._lock:
            if self._compiled.get(kernel) is None and importlib.util.find_spec("numba") is not None:
                try:
                    by_itself = getattr(kernel, "compiled", None)
                    self._compiled[kernel] = _compiled(kernel) if by_itself is None else by_itself()
                except Exception:  # a Numba that does not fit NumPy, say: slower, but nothing to worry about
                    self._failed.add(kernel)
                    logging.getLogger("nn_core").info("Numba could not compile %s.", kernel.__name__, exc_info=True)
        return self._compiled.get(kernel)


@functools.cache
def _is_installed() -> bool:
    return importlib.util.find_spec("numba") is not None


def _compiled(kernel: Kernel) -> Kernel:
    """Compile for float32, keeping to the order of operations; the result is kept on disk where there is a place."""
    import numba

    given = inspect.signature(kernel).parameters.values()
    signature = f"void({', '.join(_TYPES[each.annotation] for each in given)})"
    whole = _with_compiled_functions(kernel)
    try:
        function = numba.njit(signature, cache=True, **_settings())(whole)
    except (RuntimeError, OSError):  # nowhere to write to
        function = numba.njit(signature, **_settings())(whole)
    found: Kernel = function
    return found


def _with_compiled_functions(function: Any) -> Any:
    """Return a function that calls compiled forms of what it called in its own file."""
    import numba

    names = {name: function.__globals__.get(name) for name in function.__code__.co_names}
    called = {
        name: numba.njit(inline=_inline(each), **_settings())(_with_compiled_functions(each))
        for name, each in names.items()
        if isinstance(each, FunctionType) and each.__module__ == function.__module__
    }
    whole = FunctionType(function.__code__, {**function.__globals__, **called}, function.__name__)
    whole.__module__, whole.__qualname__ = function.__module__, function.__qualname__
    return whole


def _inline(function: Any) -> Any:
    """Say that what returns something is written into its caller: returned arrays would be counted again and again."""
    return "never" if function.__annotations__["return"] == "None" else "always"


@functools.cache
def _settings() -> dict[str, Any]:
    """Return how everything is compiled: x / 0 is infinite; the arrays a function is given do not overlap."""
    from numba.core.compiler import Compiler

    class Apart(Compiler):
        def define_pipelines(self) -> Any:
            self.state.flags.noalias = True  # otherwise it cannot compute several numbers at once
            above: Any = super()
            return above.define_pipelines()

    return {"nogil": True, "error_model": "numpy", "pipeline_class": Apart}


accelerator = Accelerator()
