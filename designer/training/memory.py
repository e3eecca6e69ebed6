"""How much memory this computer has, and amounts of it in words."""

from __future__ import annotations

import ctypes
import functools
import os
import sys
from typing import Any

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")


@functools.cache
def total_memory() -> int:
    """Return the bytes of memory that are built in; 0 if that cannot be found out."""
    if sys.platform == "win32":
        return _on_windows()
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return 0


def _on_windows() -> int:
    class Status(ctypes.Structure):
        _fields_ = [
            *((name, ctypes.c_ulong) for name in ("length", "load")),
            *((name, ctypes.c_ulonglong) for name in ("total", "available", "a", "b", "c", "d", "e")),
        ]

    status = Status()
    status.length = ctypes.sizeof(status)
    windows: Any = getattr(ctypes, "windll", None)
    return int(status.total) if windows.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)) else 0


def bytes_text(number: float) -> str:
    """Return an amount of memory as 35 MB or 2.1 GB."""
    power = 0
    while number >= 1000 and power < len(_UNITS) - 1:
        number, power = number / 1000, power + 1
    return f"{number:.2g} {_UNITS[power]}" if number < 10 and power else f"{number:,.0f} {_UNITS[power]}"
