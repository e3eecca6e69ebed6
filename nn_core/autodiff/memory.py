"""How much memory there is, and the refusal of what can never fit into it."""

from __future__ import annotations

import ctypes
import functools
import math
import os
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

_UNITS = ("bytes", "KB", "MB", "GB", "TB", "PB", "EB")


@functools.cache
def total_memory() -> int | None:
    """Return the size of this computer's memory in bytes, None if it does not tell."""
    if sys.platform == "win32":
        return _windows_memory()
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return None


def _windows_memory() -> int | None:
    class Status(ctypes.Structure):
        _fields_ = [
            *((name, ctypes.c_ulong) for name in ("length", "load")),
            *((name, ctypes.c_ulonglong) for name in ("total", "free", "a", "b", "c", "d", "e")),
        ]

    status = Status()
    status.length = ctypes.sizeof(status)
    windows: Any = getattr(ctypes, "windll", None)
    is_known = windows is not None and windows.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return int(status.total) if is_known else None


def refuse_if_too_large(what: str, shape: Sequence[int], dtype: Any = "float32") -> None:
    """Raise ValueError, before anything is allocated, if an array of this shape can never fit into memory."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    memory = total_memory()
    if memory is not None and size > memory:
        raise ValueError(
            f"{what} would have the shape {tuple(shape)} and need {in_words(size)}, "
            f"but this computer has {in_words(memory)} of memory. Make it smaller."
        )


def in_words(size: int) -> str:
    """Return a number of bytes as people write it: 1.5 GB."""
    power = min(int(math.log(max(size, 1), 1000)), len(_UNITS) - 1)
    return f"{size / 1000**power:.3g} {_UNITS[power]}"
