"""Make sure that Qt really starts, and bring the system libraries it wants where that is allowed."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from bootstrapping import apt
from bootstrapping.complaint import Complaint, last_line

OFF_SCREEN_LIBRARIES = (
    "libegl1",
    "libgl1",
    "libxkbcommon0",
    "libfontconfig1",
    "libfreetype6",
    "libglib2.0-0",
    "libdbus-1-3",
)
WINDOW_LIBRARIES = (
    "libx11-xcb1",
    "libxkbcommon-x11-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-shape0",
    "libxcb-xkb1",
)
# Not needed by the program; with them the tests also see a real X server and Chinese letters.
TEST_PACKAGES = ("xvfb", "fonts-wqy-microhei")

_START = "from PySide6.QtGui import QGuiApplication; QGuiApplication(['check'])"


def has_display(environment: Mapping[str, str]) -> bool:
    """Tell whether a window could appear: always on Windows and macOS, on Linux only with X11 or Wayland."""
    return sys.platform in ("win32", "darwin") or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def kinds_to_check(environment: Mapping[str, str]) -> list[str]:
    """Return in which ways Qt has to start here: drawing into memory, and on this Linux screen if there is one."""
    screen = f"{environment.get('DISPLAY', '')} {environment.get('WAYLAND_DISPLAY', '')}".strip()
    uses_it = environment.get("QT_QPA_PLATFORM") in (None, "", "xcb", "wayland")
    if not screen or not uses_it or sys.platform in ("win32", "darwin"):
        return ["offscreen"]
    return ["offscreen", f"screen {screen}"]


def make_start(python: Path, kind: str) -> None:
    """Start Qt in this way; if it cannot, bring its libraries and try once more."""
    trouble = _trouble(python, kind)
    if trouble is None:
        return
    if "could not connect to display" in trouble:
        display = os.environ.get("DISPLAY", "")
        raise Complaint(
            f"No X server answers at DISPLAY={display}: correct or unset DISPLAY and run the command again."
        )
    packages = apt.missing(libraries(kind)) if apt.is_here() else []
    if packages and apt.install(packages):
        packages, trouble = [], _trouble(python, kind)
    if trouble is not None:
        raise Complaint(sentence(trouble, packages))


def libraries(kind: str) -> tuple[str, ...]:
    """Return the Debian packages that Qt needs to start in this way."""
    return OFF_SCREEN_LIBRARIES if kind == "offscreen" else OFF_SCREEN_LIBRARIES + WINDOW_LIBRARIES


def sentence(trouble: str, packages: list[str]) -> str:
    """Say why Qt does not start and what to do about it."""
    remedy = (
        f"run  {apt.command(packages)}" if packages else "install what it asks for with your system's package manager"
    )
    return f"Qt does not start ({last_line(trouble, 'ImportError:')}): {remedy}  and then the same command again."


def bring_test_packages() -> None:
    """Install what makes the tests more thorough; without it they skip, saying so."""
    if sys.platform == "linux" and apt.is_here() and (packages := apt.missing(TEST_PACKAGES)):
        apt.install(packages)


def _trouble(python: Path, kind: str) -> str | None:
    """Start and end Qt in a process of its own, since it may crash, and return what it complained of."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"} if kind == "offscreen" else None
    attempt = subprocess.run(
        [str(python), "-c", _START], env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    return None if attempt.returncode == 0 else attempt.stderr or f"it ended with code {attempt.returncode}"
