"""The doctor: says what works on this machine, and what would mend the rest."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

from designer import __version__
from designer.paths import resource, user_folder

PACKAGES = ("numpy", "networkx", "psygnal", "h5py", "pyqtgraph", "threadpoolctl", "pillow")
QT_TIMEOUT_S = 30
_START_QT = "from PySide6.QtWidgets import QApplication; a = QApplication([]); print(a.platformName())"


@dataclass(frozen=True)
class Finding:
    """What one examination found."""

    is_well: bool
    text: str


def examine() -> int:
    """Print all findings; return 0 if nothing is missing."""
    print(f"nn-designer {__version__} on {platform.platform()}")
    findings = [finding for examination in EXAMINATIONS for finding in examination()]
    for finding in findings:
        print(f"  {'ok     ' if finding.is_well else 'MISSING'}  {finding.text}")
    num_missing = sum(not finding.is_well for finding in findings)
    print("Everything works." if not num_missing else f"{num_missing} of {len(findings)} things need attention.")
    return 0 if not num_missing else 1


def _python() -> list[Finding]:
    version, is_new = platform.python_version(), sys.version_info >= (3, 11)
    return [Finding(is_new, f"Python {version}{'' if is_new else ': 3.11 or newer is needed'}")]


def _packages() -> list[Finding]:
    return [_package(name) for name in ("PySide6-Essentials", *PACKAGES)]


def _package(name: str) -> Finding:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Finding(False, f"{name}: install it with  {sys.executable} -m pip install {name}")
    if name == "PySide6-Essentials" and version == "6.12.0" and sys.version_info < (3, 12):
        return Finding(False, "PySide6-Essentials 6.12.0 crashes on Python 3.11: install another version")
    return Finding(True, f"{name} {version}")


def _qt() -> list[Finding]:
    """Start Qt in a process of its own: a missing system library ends that one, not this one."""
    has_screen = sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    environment = {**os.environ} if has_screen else {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    try:
        run = subprocess.run(
            [sys.executable, "-c", _START_QT], env=environment, capture_output=True, text=True, timeout=QT_TIMEOUT_S
        )
    except subprocess.TimeoutExpired:
        return [Finding(False, f"Qt did not start within {QT_TIMEOUT_S} seconds")]
    if run.returncode:
        reason = (run.stderr.strip().splitlines() or ["no reason given"])[-1]
        return [Finding(False, f"Qt does not start: {reason}")]
    place = "" if has_screen else " (no screen here)"
    return [Finding(True, f"Qt starts on the platform '{run.stdout.strip()}'{place}")]


def _folders() -> list[Finding]:
    try:
        with tempfile.NamedTemporaryFile(dir=user_folder()):
            place = Finding(True, f"the folder for settings and the log: {user_folder()}")
    except OSError as error:
        place = Finding(False, f"the folder for settings and the log cannot be written: {error}")
    needed = ("icons/new.svg", "fonts/OpenSans-Regular.ttf", "data")
    lost = [name for name in needed if not resource(name).exists()]
    files = Finding(not lost, f"the program's own files: {resource()}" + (f" lacks {', '.join(lost)}" if lost else ""))
    return [place, files]


def _processors() -> list[Finding]:
    return [Finding(True, f"{os.cpu_count()} processors")]


EXAMINATIONS: tuple[Callable[[], list[Finding]], ...] = (_python, _processors, _packages, _qt, _folders)
