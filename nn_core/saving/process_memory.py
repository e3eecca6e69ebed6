"""How much memory another process takes, where the system itself cannot be told to limit it."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess  # imported below, where it is used: few programs open a foreign file


def memory_of(process: subprocess.Popen[bytes]) -> int:
    """Return the bytes of memory a process takes now; 0 if that cannot be found out or the system limits it."""
    if sys.platform == "win32":
        return _on_windows(process)
    return 0 if sys.platform == "linux" else _said_by_ps(process)


def _said_by_ps(process: subprocess.Popen[bytes]) -> int:
    """Ask the program that every Unix has."""
    import subprocess

    try:
        command = ["ps", "-o", "rss=", "-p", str(process.pid)]
        said = subprocess.run(command, capture_output=True, timeout=1, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    return int(said) * 1024 if said.strip().isdigit() else 0


def _on_windows(process: Any) -> int:
    class Counters(ctypes.Structure):
        _fields_ = [
            *((name, ctypes.c_ulong) for name in ("size", "faults")),
            *((name, ctypes.c_size_t) for name in ("peak_working_set", "working_set", "a", "b", "c", "d")),
            *((name, ctypes.c_size_t) for name in ("pagefile", "peak_pagefile")),
        ]

    counters = Counters()
    counters.size = ctypes.sizeof(counters)
    windows: Any = getattr(ctypes, "windll", None)
    handle = ctypes.c_void_p(int(process._handle))
    is_known = windows.kernel32.K32GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.size)
    return int(counters.pagefile) if is_known else 0
