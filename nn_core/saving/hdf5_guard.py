"""The guard before HDF5: a foreign file is looked through by another process before this one opens it.

What this process wrote itself, or has had looked through, is known; it is not looked through again while it stays as
it was.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nn_core.saving import hdf5_check
from nn_core.saving.errors import ModelFileError
from nn_core.saving.process_memory import memory_of

FLAG = "--check-hdf5"  # in a program packed into one file, which has no scripts to run, it calls itself with this
_DAMAGED = "It is damaged: the HDF5 library cannot read it without breaking."
_LONGEST_START = 30.0  # seconds; the check itself has a limit of its own
_MEMORY = 300 * 2**20  # bytes, with the library and the interpreter
_BETWEEN_LOOKS = 0.05  # seconds

if TYPE_CHECKING:
    import subprocess  # elsewhere it is imported where a process is started: few programs open a foreign file

_Signature = tuple[str, str, int, int, int, int]
_known: set[_Signature] = set()


def check(path: Path, member: str = "") -> None:
    """Raise ModelFileError if the HDF5 file (or the one inside a zip) is not sound."""
    with checked_meanwhile(path, member):
        pass


@contextmanager
def checked_meanwhile(path: Path, member: str = "") -> Iterator[None]:
    """Have the file looked through while the block, which must not open it, does something else; then do as `check`."""
    signature = _signature(path, member)
    if signature in _known:
        yield
        return
    with _looking(path, member) as process:
        yield
        answer = _answer(process, path)
    if answer != hdf5_check.SOUND:
        raise ModelFileError(answer)
    _known.add(signature)


def trust(path: Path, member: str = "") -> None:
    """Remember a file as one that this process has written itself."""
    _known.add(_signature(path, member))


def _signature(path: Path, member: str) -> _Signature:
    found = path.stat()
    return os.path.realpath(path), member, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


@contextmanager
def _looking(path: Path, member: str) -> Iterator[subprocess.Popen[bytes]]:
    """Yield the other process, which is gone afterwards."""
    with _started(path, member) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def _answer(process: subprocess.Popen[bytes], path: Path) -> str:
    """Return what the other process says; where it dies or has to be ended, the file is damaged."""
    import subprocess

    end = time.monotonic() + _LONGEST_START + path.stat().st_size / hdf5_check.BYTES_PER_SECOND
    allowed = _MEMORY + 2 * path.stat().st_size
    while True:
        try:
            output, _ = process.communicate(timeout=_BETWEEN_LOOKS)
            break
        except subprocess.TimeoutExpired:
            if time.monotonic() > end or memory_of(process) > allowed:
                return _DAMAGED
    lines = output.decode("utf-8", "replace").splitlines()
    if hdf5_check.READY not in lines:
        raise ModelFileError("It could not be checked: the second process for that did not start.")
    return lines[-1] if process.returncode == 0 else _DAMAGED


def _started(path: Path, member: str) -> subprocess.Popen[bytes]:
    import subprocess

    is_packed = getattr(sys, "frozen", False) or "__compiled__" in globals()
    program = [sys.executable, FLAG] if is_packed else [sys.executable, "-P", str(hdf5_check.__file__)]
    options: dict[str, Any] = {}
    if sys.platform == "win32":
        options["creationflags"] = subprocess.CREATE_NO_WINDOW
    try:
        return subprocess.Popen(
            [*program, os.path.abspath(path), member],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "HDF5_PLUGIN_PRELOAD": "::"},
            **options,
        )
    except OSError as error:
        reason = error.strerror or error
        raise ModelFileError(
            f"It could not be checked: no second process for that could be started ({reason})."
        ) from None
