"""Accelerator: compiles the steps of `one_pass` with the optional package Numba (`pip install nn-designer[fast]`).

Here alone it is decided whether that is done; `.github/decisions/0008-accelerator.md` tells why it is done so.
"""

from __future__ import annotations

import importlib.util
import inspect
import logging
import threading
from collections import Counter
from typing import Any

from nn_core.optimizers.one_pass import Kernel
from nn_core.spec.defaults import accelerator_is_used

WORTH = 200_000_000  # numbers changed by NumPy, in about 0.2 s; the package takes 0.5 s to load
_TYPES = {"Array": "float32[::1]", "float": "float32"}


class Accelerator:
    """Compiled functions, made by a thread of its own once a training has gone on for a while; before there are none.

    Nobody waits for it. As compiled functions give the same bits, it does not matter when they come.
    """

    def __init__(self) -> None:
        self._compiled: dict[Kernel, Kernel | None] = {}  # None: cannot be compiled, or not yet
        self._changed: Counter[Kernel] = Counter()
        self._lock = threading.Lock()

    def find(self, kernel: Kernel, size: int) -> Kernel | None:
        """Return the compiled function that is to change `size` numbers, None if NumPy has to do it."""
        if not accelerator_is_used():
            return None
        if kernel not in self._compiled:
            self._changed[kernel] += size
            if self._changed[kernel] >= WORTH:
                self._compiled[kernel] = None
                threading.Thread(target=self.compile, args=(kernel,), name="nn_core accelerator").start()
        return self._compiled.get(kernel)

    def compile(self, kernel: Kernel) -> Kernel | None:
        """Return the compiled function, None where that is not possible; `find` knows it from now on."""
        with self._lock:
            if self._compiled.get(kernel) is None and importlib.util.find_spec("numba") is not None:
                try:
                    self._compiled[kernel] = _compiled(kernel)
                except Exception:  # a Numba that does not fit NumPy, say: slower, but nothing to worry about
                    logging.getLogger("nn_core").info("Numba could not compile %s.", kernel.__name__, exc_info=True)
        return self._compiled.get(kernel)


def _compiled(kernel: Kernel) -> Kernel:
    """Compile for float32, keeping to the order of operations; the result is kept on disk where there is a place."""
    import numba

    given = inspect.signature(kernel).parameters.values()
    signature = f"void({', '.join(_TYPES[each.annotation] for each in given)})"
    settings: dict[str, Any] = {"nogil": True, "error_model": "numpy"}  # the latter: x / 0 is infinite
    try:
        function = numba.njit(signature, cache=True, **settings)(kernel)
    except (RuntimeError, OSError):  # nowhere to write to
        function = numba.njit(signature, **settings)(kernel)
    found: Kernel = function
    return found


accelerator = Accelerator()
